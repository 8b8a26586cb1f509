import { buildPrograms } from "./start/programs-build";
import { buildWeb } from "./start/web-build";

// Everything that runs in production: the worker and the sandbox, and the web.
await buildPrograms();
await buildWeb();
