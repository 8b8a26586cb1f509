import { Readable } from "node:stream";
import { default as Busboy, type BusboyFileStream } from "@fastify/busboy";
import { AppError } from "@/lib/errors";
import { shownName } from "./shown-name";

export interface UploadedFile {
  readonly fileName: string;
  /** The form's field `name`, wherever it stands; the file's own name without one. Known when the form has ended. */
  readonly name: Promise<string>;
  /** The form's field `teamId`; null without one. Known when the form has ended. */
  readonly teamId: Promise<string | null>;
  /** The form's field `sensitivity`, as it stands there; empty without one. Known when the form has ended. */
  readonly label: Promise<string>;
  /** Ends well only when the whole form has arrived. */
  readonly content: AsyncIterable<Uint8Array>;
}

const LIMITS = { files: 1, fields: 20, fieldSize: 4_000 };

/**
 * Reads a multipart form up to its `file` and gives that to `use` as a stream: nothing is held in memory.
 * Throws `unsupported_media`, and `invalid_request` when there is no such file or the form is damaged or cut off.
 */
export async function withUploadedFile<T>(
  request: Request,
  use: (file: UploadedFile) => Promise<T>,
): Promise<T> {
  const contentType = request.headers.get("content-type") ?? "";
  if (!contentType.startsWith("multipart/form-data") || !request.body) {
    throw new AppError("unsupported_media", "Send the file as multipart/form-data, field `file`.");
  }
  const form = openForm(contentType);
  const source = Readable.fromWeb(request.body as never);
  const ended = endOf(form, source);
  ended.catch(() => undefined);
  const fields = { name: "", teamId: "", label: "" };
  form.on("field", (field, value) => {
    if (field === "name") fields.name = shownName(value);
    if (field === "teamId") fields.teamId = value;
    if (field === "sensitivity") fields.label = value;
  });
  const found = firstFile(form, ended);
  source.pipe(form);
  try {
    const { stream, fileName } = await found;
    const name = ended.then(() => fields.name || fileName);
    const teamId = ended.then(() => fields.teamId || null);
    name.catch(() => undefined);
    const label = ended.then(() => fields.label);
    teamId.catch(() => undefined);
    label.catch(() => undefined);
    return await use({ fileName, name, teamId, label, content: whole(stream, ended) });
  } finally {
    // What is not wanted is still read, so that the client sees the answer and not a broken connection.
    source.unpipe(form);
    source.resume();
  }
}

type Form = InstanceType<typeof Busboy>;

function openForm(contentType: string): Form {
  try {
    return new Busboy({ headers: { "content-type": contentType }, limits: LIMITS });
  } catch (cause) {
    throw damaged(cause);
  }
}

function endOf(form: Form, source: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    form.on("finish", () => resolve());
    form.on("error", (cause) => reject(damaged(cause)));
    source.on("error", (cause) => {
      reject(
        new AppError("invalid_request", "The upload was cut off. Send the file again.", { cause }),
      );
    });
  });
}

const damaged = (cause: unknown): AppError =>
  new AppError("invalid_request", "The form is damaged or cut off. Send the file again.", {
    cause,
  });

function firstFile(
  form: Form,
  ended: Promise<void>,
): Promise<{ stream: BusboyFileStream; fileName: string }> {
  return new Promise((resolve, reject) => {
    form.on("file", (field: string, stream: BusboyFileStream, fileName: string | undefined) => {
      // A form that ends within the file says so on the stream, which nobody may be reading by then.
      stream.on("error", () => undefined);
      if (field === "file") resolve({ stream, fileName: shownName(fileName ?? "") || "upload" });
      else stream.resume();
    });
    ended.then(
      () => reject(new AppError("invalid_request", "The form holds no file in field `file`.")),
      reject,
    );
  });
}

async function* whole(
  stream: BusboyFileStream,
  ended: Promise<void>,
): AsyncGenerator<Uint8Array, void> {
  ended.catch((error) => stream.destroy(error));
  try {
    for await (const chunk of stream) yield chunk;
  } catch (cause) {
    await ended;
    throw damaged(cause);
  }
  await ended;
}
