import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { SchemaContainer } from "@prisma/schema-engine-wasm";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

/**
 * Prisma's schema engine as WebAssembly, so that migrations run where the native engine cannot be downloaded.
 * Writes the ordinary `_prisma_migrations` table.
 */
export async function openSchemaEngine(
  databaseUrl: string,
  schema: readonly SchemaContainer[],
): Promise<bindings.SchemaEngine> {
  await loadWasm();
  return bindings.SchemaEngine.new(
    { datamodels: schema.map((file) => [file.path, file.content]) },
    () => {},
    bindMigrationAwareSqlAdapterFactory(new WholeScripts({ connectionString: databaseUrl })),
  );
}

/** The stock adapter cuts scripts at every semicolon, function bodies and comments too. Sent whole, a script is also one transaction. */
class WholeScripts extends PrismaPg {
  readonly #connection: pg.ClientConfig;

  constructor(connection: pg.ClientConfig) {
    super(connection);
    this.#connection = connection;
  }

  override async connect(): ReturnType<PrismaPg["connect"]> {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      const client = new pg.Client(this.#connection);
      await client.connect();
      await client.query(script).finally(() => client.end());
    };
    return adapter;
  }
}

let loaded: Promise<void> | null = null;

function loadWasm(): Promise<void> {
  loaded ??= (async () => {
    const file = createRequire(import.meta.url)
      .resolve("@prisma/schema-engine-wasm/schema_engine_bg")
      .replace(/[.]js$/, ".wasm");
    const module = await WebAssembly.instantiate(await readFile(file), {
      "./schema_engine_bg.js": { ...bindings } as WebAssembly.ModuleImports,
    });
    bindings.__wbg_set_wasm(module.instance.exports);
    const start = module.instance.exports.__wbindgen_start;
    if (typeof start === "function") start();
  })();
  return loaded;
}
