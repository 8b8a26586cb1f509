import { describe, expect, it } from "vitest";
import { ApiError } from "../layout/api-error";
import { fieldOfError } from "./field-of-error";

const refused = (details: Record<string, unknown>) =>
  new ApiError("invalid_request", "No.", { status: 400, details });

describe("fieldOfError", () => {
  it.each([
    ["the field that is named", refused({ field: "email" }), "email"],
    ["the first issue's field", refused({ issues: [{ path: ["teams", 0, "role"] }] }), "teams"],
    ["no field for an issue of the whole", refused({ issues: [{ path: [] }] }), null],
    ["no field for another refusal", refused({}), null],
    ["no field for no refusal", new Error("lost"), null],
    ["no field for nothing", null, null],
  ])("finds %s", (_, error, field) => {
    expect(fieldOfError(error)).toBe(field);
  });
});
