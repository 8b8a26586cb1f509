import { spawnSync } from "node:child_process";
import { getuid } from "node:process";
import { expected } from "../setup/expected.mjs";

/** As whom PostgreSQL runs: it refuses to run as root, so root hands it over to the user `postgres`. */
export interface Account {
  /** Whose the files are; null when that is whoever started us. */
  readonly owner: Ids | null;
  /** What stands before a command and makes it run as the owner; without it, spawn it as the owner. */
  readonly prefix: readonly string[];
}

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

const NAME = "postgres";

/**
 * Finds an account that can enter all of the given folders. Throws an expected error that names the one that is closed.
 * A folder inside a private one, such as /root, is opened to the server by the capability to pass directories.
 */
export function postgresAccount(folders: readonly string[]): Account {
  if (getuid?.() !== 0) return { owner: null, prefix: [] };
  const owner = { uid: userNumber("-u"), gid: userNumber("-g") };
  const capabilities = ["dac_read_search", "dac_override"].map((name) => passing(owner, name));
  const accounts: Account[] = [{ owner, prefix: [] }, ...capabilities];
  for (const account of accounts) {
    if (folders.every((folder) => canEnter(account, folder))) return account;
  }
  const closed = folders.find((folder) => !canEnter({ owner, prefix: [] }, folder));
  throw expected(
    `PostgreSQL cannot run as root, and the user ${NAME} may not enter ${closed}. Start Tranche as an ordinary user, or keep it and DATA_DIR where everybody may enter, such as /opt and /var/lib.`,
  );
}

/** How to spawn a command of this account. */
export function spawnAs({ owner, prefix }: Account, command: string, args: readonly string[]) {
  const [first = command, ...rest] = [...prefix, command, ...args];
  return { command: first, args: rest, ...(prefix.length > 0 ? {} : owner) };
}

function passing(owner: Ids, capability: string): Account {
  const change = ["--reuid", String(owner.uid), "--regid", String(owner.gid), "--clear-groups"];
  const grant = ["--inh-caps", `-all,+${capability}`, "--ambient-caps", `-all,+${capability}`];
  return { owner, prefix: ["setpriv", ...change, ...grant] };
}

function canEnter(account: Account, folder: string): boolean {
  const { command, args, ...ids } = spawnAs(account, "sh", ["-c", 'cd "$1"', "sh", folder]);
  return spawnSync(command, args, { ...ids, cwd: "/" }).status === 0;
}

function userNumber(flag: "-u" | "-g"): number {
  const look = () => spawnSync("id", [flag, NAME], { encoding: "utf8" });
  let found = look();
  if (found.status !== 0) {
    spawnSync("useradd", ["--system", "--user-group", "--no-create-home", NAME]);
    found = look();
  }
  if (found.status === 0) return Number(found.stdout);
  throw expected(
    `PostgreSQL cannot run as root, and the user ${NAME} could not be made. Start Tranche as an ordinary user.`,
  );
}
