import { requireNode } from "./setup/node-version.mjs";

// Nothing but Node's own modules may be imported before the packages are there.
requireNode();
import("./setup/prepare.mjs")
  .then(({ prepare }) => prepare())
  .then(() => import("./start/main.ts"))
  .then(({ start }) => start())
  .catch(({ message, stack, expected }) => {
    console.error(expected ? `\n${message}` : stack);
    process.exit(1);
  });
