import { Readable } from "node:stream";
import { default as Busboy, type BusboyFileStream } from "@fastify/busboy";
import { AppError } from "@/lib/errors";

export interface UploadedFile {
  readonly fileName: string;
  /** From a field `name` that stands before the file; the file's own name otherwise. */
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array>;
}

const LONGEST_NAME = 200;

/**
 * Reads a multipart form up to its `file` and gives that to `use` as a stream: nothing is held in memory.
 * Throws `unsupported_media` and `invalid_request` when there is no such file.
 */
export async function withUploadedFile<T>(
  request: Request,
  use: (file: UploadedFile) => Promise<T>,
): Promise<T> {
  const contentType = request.headers.get("content-type") ?? "";
  if (!contentType.startsWith("multipart/form-data") || !request.body) {
    throw new AppError("unsupported_media", "Send the file as multipart/form-data, field `file`.");
  }
  const form = new Busboy({ headers: { "content-type": contentType }, limits: { files: 1 } });
  const source = Readable.fromWeb(request.body as never);
  return new Promise<T>((resolve, reject) => {
    let name = "";
    let used: Promise<void> | null = null;
    form.on("field", (field, value) => {
      if (field === "name") name = value.slice(0, LONGEST_NAME);
    });
    form.on("file", (field: string, stream: BusboyFileStream, fileName: string | undefined) => {
      if (field !== "file" || used) {
        stream.resume();
        return;
      }
      const shown = (fileName ?? "upload").slice(-LONGEST_NAME);
      used = use({ fileName: shown, name: name || shown, content: stream }).then(
        resolve,
        (error) => {
          stream.resume();
          reject(error);
        },
      );
    });
    form.on("finish", () => {
      if (!used) reject(new AppError("invalid_request", "The form holds no file in field `file`."));
    });
    form.on("error", (cause) =>
      reject(new AppError("invalid_request", "The form is damaged. Send it again.", { cause })),
    );
    source.on("error", (cause) => {
      reject(new AppError("invalid_request", "The upload was cut off. Send it again.", { cause }));
      form.destroy();
    });
    source.pipe(form);
  });
}
