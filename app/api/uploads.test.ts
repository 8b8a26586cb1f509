import { readdir, stat } from "node:fs/promises";
import { type ClientRequest, request } from "node:http";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storedBytes } from "@/lib/db/dataset";
import { setUploadLimits } from "@/lib/db/organization";
import { type Answered, openTestApi, type TestApi } from "@/lib/testing/test-api";
import { until } from "@/lib/testing/until";

const MIB = 1024 * 1024;
let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api?.close());

describe("a resumable upload", () => {
  const TEXT = `text\n${Array.from({ length: 60_000 }, (_, i) => `row ${i + 1}`).join("\n")}\n`;
  const half = Math.floor(TEXT.length / 2);
  const metadata = Object.entries({ filename: "big.csv", name: "Big" })
    .map(([name, value]) => `${name} ${Buffer.from(value).toString("base64")}`)
    .join(",");

  it("goes on where it was cut off and becomes one dataset, however often that is asked", async () => {
    const begun = await tus("POST", "", {
      "upload-length": String(TEXT.length),
      "upload-metadata": metadata,
    });
    expect(begun.status).toBe(201);
    const id = begun.headers.get("location")?.split("/").at(-1) ?? "";
    const early = await api.call("POST", `/uploads/${id}/dataset`);
    expect([early.status, early.body.error.code]).toEqual([409, "not_ready"]);

    const first = await append(id, 0, TEXT.slice(0, half));
    expect([first.status, first.headers.get("upload-offset")]).toEqual([204, String(half)]);
    const cut = call("PATCH", `/uploads/${id}`, {
      ...{ "tus-resumable": "1.0.0", "content-type": "application/offset+octet-stream" },
      ...{ "upload-offset": String(half), "content-length": String(TEXT.length - half) },
    });
    cut.write(TEXT.slice(half, half + 70_000));
    const size = () => uploadedBytes(id);
    await until("some of the second half", 10_000, async () => (await size()) > half);
    cut.destroy();
    const arrived = await until("the offset at rest", 10_000, async () => {
      const head = await tus("HEAD", `/${id}`);
      return head.status === 200 && Number(head.headers.get("upload-offset"));
    });
    expect(arrived).toBeGreaterThan(half);
    expect(arrived).toBeLessThan(TEXT.length);
    expect((await append(id, arrived, TEXT.slice(arrived))).status).toBe(204);

    const made = await Promise.all([1, 2].map(() => api.call("POST", `/uploads/${id}/dataset`)));
    const again = await api.call("POST", `/uploads/${id}/dataset`);
    const datasetId = made[0]?.body.id;
    expect([...made, again].map(({ status, body }) => [status, body.id])).toEqual(
      [1, 2, 3].map(() => [201, datasetId]),
    );
    expect((await tus("HEAD", `/${id}`)).status).toBe(404);
    await api.settle();
    const { body } = await api.call("GET", `/v1/datasets/${datasetId}`);
    expect(body).toMatchObject({ name: "Big", fileName: "big.csv", rows: 60_000, rejected: 0 });
    expect([body.bytes, body.importedBytes]).toEqual([TEXT.length, TEXT.length]);
    expect((await api.call("GET", "/v1/datasets")).body.data).toHaveLength(1);
  });

  const append = (id: string, offset: number, text: string) =>
    tus(
      "PATCH",
      `/${id}`,
      {
        "upload-offset": String(offset),
        "content-type": "application/offset+octet-stream",
      },
      text,
    );
});

