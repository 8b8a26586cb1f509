import { type Refusal, refusal, refuse } from "../chat-completions/errors";
import type { Engine } from "../engine/engine";
import type { FileRecord } from "../engine/file-record";
import { downloadFile, findFile, listFiles, removeFile } from "../engine/files";
import type { Call } from "../engine/provider";
import { json, type Reply } from "../http";
import type { OpenAiDialect } from "./dialect";
import { paginate } from "./paginate";

/** GET /files. */
export function serveFileList(
  dialect: OpenAiDialect,
  engine: Engine,
  { account, query }: Call,
): Reply {
  const purpose = query.get("purpose");
  const own = listFiles(engine, account).filter(
    (file) => purpose === null || file.purpose === purpose,
  );
  const show = (file: FileRecord) => wireFile(file, dialect);
  if (!dialect.pages) return json(200, { object: "list", data: own.map(show) });
  const rule = { noun: "file", defaultLimit: 10_000, maxLimit: 10_000 };
  return paginate(own, query, rule, show);
}

/** GET /files/{id}. */
export function serveFile(dialect: OpenAiDialect, engine: Engine, { account, id }: Call): Reply {
  const file = findFile(engine, account, id);
  return file === null ? refuse(noSuchFile(id)) : json(200, wireFile(file, dialect));
}

/** DELETE /files/{id}. */
export function deleteFile(_: OpenAiDialect, engine: Engine, { account, id }: Call): Reply {
  if (findFile(engine, account, id) === null) return refuse(noSuchFile(id));
  removeFile(engine, id);
  return json(200, { id, object: "file", deleted: true });
}

/** Purposes whose files may be downloaded. */
const DOWNLOADABLE = ["batch", "batch_output", "fine-tune", "user_data", "evals"];

/** GET /files/{id}/content. */
export async function serveContent(
  _: OpenAiDialect,
  engine: Engine,
  { account, id }: Call,
): Promise<Reply> {
  const file = findFile(engine, account, id);
  if (file === null) return refuse(noSuchFile(id));
  if (!DOWNLOADABLE.includes(file.purpose)) {
    return refuse(refusal(400, `Not allowed to download files of purpose: ${file.purpose}`));
  }
  const headers = { "content-disposition": `attachment; filename="${file.id}"` };
  return downloadFile(engine, file, headers);
}

export function wireFile(file: FileRecord, { bareFiles }: OpenAiDialect): Record<string, unknown> {
  const createdAt = Math.floor(file.createdAtMs / 1000);
  const life = file.expiresAfterSeconds;
  return {
    object: "file",
    id: file.id,
    purpose: file.purpose,
    filename: file.filename,
    bytes: file.bytes,
    created_at: createdAt,
    ...(bareFiles
      ? {}
      : {
          expires_at: life === null ? null : createdAt + life,
          status: "processed",
          status_details: null,
        }),
  };
}

function noSuchFile(id: string): Refusal {
  return refusal(404, `No such File object: ${id.slice(0, 100)}`, "id");
}
