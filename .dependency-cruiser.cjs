// The import rules of the whole repository, in one place. Run: depcruise app workers components lib sandbox bench fuzz scripts e2e
// A starting point: extend it with the tree, and have the check fail when it cruised no module.
const TEST = "([.](test|spec)[.]tsx?$|^lib/testing/)";
const IO =
  "^(node_modules/(@prisma|bullmq|ioredis|next|next-auth|react|@aws-sdk|openai|@anthropic-ai|@google|@mistralai|groq-sdk|together-ai|@duckdb|nodemailer|pino)(/|$)" +
  "|(node:)?(fs|net|http|http2|https|dgram|child_process|dns|tls|crypto|os|process|stream|timers|worker_threads|zlib)(/|$))";

/** What the middle may know of the edges: their types and tables, never an implementation. */
const PORTS =
  "lib/(providers/(provider|hook|network)|providers/ready-made/[^/]+|storage/storage|storage/keys|queue/catalog)[.]ts";

/** One row of the matrix: files under `from` may import themselves and `mayImport`, and nothing else of ours. */
const row = (name, from, mayImport, testsToo = false) => ({
  name: `may-import-${name}`,
  severity: "error",
  from: { path: from, ...(testsToo ? {} : { pathNot: TEST }) },
  to: {
    path: "^(app|workers|components|lib|sandbox|bench|fuzz|scripts|e2e|prisma)/",
    pathNot: [from, ...mayImport.map((p) => `^${p}`)],
  },
});
const only = (name, fromPathNot, to) => ({
  name,
  severity: "error",
  from: { pathNot: fromPathNot },
  to: { path: to },
});
const reach = (name, from, to) => ({
  name,
  severity: "error",
  from: { path: from, pathNot: TEST },
  to: { path: to, reachable: true },
});

