import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type OpenAI from "openai";
import { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../server";
import {
  chatLine,
  chatLines,
  clientOf,
  errorOf,
  KEY,
  openSandbox,
  sleep,
  upload,
} from "../testing";

let sandbox: Sandbox;
let client: OpenAI;

beforeAll(async () => {
  ({ sandbox, client } = await openSandbox());
});
afterAll(() => sandbox.close());

describe("files", () => {
  it("takes an upload and shows it as the real service does", async () => {
    const content = `${chatLine("a")}\n`;
    const file = await client.files.create({
      file: await toFile(Buffer.from(content), "my rows.jsonl"),
      purpose: "batch",
    });
    expect(file).toEqual({
      object: "file",
      id: expect.stringMatching(/^file-[A-Za-z0-9]{22}$/),
      purpose: "batch",
      filename: "my rows.jsonl",
      bytes: Buffer.byteLength(content),
      created_at: expect.any(Number),
      expires_at: file.created_at + 2_592_000,
      status: "processed",
      status_details: null,
    });
    expect(Math.abs(file.created_at - Date.now() / 1000)).toBeLessThan(5);
    expect(await client.files.retrieve(file.id)).toEqual(file);
    const back = await client.files.content(file.id);
    expect(back.headers.get("content-type")).toBe("application/octet-stream");
    expect(back.headers.get("x-request-id")).toMatch(/^req_/);
    expect(await back.text()).toBe(content);
  });

  it("streams a large file to disk and back unchanged", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sandbox-files-"));
    const path = join(folder, "large.jsonl");
    await writeFile(path, `${chatLine("a", { user: "x".repeat(20_000_000) })}\n`);
    const file = await client.files.create({ file: createReadStream(path), purpose: "batch" });
    expect(file.bytes).toBeGreaterThan(20_000_000);
    const bytes = await (await client.files.content(file.id)).arrayBuffer();
    expect(bytes.byteLength).toBe(file.bytes);
    await rm(folder, { recursive: true });
  });

  it("lists by cursor, order and purpose", async () => {
    const own = clientOf(sandbox.url, "sk-sandbox-lister");
    const ids: string[] = [];
    for (const name of ["a", "b", "c"]) ids.push(await upload(own, [chatLine(name)]));
    const notes = await toFile(Buffer.from("hello"), "notes.txt");
    const other = await own.files.create({ file: notes, purpose: "assistants" });
    const newest = await own.files.list({ limit: 2, purpose: "batch" });
    expect(newest.data.map((file) => file.id)).toEqual([ids[2], ids[1]]);
    expect(newest.has_more).toBe(true);
    const rest = await own.files.list({ after: ids[1] ?? "", purpose: "batch" });
    expect(rest.data.map((file) => file.id)).toEqual([ids[0]]);
    expect(rest.has_more).toBe(false);
    const oldest = await own.files.list({ order: "asc" });
    expect(oldest.data.map((file) => file.id)).toEqual([...ids, other.id]);
    expect((await errorOf(own.files.list({ limit: 10_001 }))).code).toBe("integer_above_max_value");
    const download = await errorOf(own.files.content(other.id));
    expect(download.message).toContain("Not allowed to download files of purpose: assistants");
  });

  it("deletes", async () => {
    const id = await upload(client, [chatLine("a")]);
    expect(await client.files.delete(id)).toEqual({ id, object: "file", deleted: true });
    for (const call of [client.files.retrieve(id), client.files.content(id)]) {
      const error = await errorOf(call);
      expect(error.status).toBe(404);
      expect(error.error).toEqual({
        message: `No such File object: ${id}`,
        type: "invalid_request_error",
        param: "id",
        code: null,
      });
    }
  });

  it("checks the first line only", async () => {
    const late = await upload(client, [chatLine("a"), "no json"]);
    expect(late).toMatch(/^file-/);
    const error = await errorOf(upload(client, ["no json", chatLine("a")]));
    expect(error.status).toBe(400);
    expect(error.error).toMatchObject({
      message: "Invalid file format for Batch API. Must be .jsonl",
      type: "invalid_request_error",
    });
  });

  it("refuses a strange purpose, a wrong life and a body that is no form", async () => {
    const file = await toFile(Buffer.from(chatLine("a")), "in.jsonl");
    const purpose = await errorOf(client.files.create({ file, purpose: "other" as never }));
    expect(purpose.message).toContain("'other' is not one of");
    const life = client.files.create({
      file,
      purpose: "batch",
      expires_after: { anchor: "created_at", seconds: 10 },
    });
    expect((await errorOf(life)).param).toBe("expires_after.seconds");
    const raw = await fetch(`${sandbox.url}/v1/files`, {
      method: "POST",
      headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
      body: "{}",
    });
    expect(raw.status).toBe(400);
    const cut = await fetch(`${sandbox.url}/v1/files`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${KEY}`,
        "content-type": "multipart/form-data; boundary=b",
      },
      body: '--b\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\n{"half',
    });
    expect(cut.status).toBe(400);
  });

  it("forgets files whose life is over", async () => {
    const fast = await openSandbox({ retentionSpeed: 3600 });
    const file = await toFile(Buffer.from(chatLine("a")), "in.jsonl");
    const { id } = await fast.client.files.create({
      file,
      purpose: "batch",
      expires_after: { anchor: "created_at", seconds: 3600 },
    });
    expect((await fast.client.files.retrieve(id)).id).toBe(id);
    await sleep(1010);
    expect((await errorOf(fast.client.files.retrieve(id))).status).toBe(404);
    expect((await fast.client.files.list()).data).toEqual([]);
    await fast.sandbox.close();
  });
});

describe("keys", () => {
  it("answers 401 with the real body, and keeps accounts apart", async () => {
    const wrong = await errorOf(clientOf(sandbox.url, "sk-live-1234567890abcdef").files.list());
    expect(wrong.status).toBe(401);
    expect(wrong.code).toBe("invalid_api_key");
    expect(wrong.message).toContain("Incorrect API key provided: sk-****cdef.");
    const none = await fetch(`${sandbox.url}/v1/files`);
    expect(none.status).toBe(401);

    const id = await upload(client, chatLines(1));
    const stranger = clientOf(sandbox.url, "sk-sandbox-two");
    expect((await errorOf(stranger.files.retrieve(id))).status).toBe(404);
    expect((await stranger.files.list()).data).toEqual([]);
  });

  it("names unknown routes and methods", async () => {
    const headers = { authorization: `Bearer ${KEY}` };
    const unknown = await fetch(`${sandbox.url}/v1/nothing`, { headers });
    expect(unknown.status).toBe(404);
    const method = await fetch(`${sandbox.url}/v1/batches`, { method: "DELETE", headers });
    expect(method.status).toBe(405);
    expect(await method.json()).toMatchObject({ error: { code: "method_not_supported" } });
  });
});
