import { describe, expect, test } from "vitest";
import { CONTRACT_CASES, openContract, requestFile } from "../testing/contract-sandbox";

describe.each(CONTRACT_CASES)("$kind", (which) => {
  const [model] = which.models;
  const tellsModels = which.surveys !== "files-only";
  const tellsFiles = which.surveys !== "models-only";
  const stored = (count: number, bytes: number) =>
    tellsFiles ? { count, bytes, capped: false } : null;
  const refusing = (on: "models" | "files.list" | "*", status: number) =>
    openContract(which, { faults: { requests: [{ on, effect: "status", status }] } });

  test("a survey tells the models and the files of the account alone", async () => {
    await using contract = await openContract(which);
    const { adapter, session } = contract;
    const { models, files, batches } = await session.survey();
    expect(files).toEqual(stored(0, 0));
    expect(batches).toBe(true);
    if (tellsModels) {
      const names = models?.names ?? [];
      expect(which.models.filter((one) => names.includes(one))).not.toEqual([]);
      expect(names).toEqual([...new Set(names)].toSorted());
      expect(models?.capped).toBe(false);
    } else expect(models).toBeNull();

    const text = requestFile(adapter, 3, { model, prompt: "Name a colour" });
    await contract.prepare("m-1", text);
    await contract.prepare("m-2", `${text}${text}`);
    const bytes = 3 * Buffer.byteLength(text);
    expect((await session.survey()).files).toEqual(stored(2, bytes));
    // Who else may list a bucket is the bucket's own affair.
    if (which.kind === "bedrock") return;
    const other = await contract.openWith(`${which.key}-of-another-account`);
    expect((await other.survey()).files).toEqual(stored(0, 0));
  });

  test("a list that the key may not read is not told, unless there is no other", async () => {
    await using contract = await refusing("models", 403);
    const survey = contract.session.survey();
    if (tellsFiles)
      expect(await survey).toEqual({ models: null, files: stored(0, 0), batches: true });
    else await expect(survey).rejects.toMatchObject({ kind: "permission", status: 403 });

    await using closed = await refusing("*", 403);
    await expect(closed.session.survey()).rejects.toMatchObject({ kind: "permission" });
  });

  test("any other failure of a list is told as it is", async () => {
    await using contract = await refusing(tellsFiles ? "files.list" : "models", 500);
    const failure = { kind: "server", status: 500 };
    await expect(contract.session.survey()).rejects.toMatchObject(failure);
    const stranger = await contract.openWith("sk-of-somebody-else");
    await expect(stranger.survey()).rejects.toMatchObject({ kind: "auth" });
  });
});
