import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { withOrganization } from "../db/client";
import { uploadLimits } from "../db/organization";
import { uploadKey } from "../storage/keys";
import { ANYWHERE } from "../testing/anywhere";
import { type JobLine, openJobLine } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { createDataset } from "./create-dataset";
import { createOrganization } from "./create-organization";
import { setUploadLimits } from "./set-upload-limits";
import { uploadRoom } from "./upload-room";

const NONE = { maxUploadBytes: null, maxStoredBytes: null };
let tranche: JobLine;

beforeAll(async () => {
  const environment = { MAX_UPLOAD_BYTES: "100000" };
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl, environment });
});
afterEach(() => setUploadLimits(tranche.runtime, tranche.organizationId, NONE));
afterAll(() => tranche?.close());

const limitTo = (limits: object) =>
  setUploadLimits(tranche.runtime, tranche.organizationId, limits);

function upload(bytes: number | AsyncIterable<Uint8Array>, id = tranche.runtime.newId("ds")) {
  const source = typeof bytes === "number" ? file(bytes) : bytes;
  const dataset = { id, name: "a", fileName: "a.csv", source, ...ANYWHERE };
  return createDataset(tranche.runtime, tranche.organizationId, dataset);
}

async function* file(bytes: number, given: { bytes: number } = { bytes: 0 }) {
  while (given.bytes < bytes) {
    const chunk = Buffer.alloc(Math.min(1_000, bytes - given.bytes), "text\n");
    given.bytes += chunk.length;
    yield chunk;
  }
}

const stored = (id: string) => tranche.runtime.storage.head(uploadKey(tranche.organizationId, id));

describe("the size of one file", () => {
  test.each([
    ["the organization's", { maxUploadBytes: 10_000 }, 10_000, { limit: 10_000 }],
    ["the installation's, where that is smaller", { maxUploadBytes: 900_000 }, 100_000, {}],
    ["the installation's, where there is no other", {}, 100_000, {}],
  ])("is refused beyond %s limit, while it arrives", async (_, limits, largest, details) => {
    await limitTo(limits);
    const id = tranche.runtime.newId("ds");
    const given = { bytes: 0 };
    await expect(upload(file(9_000_000, given), id)).rejects.toMatchObject({
      code: "payload_too_large",
      message: expect.stringContaining(`${largest} bytes`),
      details,
    });
    expect(given.bytes).toBeLessThan(largest + 70_000);
    expect(await stored(id)).toBeNull();
    await upload(Math.min(largest, 10_000));
  });
});

describe("what all files come to", () => {
  test("leaves room for so much, and says how much is used", async () => {
    const used = await usedBytes();
    await limitTo({ maxStoredBytes: used + 5_000 });
    const id = tranche.runtime.newId("ds");
    await upload(4_000, id);
    await expect(upload(1_001)).rejects.toMatchObject({
      code: "payload_too_large",
      details: { used: used + 4_000, limit: used + 5_000 },
      message: expect.stringMatching(new RegExp(`${used + 4_000} of the ${used + 5_000} bytes`)),
    });
    await upload(1_000);
    await expect(upload(1)).rejects.toMatchObject({ code: "payload_too_large" });
    // The same file under the same id is no new one.
    expect((await upload(4_000, id)).dataset.id).toBe(id);
    await expect(upload(4_001, id)).rejects.toMatchObject({ code: "idempotency_mismatch" });
  });

  test("is never more than the installation allows", async () => {
    const used = await usedBytes();
    const { runtime, organizationId } = tranche;
    const settings = { ...runtime.settings, maxStoredBytes: used + 1_000 };
    const room = async (maxStoredBytes: number | null) => {
      await limitTo({ maxStoredBytes });
      return (await uploadRoom({ ...runtime, settings }, organizationId)).maxBytes;
    };
    expect([await room(null), await room(used + 400), await room(used + 9_000)]).toEqual([
      ...[1_000, 400, 1_000],
    ]);
  });

  test("holds for files that arrive at the same time", async () => {
    const used = await usedBytes();
    await limitTo({ maxStoredBytes: used + 5_000 });
    const [first, second] = [tranche.runtime.newId("ds"), tranche.runtime.newId("ds")];
    const allHere = barrierOf(2);
    const slow = async function* () {
      yield* file(3_000);
      await allHere();
    };
    const both = await Promise.allSettled([upload(slow(), first), upload(slow(), second)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const kept = await Promise.all([stored(first), stored(second)]);
    expect(kept.filter((object) => object !== null)).toHaveLength(1);
    expect(await usedBytes()).toBe(used + 3_000);
  });
});

/** Opens for all when so many have come. */
function barrierOf(count: number): () => Promise<void> {
  let missing = count;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    missing -= 1;
    if (missing === 0) open();
    return opened;
  };
}

async function usedBytes(): Promise<number> {
  const { _sum } = await tranche.inside(({ tx }) =>
    tx.dataset.aggregate({ _sum: { bytes: true } }),
  );
  return Number(_sum.bytes ?? 0);
}

test("limits are of one organization, kept where they are left out, and whole numbers", async () => {
  const { runtime, organizationId } = tranche;
  const owner = await tranche.inside(({ tx }) => tx.membership.findFirstOrThrow());
  const other = await createOrganization(runtime, {
    ...{ name: "Other", teamName: "Default", ownerId: owner.userId },
  });
  await limitTo({ maxUploadBytes: 7 });
  await limitTo({ maxStoredBytes: 0 });
  const limits = (id: string) => withOrganization(runtime.database, id, uploadLimits);
  expect(await limits(organizationId)).toEqual({ maxUploadBytes: 7, maxStoredBytes: 0 });
  expect(await limits(other)).toEqual(NONE);
  for (const wrong of [{ maxUploadBytes: 0 }, { maxStoredBytes: -1 }, { maxUploadBytes: 1.5 }]) {
    await expect(limitTo(wrong)).rejects.toMatchObject({
      code: "invalid_request",
      details: { field: Object.keys(wrong)[0] },
    });
  }
});
