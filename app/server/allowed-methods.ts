import { openApiDocument } from "./openapi";

interface Document {
  readonly paths: Readonly<Record<string, { readonly servers?: unknown }>>;
}

const METHODS = ["get", "post", "put", "patch", "delete"];

/** The methods of a path below `/api/v1`, as the header `Allow` lists them; none when there is no such path. */
export async function allowedMethods(place: string): Promise<string[]> {
  table ??= read();
  return (await table).find(({ path }) => path.test(place))?.methods ?? [];
}

let table: Promise<readonly Row[]> | null = null;

interface Row {
  readonly path: RegExp;
  readonly methods: string[];
}

async function read(): Promise<Row[]> {
  const { paths } = (await openApiDocument()) as Document;
  return Object.entries(paths)
    .filter(([, item]) => !item.servers)
    .map(([path, item]) => ({
      path: expression(path),
      methods: METHODS.filter((method) => method in item).flatMap((method) =>
        // HEAD is answered as GET, without a body.
        method === "get" ? ["GET", "HEAD"] : [method.toUpperCase()],
      ),
    }));
}

const expression = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`);
