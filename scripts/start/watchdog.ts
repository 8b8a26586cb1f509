import { argv, stdin } from "node:process";
import { readProcessList } from "./process-list";
import { stopProcesses } from "./stop-processes";

/**
 * Ends the programs of a data folder when their supervisor is gone, however it went: its end of our standard input
 * closes. Usage: watchdog.ts DATA_DIR
 */
const [, , dataDir = ""] = argv;
stdin.resume();
stdin.on("close", () => void stopProcesses(readProcessList(dataDir)));
