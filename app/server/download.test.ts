import { describe, expect, it } from "vitest";
import { download } from "./download";

describe("a file to save", () => {
  it("is made as it is read, and no longer once nobody reads it", async () => {
    let made = 0;
    let ended = false;
    async function* endless() {
      try {
        for (;;) {
          made += 1;
          yield Buffer.alloc(1024);
        }
      } finally {
        ended = true;
      }
    }
    const response = download(endless(), { fileName: "a.csv", mediaType: "text/csv" });
    const reader = response.body?.getReader();
    for (let i = 0; i < 100; i++) expect((await reader?.read())?.value).toHaveLength(1024);
    expect(made).toBeLessThan(200);
    await reader?.cancel();
    await expect.poll(() => ended).toBe(true);
  });

  it("keeps a name of any letters, and never lets it out of its header", () => {
    const fileName = 'Übersicht "Q3"\r\nx: y.csv';
    const { headers } = download((async function* () {})(), { fileName, mediaType: "text/csv" });
    expect(headers.get("content-disposition")).toBe(
      "attachment; filename=\"_bersicht_Q3_x_y.csv\"; filename*=UTF-8''%C3%9Cbersicht%20%22Q3%22%0D%0Ax%3A%20y.csv",
    );
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("gives a name with half a character in it, and one that climbs, without their harm", () => {
    const fileName = "../\uD800x.csv";
    const { headers } = download((async function* () {})(), { fileName, mediaType: "text/csv" });
    expect(headers.get("content-disposition")).toBe(
      "attachment; filename=\".._x.csv\"; filename*=UTF-8''..%2F%EF%BF%BDx.csv",
    );
  });
});
