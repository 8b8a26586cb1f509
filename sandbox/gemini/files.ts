import type { Engine } from "../engine/engine";
import type { FileRecord } from "../engine/file-record";
import { downloadFile, findFile, listFiles, removeFile } from "../engine/files";
import type { Call } from "../engine/provider";
import { json, type Reply } from "../http";
import { type Fault, fault, noSuch, refuse } from "./errors";
import { fileId, resultName, timestamp } from "./names";
import { paginate } from "./paginate";

/** GET /v1beta/files. */
export function serveFileList(engine: Engine, { account, query, baseUrl }: Call): Reply {
  const rule = { field: "files", defaultSize: 10, maxSize: 100 };
  return paginate(listFiles(engine, account), query, rule, (file) => wireFile(file, baseUrl));
}

/** GET /v1beta/files/{id}. */
export function serveFile(engine: Engine, { account, id, baseUrl }: Call): Reply {
  const file = findFile(engine, account, fileId(id));
  return file === null ? refuse(notYours(id)) : json(200, wireFile(file, baseUrl));
}

/** DELETE /v1beta/files/{id}. */
export function deleteFile(engine: Engine, { account, id }: Call): Reply {
  const file = findFile(engine, account, fileId(id));
  if (file === null) return refuse(notYours(id));
  removeFile(engine, file.id);
  return json(200, {});
}

/** GET /download/v1beta/files/{id}:download?alt=media, and the same under /v1beta as the SDK asks. */
export async function serveContent(engine: Engine, { account, id, query }: Call): Promise<Reply> {
  const file = findFile(engine, account, fileId(id));
  if (file === null) return refuse(noSuch(`files/${id}`));
  if (file.purpose !== "generated") {
    return refuse(fault("INVALID_ARGUMENT", "Only generated files can be downloaded."));
  }
  if (query.get("alt") !== "media") {
    return refuse(fault("INVALID_ARGUMENT", "A download needs the parameter alt=media."));
  }
  return downloadFile(engine, file, {});
}

export function wireFile(file: FileRecord, baseUrl: string): Record<string, unknown> {
  const generated = file.purpose === "generated";
  const name = generated ? resultName(file.id) : `files/${file.id}`;
  const lifeMs = (file.expiresAfterSeconds ?? 0) * 1000;
  const mimeType = String(file.details?.mimeType ?? "application/jsonl");
  return {
    name,
    displayName: file.filename,
    mimeType,
    sizeBytes: String(file.bytes),
    createTime: timestamp(file.createdAtMs),
    updateTime: timestamp(file.createdAtMs),
    expirationTime: timestamp(file.createdAtMs + lifeMs),
    uri: `${baseUrl}/v1beta/${name}`,
    ...(generated ? { downloadUri: `${baseUrl}/v1beta/${name}:download?alt=media` } : {}),
    state: "ACTIVE",
    source: generated ? "GENERATED" : "UPLOADED",
  };
}

/** Files that are not there and files of others are answered alike. */
function notYours(id: string): Fault {
  const message = `You do not have permission to access the File ${id.slice(0, 60)} or it may not exist.`;
  return fault("PERMISSION_DENIED", message);
}
