/** A form with text fields and then one JSONL file, its content passed on piece by piece. */
export function multipart(
  fields: Readonly<Record<string, string>>,
  fileName: string,
  content: AsyncIterable<Uint8Array>,
) {
  const boundary = `tranche-${globalThis.crypto.randomUUID()}`;
  return {
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
    body: parts(boundary, fields, fileName, content),
  };
}

async function* parts(
  boundary: string,
  fields: Readonly<Record<string, string>>,
  fileName: string,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const [name, value] of Object.entries(fields)) {
    yield encoder.encode(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
  }
  const quoted = fileName.replace(/["\\\r\n]/g, encodeURIComponent);
  yield encoder.encode(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${quoted}"\r\n` +
      "Content-Type: application/jsonl\r\n\r\n",
  );
  yield* content;
  yield encoder.encode(`\r\n--${boundary}--\r\n`);
}