describe("a file that is not what it should be", () => {
  const utf16 = Buffer.from("\ufefftext,n\nä,1\n", "utf16le");
  const bytes = (...parts: (string | number[])[]) =>
    Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  const refused: [string, string, string | Buffer, object][] = [
    ["empty", "a.csv", "", { code: "empty_file", message: /Upload a file with/ }],
    ["a header only", "a.csv", "text,n\n", { code: "header_only", message: /Add rows/ }],
    [
      "not UTF-8",
      "a.csv",
      bytes("text\n", [0xe9, 0x0a, 0xe8, 0x0a]),
      {
        code: "not_utf8",
        message: /line 2 .*byte 5 .*Save it as UTF-8/,
        params: { line: 2, byte: 5 },
      },
    ],
    [
      "UTF-16 without its mark",
      "a.csv",
      utf16.subarray(2),
      { code: "nul_bytes", message: /byte 1 \(line 1\).*byte order mark/ },
    ],
    [
      "a picture",
      "a.csv",
      bytes([0x89], "PNG\r\n", [0x1a, 0x0a, 0, 0, 0, 13]),
      { code: "not_what_its_name_says", message: /named like csv but its content is a PNG image/ },
    ],
    ["without a usable header", "a.csv", '"text\nrow\n', { message: /line 1/ }],
  ];
  const accepted: [string, string, string | Buffer, object][] = [
    [
      "UTF-8 with its mark",
      "a.csv",
      "\ufefftext\nä\n",
      { rows: 1, columns: ["text"], notices: ["bom_removed"], rejects: [] },
    ],
    [
      "UTF-16",
      "a.csv",
      utf16,
      { rows: 1, columns: ["text", "n"], notices: ["utf16_decoded"], rejects: [] },
    ],
    [
      "a NUL byte",
      "a.csv",
      "text\nfine\nno\0t\nfine\n",
      { rows: 2, columns: ["text"], notices: [], rejects: [[3, "control_character column=3"]] },
    ],
    [
      "one line that is not UTF-8",
      "a.csv",
      bytes("text\nfine\n", [0xe9], "\nfine\nfine\n"),
      { rows: 3, columns: ["text"], notices: [], rejects: [[3, "not_utf8 byte=10"]] },
    ],
    [
      "a JSON array",
      "a.jsonl",
      '[{"text":"a"},\n{"text":"b"}]',
      {
        rows: 2,
        columns: ["text"],
        notices: ["json_array_accepted", "format_differs_from_name"],
        rejects: [],
      },
    ],
    [
      "ragged lines",
      "a.csv",
      "a,b\n1,2\n1\n1,2,3\n3,4\n",
      {
        rows: 2,
        columns: ["a", "b"],
        notices: [],
        rejects: [
          [3, "wrong_field_count expected=2 found=1"],
          [4, "wrong_field_count expected=2 found=3"],
        ],
      },
    ],
    [
      "an unclosed quote",
      "a.csv",
      'a,b\n1,2\n3,"four\n5,6\n',
      { rows: 2, columns: ["a", "b"], notices: [], rejects: [[3, "unclosed_quote"]] },
    ],
    [
      "a line of 20 MB",
      "a.csv",
      `a,b\n1,2\n3,${"x".repeat(20_000_000)}\n5,6\n`,
      { rows: 2, columns: ["a", "b"], notices: [], rejects: [[3, "line_too_long limit=16777216"]] },
    ],
    [
      "a column name twice",
      "a.csv",
      "a,a\n1,2\n",
      { rows: 1, columns: ["a", "a_2"], notices: ["column_renamed"], rejects: [] },
    ],
    [
      "broken JSON Lines",
      "a.jsonl",
      '{"a":1}\n{"a":}\n[1]\n{"a":2}\n',
      {
        rows: 2,
        columns: ["a"],
        notices: [],
        rejects: [
          [2, "invalid_json column=6"],
          [3, "not_an_object"],
        ],
      },
    ],
  ];
  const ids = new Map<string, string>();

  beforeAll(async () => {
    for (const [what, name, content] of [...refused, ...accepted]) {
      const made = await api.upload(content, name);
      expect([what, made.status]).toEqual([what, 201]);
      ids.set(what, made.body.id);
    }
    await api.settle();
  });
  const dataset = async (what: string) =>
    (await api.call("GET", `/v1/datasets/${ids.get(what)}`)).body;

  it.each(refused)(
    "%s: says where and what to do",
    async (what, _, __, { message, ...error }: { message?: RegExp }) => {
      const { status, error: found, rows } = await dataset(what);
      expect([status, rows]).toEqual(["failed", 0]);
      expect(found).toMatchObject(error);
      expect(found.message).toMatch(message ?? /./);
      const asked = await api.call("GET", `/v1/datasets/${ids.get(what)}/rows`);
      expect([asked.status, asked.body.error.code]).toEqual([409, "not_ready"]);
    },
  );

  it.each(accepted)(
    "%s: keeps the valid rows and lists the others",
    async (what, _, __, expected) => {
      const { status, error, rows, columns, notices, rejects, rejected } = await dataset(what);
      expect([status, error]).toEqual(["ready", null]);
      const found = {
        rows,
        columns: columns.map((column: { name: string }) => column.name),
        notices: notices.map((notice: { code: string }) => notice.code),
        rejects: rejects.map((reject: { line: number; reason: string }) => [
          reject.line,
          reject.reason,
        ]),
      };
      expect(found).toEqual(expected);
      const file: string = (await api.call("GET", `/v1/datasets/${ids.get(what)}/rejects.csv`))
        .body;
      for (const [line, reason] of found.rejects) expect(file).toContain(`"${line}","${reason}","`);
      expect(found.rejects).toHaveLength(rejected);
    },
  );
});

