import { expect, test } from "vitest";
import {
  cutShort,
  drop,
  failure,
  PATIENT_MS,
  patienceFor,
  scratchFile,
  silence,
} from "../../testing/client-faults";
import { answer, type Behaviour, startFakeServer } from "../../testing/fake-server";
import { awsAccount } from "./aws-settings";
import { openBucket } from "./objects";

const SETTINGS = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  region: "eu-west-1",
  roleArn: "arn:aws:iam::123456789012:role/batch",
  bucket: "my-batches",
};

function bucketAt(baseUrl: string, patienceMs = PATIENT_MS) {
  const s3Endpoint = new URL(baseUrl).origin;
  const settings = { ...SETTINGS, s3Endpoint };
  const account = awsAccount({ apiKey: "sk-test-0123456789", baseUrl: null, settings });
  return openBucket(account, { callMs: patienceMs, idleMs: patienceMs });
}

const xml = (status: number, code: string): Behaviour =>
  answer(
    status,
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>PRIVATE WORDS</Message></Error>`,
    { "content-type": "application/xml" },
  );

test("an upload is one PUT of the file, signed for S3", async () => {
  await using file = await scratchFile('{"recordId":"r1"}\n');
  await using server = await startFakeServer(answer(200, ""));
  await bucketAt(server.baseUrl).put("tranche/bat_1.1.jsonl", file.path);
  expect(server.seen.map(({ method, path }) => `${method} ${path.split("?")[0]}`)).toEqual([
    "PUT /my-batches/tranche/bat_1.1.jsonl",
  ]);
  expect(server.seen[0]?.body).toBe('{"recordId":"r1"}\n');
  expect(server.seen[0]?.headers.authorization).toContain("/eu-west-1/s3/aws4_request");
});

test.each<[string, Behaviour, string]>([
  ["drop", drop, "network"],
  ["silence", silence, "timeout"],
  ["a wrong key", xml(403, "InvalidAccessKeyId"), "auth"],
  ["a wrong signature", xml(403, "SignatureDoesNotMatch"), "auth"],
  ["no right", xml(403, "AccessDenied"), "permission"],
  ["no bucket", xml(404, "NoSuchBucket"), "not_found"],
  ["413", xml(413, "EntityTooLarge"), "too_large"],
  ["503", xml(503, "SlowDown"), "server"],
])("upload, on %s: sent once", async (_, behave, kind) => {
  await using file = await scratchFile("{}\n");
  await using server = await startFakeServer(behave);
  expect(
    (await failure(bucketAt(server.baseUrl, patienceFor(behave)).put("a.jsonl", file.path))).kind,
  ).toBe(kind);
  expect(server.seen).toHaveLength(1);
});

test("a download gives the bytes as they are", async () => {
  await using server = await startFakeServer((_, response) => {
    response.writeHead(200, { "content-type": "text/plain" });
    response.end("a\né\n{broken");
  });
  const chunks: Uint8Array[] = [];
  const uri = "s3://my-batches/tranche/results/x/bat_1.1.jsonl.out";
  for await (const chunk of await bucketAt(server.baseUrl).read(uri)) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString("utf8")).toBe("a\né\n{broken");
});

test.each<[string, Behaviour, string]>([
  ["missing", xml(404, "NoSuchKey"), "not_found"],
  ["silent", silence, "timeout"],
  ["cut", cutShort, "network"],
])("a download that is %s is told", async (_, behave, kind) => {
  await using server = await startFakeServer(behave);
  const read = async () => {
    for await (const _ of await bucketAt(server.baseUrl, patienceFor(behave)).read(
      "s3://my-batches/a",
    ));
  };
  expect((await failure(read())).kind).toBe(kind);
});

test("what is in another bucket, or no address of S3, is not touched", async () => {
  await using server = await startFakeServer(answer(200, ""));
  const bucket = bucketAt(server.baseUrl);
  for (const uri of ["s3://another/a", "s3://my-batches/", "file-1"]) {
    expect((await failure(bucket.remove(uri))).kind).toBe("not_found");
    expect((await failure(bucket.read(uri))).kind).toBe("not_found");
  }
  expect(server.seen).toEqual([]);
});

test("a list follows its pages", async () => {
  const page = (key: string, more: string) =>
    `<?xml version="1.0"?><ListBucketResult><Contents><Key>${key}</Key></Contents>${more}</ListBucketResult>`;
  await using server = await startFakeServer((request, response) => {
    const second = request.path.includes("continuation-token=t");
    const more = "<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>";
    response.writeHead(200, { "content-type": "application/xml" });
    response.end(second ? page("b", "") : page("a", more));
  });
  const bucket = bucketAt(server.baseUrl);
  expect(await bucket.list("s3://my-batches/p/")).toEqual([
    "s3://my-batches/a",
    "s3://my-batches/b",
  ]);
  expect(await bucket.list("s3://my-batches/p/", 1)).toEqual(["s3://my-batches/a"]);
});
