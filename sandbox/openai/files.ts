import { rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { json, type Reply } from "../http";
import { type Refusal, refusal, refuse } from "./errors";
import { type FileRecord, wireFile } from "./file-record";
import { paginate } from "./paginate";
import type { Call, Route } from "./route";
import type { OpenAiState } from "./state";
import { uploadFile } from "./upload-file";

export const FILE_ROUTES: Route[] = [
  { method: "POST", path: /^\/v1\/files$/, kind: "files.create", handle: uploadFile },
  { method: "GET", path: /^\/v1\/files$/, kind: "files.list", handle: listFiles },
  { method: "GET", path: /^\/v1\/files\/([^/]+)$/, kind: "files.retrieve", handle: showFile },
  { method: "DELETE", path: /^\/v1\/files\/([^/]+)$/, kind: "files.delete", handle: deleteFile },
  {
    method: "GET",
    path: /^\/v1\/files\/([^/]+)\/content$/,
    kind: "files.content",
    handle: fileContent,
  },
];

/** The account's file, unless it is gone, has expired, or a lag still hides it. */
export function findFile(state: OpenAiState, account: string, id: string): FileRecord | null {
  const file = state.files.get(id);
  if (file === undefined || file.account !== account) return null;
  return isVisible(state, file) ? file : null;
}

/** Removes a file's record and bytes. */
function removeFile(state: OpenAiState, id: string): void {
  state.files.remove(id);
  rmSync(state.paths.content(id), { force: true });
}

/** Removes the files whose life is over. */
export function sweepFiles(state: OpenAiState): void {
  for (const file of [...state.files.all()]) {
    if (isOver(state, file)) removeFile(state, file.id);
  }
}

function isVisible(state: OpenAiState, file: FileRecord): boolean {
  const { fileMs } = state.faults.plan().lag;
  return !isOver(state, file) && state.clock.now() >= file.createdAtMs + fileMs;
}

function isOver(state: OpenAiState, file: FileRecord): boolean {
  if (file.expiresAfterSeconds === null) return false;
  const lifeMs = (file.expiresAfterSeconds * 1000) / state.retentionSpeed;
  return state.clock.now() >= file.createdAtMs + lifeMs;
}

function listFiles(state: OpenAiState, { account, query }: Call): Reply {
  sweepFiles(state);
  const purpose = query.get("purpose");
  const own = [...state.files.all()].filter(
    (file) =>
      file.account === account &&
      (purpose === null || file.purpose === purpose) &&
      isVisible(state, file),
  );
  const rule = { noun: "file", defaultLimit: 10_000, maxLimit: 10_000 };
  return paginate(own.reverse(), query, rule, wireFile);
}

function showFile(state: OpenAiState, { account, id }: Call): Reply {
  const file = findFile(state, account, id);
  return file === null ? refuse(noSuchFile(id)) : json(200, wireFile(file));
}

function deleteFile(state: OpenAiState, { account, id }: Call): Reply {
  if (findFile(state, account, id) === null) return refuse(noSuchFile(id));
  removeFile(state, id);
  return json(200, { id, object: "file", deleted: true });
}

/** Purposes whose files may be downloaded. */
const DOWNLOADABLE = ["batch", "batch_output", "fine-tune", "user_data", "evals"];

async function fileContent(state: OpenAiState, { account, id }: Call): Promise<Reply> {
  const file = findFile(state, account, id);
  if (file === null) return refuse(noSuchFile(id));
  if (!DOWNLOADABLE.includes(file.purpose)) {
    return refuse(refusal(400, `Not allowed to download files of purpose: ${file.purpose}`));
  }
  const path = state.paths.content(id);
  const bytes = file.truncatedReads === 0 ? file.bytes : await cutInLastLine(path, file.bytes);
  if (typeof file.truncatedReads === "number" && file.truncatedReads > 0) {
    state.files.patch(id, { truncatedReads: file.truncatedReads - 1 });
  }
  const headers = { "content-disposition": `attachment; filename="${file.id}"` };
  return { status: 200, headers, body: { type: "file", path, bytes } };
}

/** A length that ends in the middle of the file's last line. */
async function cutInLastLine(path: string, bytes: number): Promise<number> {
  const handle = await open(path, "r");
  try {
    const length = Math.min(bytes, 1024 * 1024);
    const tail = Buffer.alloc(length);
    await handle.read(tail, 0, length, bytes - length);
    const lineStart = tail.subarray(0, Math.max(0, length - 1)).lastIndexOf(0x0a) + 1;
    return bytes - length + lineStart + ((length - lineStart) >> 1);
  } finally {
    await handle.close();
  }
}

function noSuchFile(id: string): Refusal {
  return refusal(404, `No such File object: ${id.slice(0, 100)}`, "id");
}
