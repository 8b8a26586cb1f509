import { Readable } from "node:stream";

/** A file to save: streamed, never sniffed, never shown in the page's own origin. */
export function download(
  bytes: AsyncIterable<Uint8Array>,
  { fileName, mediaType }: { fileName: string; mediaType: string },
): Response {
  // Half of a pair has no UTF-8, and would end the download in an error.
  const name = fileName.replace(/\p{Cs}/gu, "\uFFFD");
  const ascii = fileName.replace(/[^A-Za-z0-9._-]+/g, "_");
  return new Response(Readable.toWeb(Readable.from(bytes)) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": mediaType,
      "content-disposition": `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name)}`,
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-store",
    },
  });
}