module.exports = {
  forbidden: [
    row("leaf", "^lib/(env|log|errors|secrets)[.]ts$", []),
    row("core", "^lib/core/", []),
    row("contracts", "^lib/contracts/", ["lib/core/"]),
    row("prices", "^lib/prices/", ["lib/core/", "lib/errors"]),
    row("lake", "^lib/lake/", ["lib/core/", "lib/errors", "lib/storage/(storage|keys)[.]ts"]),
    row("mail", "^lib/mail/", ["lib/core/", "lib/env", "lib/errors"]),
    row("sandbox", "^sandbox/", []),
    row("providers", "^lib/providers/", ["lib/core/", "lib/errors"]),
    row("storage", "^lib/storage/", ["lib/core/", "lib/errors"]),
    row("queue", "^lib/queue/", ["lib/core/", "lib/env", "lib/log"]),
    row("db", "^lib/db/", ["lib/core/", "lib/env", "lib/errors"]),
    row("auth", "^lib/auth/", [
      "lib/core/",
      "lib/db/",
      "lib/mail/",
      "lib/env",
      "lib/secrets",
      "lib/errors",
    ]),
    row("account", "^lib/account/", [
      "lib/core/",
      "lib/contracts/(account|sign-in)[.]ts",
      "lib/db/",
      "lib/auth/",
      "lib/mail/mail[.]ts",
      "lib/workspace/(create-organization|join-by-invitation)[.]ts",
      "lib/(runtime|env|errors)[.]ts",
    ]),
    row("line", "^lib/line/", [
      "lib/core/",
      "lib/db/",
      "lib/lake/",
      PORTS,
      "lib/(runtime|errors)[.]ts",
    ]),
    row("runtime", "^lib/runtime[.]ts$", [
      "lib/core/",
      "lib/db/(client|data-key)[.]ts",
      "lib/lake/",
      "lib/mail/mail[.]ts",
      "lib/log[.]ts",
      PORTS,
    ]),
    row("keyring", "^lib/keyring[.]ts$", ["lib/db/", "lib/(errors|runtime|secrets)[.]ts"]),
    row("price-shelf", "^lib/price-shelf[.]ts$", ["lib/(core|db)/", "lib/runtime[.]ts"]),
    row("compose", "^lib/compose[.]ts$", [
      "lib/(env|keyring|log|price-shelf|secrets|runtime)[.]ts",
      "lib/(core|db|lake|mail|prices|providers|queue|storage)/",
    ]),
    row("pipeline", "^lib/pipeline/", [
      "lib/core/",
      "lib/db/",
      "lib/lake/",
      "lib/line/",
      "lib/prices/",
      "lib/mail/",
      PORTS,
      "lib/(runtime|errors|log)[.]ts",
    ]),
    row("workspace", "^lib/workspace/", [
      "lib/core/",
      "lib/db/",
      "lib/line/",
      "lib/auth/(attempts|demo|link-secret|password)[.]ts",
      "lib/account/tell-person[.]ts",
      "lib/mail/",
      "lib/prices/",
      PORTS,
      "lib/(runtime|errors|secrets)[.]ts",
    ]),
    row("queries", "^lib/queries/", [
      "lib/core/",
      "lib/contracts/",
      "lib/db/",
      "lib/lake/",
      "lib/line/",
      "lib/prices/",
      PORTS,
      "lib/(runtime|errors)[.]ts",
    ]),
    row("workers", "^workers/", [
      "lib/pipeline/",
      "lib/queue/",
      "lib/core/problem[.]ts",
      "lib/db/(audit-retention|client|due-work|organization-removal|told-secrets)[.]ts",
      "lib/workspace/(initialize|close-organization)[.]ts",
      "lib/(runtime|compose|env|log|errors)[.]ts",
    ]),
    row("components", "^components/", ["lib/core/", "lib/contracts/"]),
    row("app", "^app/", [
      "components/",
      "lib/(pipeline|workspace|account|queries|contracts|core|auth)/",
      "lib/queue/(enqueue|live|catalog)[.]ts",
      "lib/(runtime|compose|env|errors|log)[.]ts",
    ]),
    row("e2e", "^e2e/", ["lib/contracts/", "lib/testing/"], true),

    reach("core-is-pure", "^lib/(core|contracts)/", IO),
    reach(
      "translation-is-pure",
      "^lib/providers/[^/]+/(translate|wire|limits)[.]ts$|^lib/providers/dialects/[^/]+/(?!session|client|live)[^/]+[.]ts$",
      IO,
    ),
    reach("browser-never-reaches-server", "^components/", "^lib/(?!core/|contracts/)"),

    only(
      "prisma-only-in-db",
      "^(lib/db|lib/testing|prisma|scripts)/",
      "^(node_modules/@prisma/|lib/db/generated/)",
    ),
    only("duckdb-only-in-lake", "^(lib/lake|bench)/", "^node_modules/@duckdb/"),
    only(
      "s3-only-in-storage",
      "^lib/storage/|^lib/providers/bedrock/|[.]test[.]ts$",
      "^node_modules/@aws-sdk/client-s3",
    ),
    only("mail-only-in-mail", "^lib/mail/", "^node_modules/nodemailer/"),
    only(
      "bullmq-only-in-queue-and-workers",
      "^(lib/queue|lib/testing|workers)/|^lib/db/migrate[.]ts$",
      "^node_modules/(bullmq|ioredis)/",
    ),
    only(
      "provider-sdk-only-in-client",
      "^lib/providers/[^/]+/client[.]ts$|[.]test[.]ts$|^sandbox/testing[.]ts$|^sandbox/[^/]+/testing[.]ts$",
      "^node_modules/(openai|@anthropic-ai|@google|@mistralai|groq-sdk|together-ai|@aws-sdk/client-bedrock)",
    ),
    {
      name: "no-next-in-lib",
      severity: "error",
      from: { path: "^(lib|workers)/", pathNot: "^lib/(auth|mail)/" },
      to: { path: "^node_modules/(next|next-auth|server-only|react)/" },
    },

    {
      name: "providers-ignore-each-other",
      severity: "error",
      from: { path: "^lib/providers/([^/]+)/" },
      to: { path: "^lib/providers/[^/]+/", pathNot: "^lib/providers/($1|dialects)/" },
    },
    {
      name: "steps-do-not-call-steps",
      severity: "error",
      from: { path: "^lib/pipeline/", pathNot: TEST },
      to: { path: "^lib/pipeline/" },
    },
    {
      name: "features-do-not-mix",
      severity: "error",
      from: { path: "^components/([^/]+)/" },
      to: { path: "^components/[^/]+/", pathNot: "^components/($1|ui|layout)/" },
    },
    {
      name: "ui-knows-no-domain",
      severity: "error",
      from: { path: "^components/ui/" },
      to: { path: "^lib/" },
    },
    {
      name: "testing-only-in-tests",
      severity: "error",
      from: { pathNot: `${TEST}|^(e2e|bench|fuzz)/` },
      to: { path: "^lib/testing/" },
    },
    {
      name: "no-cycles",
      severity: "error",
      from: { pathNot: "^lib/db/generated/" },
      to: { circular: true },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true, // a type-only import is an import too
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
