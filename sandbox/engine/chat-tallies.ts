import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";

/** Real-time requests of one account: those answered (billed) and those refused. */
export interface ChatTally {
  requests: number;
  executed: number;
  refused: number;
}

export interface ChatTallies {
  count(account: string, executed: boolean): void;
  all(): Iterable<[string, ChatTally]>;
}

/**
 * Counts real-time requests so that a killed process forgets none: each is one appended line before
 * its answer goes out. The lines are summed up at the next start.
 */
export function openChatTallies(path: string): ChatTallies {
  const tallies = new Map<string, ChatTally>();
  const add = (account: string, executed: number, refused: number) => {
    const old = tallies.get(account) ?? { requests: 0, executed: 0, refused: 0 };
    tallies.set(account, {
      requests: old.requests + executed + refused,
      executed: old.executed + executed,
      refused: old.refused + refused,
    });
  };
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  for (const line of lines) {
    const [account, executed, refused] = line.split(" ");
    // A line cut short by a kill has no third part.
    if (account && refused) add(account, Number(executed), Number(refused));
  }
  const sums = [...tallies].map(([id, { executed, refused }]) => `${id} ${executed} ${refused}\n`);
  writeFileSync(path, sums.join(""), { mode: 0o600 });
  return {
    count(account, executed) {
      add(account, executed ? 1 : 0, executed ? 0 : 1);
      appendFileSync(path, `${account} ${executed ? "1 0" : "0 1"}\n`);
    },
    all: () => tallies,
  };
}
