import { requireNode } from "./setup/node-version.mjs";

requireNode();
import("./setup/prepare.mjs")
  .then(({ prepare }) => prepare())
  .then(() => import("./test/main.ts"))
  .then(({ test }) => test())
  .catch(({ message, stack, expected }) => {
    console.error(expected ? message : stack);
    console.log("0 passed, 1 failed");
    process.exit(1);
  });
