import { describe, expect, it } from "vitest";
import {
  formatReason,
  INVALID_FILE_REASONS,
  NOTICE_CODES,
  REJECT_REASONS,
} from "@/lib/lake/import-reasons";
import en from "@/messages/en/datasets.json";
import es from "@/messages/es/datasets.json";
import { readRejectReason } from "./reject-reason";

describe("readRejectReason", () => {
  it("reads what the import writes", () => {
    expect(readRejectReason(formatReason("wrong_field_count", { expected: 3, found: 2 }))).toEqual({
      code: "wrong_field_count",
      params: { expected: 3, found: 2 },
    });
    expect(readRejectReason(formatReason("not_an_object"))).toEqual({
      code: "not_an_object",
      params: {},
    });
  });

  it("keeps a code that it does not know and drops what is no pair", () => {
    expect(readRejectReason("new_reason because=of limit=5")).toEqual({
      code: "new_reason",
      params: { limit: 5 },
    });
  });

  it.each([en, es])("has words for every code of an import", (messages) => {
    expect(Object.keys(messages.reasons).sort()).toEqual([...REJECT_REASONS].sort());
    expect(Object.keys(messages.notices.codes).sort()).toEqual([...NOTICE_CODES].sort());
    expect(Object.keys(messages.failures)).toEqual(
      expect.arrayContaining([...INVALID_FILE_REASONS]),
    );
  });
});