describe("a form upload", () => {
  it("leaves nothing behind when it is cut off", async () => {
    const before = await stored();
    const { call: form } = beginForm();
    form.write("row\n".repeat(100_000));
    await until("an object in the making", 10_000, async () => (await unfinished()) === 1);
    form.destroy();
    await until("the unfinished object gone", 10_000, async () => (await unfinished()) === 0);
    const ended = await api.call("POST", "/v1/datasets", {
      body: `${HEAD}text\nrow\n`,
      headers: { "content-type": FORM },
    });
    expect([ended.status, ended.body.error.code]).toEqual([400, "invalid_request"]);
    expect(ended.body.error.message).toContain("Send the file again");
    expect([await stored(), await unfinished()]).toEqual([before, 0]);
  });

  it("takes the name wherever it stands, and streams a large file without holding it", async () => {
    const before = process.memoryUsage.rss();
    let most = before;
    const timer = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
    }, 5);
    const chunk = Buffer.from(`${"x".repeat(1023)}\n`.repeat(64));
    const { call: form, answer } = beginForm();
    for (let sent = 0; sent < 100 * MIB; sent += chunk.length) {
      if (!form.write(chunk)) await new Promise((resolve) => form.once("drain", resolve));
    }
    form.end('\r\n--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nLarge\r\n--x--\r\n');
    const { status, body } = await answer;
    clearInterval(timer);
    expect([status, body.name, body.fileName]).toEqual([201, "Large", "a.csv"]);
    expect(body.bytes).toBe(100 * MIB);
    expect(most - before).toBeLessThan(150 * MIB);
  });

  const stored = async () => {
    const keys: string[] = [];
    const { storage } = api.line.process.runtime;
    for await (const { key } of storage.list(`orgs/${api.organizationId}/`)) keys.push(key);
    const { data } = (await api.call("GET", "/v1/datasets")).body;
    return { keys: keys.sort(), datasets: data.length };
  };
  const unfinished = async () =>
    (await readdir(path.join(dataDir(), "objects", ".unfinished"))).length;
});

const FORM = "multipart/form-data; boundary=x";
const HEAD = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n';

function beginForm() {
  const form = call("POST", "/v1/datasets", { "content-type": FORM });
  // biome-ignore lint/suspicious/noExplicitAny: an answer as any client sees it
  const answer = new Promise<{ status: number; body: any }>((resolve, reject) => {
    form.on("error", reject);
    form.on("response", async (response) => {
      const text = (await response.toArray()).join("");
      resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) });
    });
  });
  answer.catch(() => undefined);
  form.write(HEAD);
  return { call: form, answer };
}

/** A request that the test can write and cut as it likes. */
function call(method: string, place: string, headers: Record<string, string>): ClientRequest {
  const authorization = `Bearer ${api.line.environment.INIT_API_KEY}`;
  const begun = request(`${api.url}/api${place}`, {
    method,
    headers: { authorization, ...headers },
  });
  begun.on("error", () => undefined);
  return begun;
}

describe("what an organization may store", () => {
  it("is a limit for every way of uploading, and a refusal says how much is used", async () => {
    const used = await api.inside(storedBytes);
    const limit = used + 100;
    await api.inside((scope) => setUploadLimits(scope, { maxStoredBytes: limit }));
    const create = (bytes: number) => tus("POST", "", { "upload-length": String(bytes) });
    const whole = await api.upload("x".repeat(101), "a.csv");
    for (const refused of [await create(101), whole]) {
      expect([refused.status, refused.body.error.details]).toEqual([413, { used, limit }]);
      expect(refused.body.error.message).toContain(`${used} of the ${limit} bytes`);
    }
    const deferred = await tus("POST", "", { "upload-defer-length": "1" });
    const id = deferred.headers.get("location")?.split("/").at(-1) ?? "";
    const rest = {
      ...{ "upload-length": "101", "upload-offset": "0" },
      "content-type": "application/offset+octet-stream",
    };
    expect((await tus("PATCH", `/${id}`, rest, "x".repeat(101))).status).toBe(413);
    expect((await create(100)).status).toBe(201);
    await api.inside((scope) => setUploadLimits(scope, { maxStoredBytes: null }));
  });
});

function tus(
  method: string,
  place: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Answered> {
  return api.call(method, `/uploads${place}`, {
    headers: { "tus-resumable": "1.0.0", ...headers },
    body,
  });
}

const dataDir = (): string => api.line.environment.DATA_DIR ?? "";

async function uploadedBytes(id: string): Promise<number> {
  return (await stat(path.join(dataDir(), "scratch", "uploads", id))).size;
}
