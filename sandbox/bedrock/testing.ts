import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ObjectStoreAddress } from "../engine/object-store";
import { secretOf } from "./authorize";
import { putText } from "./bucket";

const onPath = execFileSync("/bin/sh", ["-c", "command -v versitygw || true"], {
  encoding: "utf8",
}).trim();

/** The S3-compatible server that tests use; null where it is not installed. */
export const VERSITYGW =
  [onPath, join(homedir(), "go", "bin", "versitygw")].find((path) => existsSync(path)) ?? null;

/** Said where tests are skipped for the want of it. */
export const NEEDS_VERSITYGW = "needs an S3 server: install versitygw";

export interface TestStore extends AsyncDisposable {
  address: ObjectStoreAddress;
  bucket: string;
}

/** A real S3 server with one bucket, whose key is the sandbox's own for this access key. */
export async function startStore(accessKeyId: string, tries = 3): Promise<TestStore> {
  if (VERSITYGW === null) throw new Error(NEEDS_VERSITYGW);
  const root = await mkdtemp(join(tmpdir(), "bedrock-store-"));
  const port = await freePort();
  const secretAccessKey = secretOf(accessKeyId);
  // The shell waits for the end of its input, so the server cannot outlive whoever started it.
  const command =
    'export ROOT_ACCESS_KEY="$1" ROOT_SECRET_KEY="$2"; shift 2; "$0" "$@" </dev/null >/dev/null 2>&1 & server=$!; cat >/dev/null; kill $server';
  const keys = [accessKeyId, secretAccessKey];
  const args = ["--port", `127.0.0.1:${port}`, "--quiet", "posix", join(root, "buckets")];
  await mkdir(join(root, "buckets"));
  const child = spawn("/bin/sh", ["-c", command, VERSITYGW, ...keys, ...args], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  const address = {
    ...{ endpoint: `http://127.0.0.1:${port}`, region: "us-east-1" },
    ...{ accessKeyId, secretAccessKey },
  };
  const dispose = async () => {
    const ended = once(child, "exit");
    child.stdin.end();
    await ended;
    await rm(root, { recursive: true, force: true });
  };
  const bucket = "tranche-test";
  if (await answers(address, bucket)) return { address, bucket, [Symbol.asyncDispose]: dispose };
  await dispose();
  // Another program may have taken the free port first.
  if (tries > 1) return startStore(accessKeyId, tries - 1);
  throw new Error("the S3 server does not start");
}

async function answers(address: ObjectStoreAddress, bucket: string): Promise<boolean> {
  for (let tries = 0; tries < 400; tries += 1) {
    try {
      await putText(address, `s3://${bucket}`, "");
      return true;
    } catch {
      await sleep(10);
    }
  }
  return false;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
