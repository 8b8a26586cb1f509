import { existsSync, readdirSync } from "node:fs";
import { request } from "node:http";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";
import { TEST_API_KEY } from "@/lib/testing/test-line";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api?.close());

const dataDir = (): string => api.line.environment.DATA_DIR ?? "";
/** Every file of the installation, and whatever lies beside its folder. */
const files = (): string[] =>
  readdirSync(dataDir(), { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(dataDir(), path.join(entry.parentPath, entry.name)));

const NAMES = [
  "../../../../tmp/climbed.csv",
  "..\\..\\climbed.csv",
  "/etc/climbed.csv",
  "C:\\climbed.csv",
  "%2e%2e%2fclimbed.csv",
  "..%00/climbed.csv",
  "climbed\u0000.csv",
  "a\r\nset-cookie: climbed=1.csv",
  '"; filename="climbed.exe',
  ".",
  "..",
];

describe("the name of a file", () => {
  it.each(NAMES)("is a name, not a place: %j", async (name) => {
    const boundary = "hostile-names";
    const quoted = name.replaceAll('"', "%22").replace(/[\r\n]+/g, "%0D%0A");
    const form = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${quoted}"\r\n\r\ntext\nrow\n\r\n--${boundary}--\r\n`;
    const made = await api.call("POST", "/v1/datasets", {
      body: Buffer.from(form, "utf8"),
      headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
    });
    const metadata = [`filename ${Buffer.from(name).toString("base64")}`];
    const begun = await api.call("POST", "/uploads", {
      headers: {
        ...{ "tus-resumable": "1.0.0", "upload-length": "9" },
        "upload-metadata": metadata.join(","),
      },
    });
    expect([made.status, begun.status]).toEqual([201, 201]);
    const id = begun.headers.get("location")?.split("/").at(-1);
    await api.call("PATCH", `/uploads/${id}`, {
      body: "text\nrow\n",
      headers: {
        ...{ "tus-resumable": "1.0.0", "upload-offset": "0" },
        "content-type": "application/offset+octet-stream",
      },
    });
    const later = await api.call("POST", `/uploads/${id}/dataset`);
    await api.settle();
    for (const dataset of [made.body.id, later.body.id]) {
      const { body } = await api.call("GET", `/v1/datasets/${dataset}`);
      expect(body.status).toBe("ready");
      expect(`${body.name}${body.fileName}`).not.toMatch(/[\p{Cc}]/u);
      const rejects = await api.call("GET", `/v1/datasets/${dataset}/rejects.csv`);
      expect(rejects.headers.get("set-cookie")).toBeNull();
      const told = rejects.headers.get("content-disposition") ?? "";
      expect(told).toMatch(
        /^attachment; filename="[A-Za-z0-9._-]*"; filename\*=UTF-8''[A-Za-z0-9._~!'()*%-]*$/,
      );
    }
    const strays = files().filter((file) => /climbed|set-cookie/.test(file));
    expect(strays).toEqual([]);
    expect(existsSync("/tmp/climbed.csv") || existsSync("/etc/climbed.csv")).toBe(false);
  });
});

describe("the id of an upload or of anything else", () => {
  const IDS = [
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2fetc%2fpasswd",
    "..%5c..%5cetc",
    "a%00b",
    "%0d%0aset-cookie:x=1",
    "org_other-0123456789abcdef0123456789abcdef",
  ];
  it.each(IDS)("leads to no file: %s", async (id) => {
    const before = files();
    const raw = (method: string, target: string, headers: Record<string, string> = {}) =>
      api.call(method, target, { headers: { "tus-resumable": "1.0.0", ...headers } });
    const own = `${api.organizationId}-${id}`;
    for (const name of [id, own]) {
      for (const method of ["HEAD", "DELETE"]) {
        expect((await raw(method, `/uploads/${name}`)).status).toBeGreaterThanOrEqual(400);
      }
      const made = await raw("POST", `/uploads/${name}/dataset`);
      expect(made.status).toBeGreaterThanOrEqual(400);
      for (const target of [`/v1/datasets/${name}`, `/v1/jobs/${name}/results?format=csv`]) {
        const answer = await raw("GET", target);
        expect([400, 404]).toContain(answer.status);
        expect(answer.headers.get("set-cookie")).toBeNull();
      }
    }
    expect(files()).toEqual(before);
  });
});

test.each([
  "/api/uploads/../../../../etc/passwd",
  "/api/uploads/%2e%2e/%2e%2e/etc/passwd",
  "/api/v1/datasets/..//..//etc/passwd",
  "//etc/passwd",
])("a path that climbs leads to no file: %s", async (target) => {
  const { port } = new URL(api.url);
  const headers = { authorization: `Bearer ${TEST_API_KEY}`, "tus-resumable": "1.0.0" };
  for (const method of ["GET", "HEAD", "DELETE"]) {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      // As it is: a browser and `fetch` would tidy the path up.
      request({ host: "127.0.0.1", port, path: target, method, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect([method, status === undefined || status >= 400]).toEqual([method, true]);
  }
});

test("the id of a request is ours, whatever the request says", async () => {
  const forged = { "x-request-id": "forged" };
  for (const target of ["/v1/jobs", "/v1/nothing", "/health"]) {
    const { headers } = await api.call("GET", target, { headers: forged });
    expect(headers.get("x-request-id")).not.toContain("forged");
  }
});
