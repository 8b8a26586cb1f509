import { expect, test } from "vitest";
import {
  AppError,
  errorStatus,
  isAppError,
  isProviderError,
  ProviderError,
  providerErrorAction,
} from "./errors";

test("an AppError carries code, details and cause", () => {
  const cause = new Error("below");
  const error = new AppError("not_ready", "Wait until the import has ended.", {
    details: { status: "importing" },
    cause,
  });
  expect(error).toMatchObject({ name: "AppError", code: "not_ready", cause });
  expect(error.details).toEqual({ status: "importing" });
  expect(error.message).toBe("Wait until the import has ended.");
  expect("cause" in new AppError("internal", "Try again.")).toBe(false);
});

test.each([
  ["unauthorized", 401],
  ["forbidden", 403],
  ["not_found", 404],
  ["invalid_request", 400],
  ["payload_too_large", 413],
  ["conflict", 409],
  ["idempotency_mismatch", 409],
  ["not_ready", 409],
  ["budget_exceeded", 409],
  ["rate_limited", 429],
  ["unsupported_media", 415],
  ["wrong_master_key", 500],
  ["storage_corrupt", 500],
  ["storage_unavailable", 503],
  ["internal", 500],
] as const)("%s answers %i", (code, status) => {
  expect(errorStatus(code)).toBe(status);
});

test("isAppError knows a second copy of the class and nothing else", () => {
  const copy = Object.assign(new Error("x"), { name: "AppError", code: "conflict" });
  expect(isAppError(copy)).toBe(true);
  expect(isAppError(new AppError("conflict", "x"))).toBe(true);
  expect(isAppError(Object.assign(new Error("x"), { code: "ENOENT" }))).toBe(false);
  expect(isAppError(Object.assign(new Error("x"), { name: "AppError", code: "toString" }))).toBe(
    false,
  );
  expect(isAppError({ name: "AppError", code: "conflict" })).toBe(false);
  expect(isAppError(new ProviderError("server", "x"))).toBe(false);
});

test("a ProviderError carries what the answer said", () => {
  const cause = new Error("429");
  const error = new ProviderError("rate_limited", "The provider asks to slow down.", {
    status: 429,
    retryAfterMs: 1500,
    providerCode: "rate_limit_exceeded",
    cause,
  });
  expect(isProviderError(error)).toBe(true);
  expect(error).toMatchObject({
    kind: "rate_limited",
    status: 429,
    retryAfterMs: 1500,
    providerCode: "rate_limit_exceeded",
    cause,
  });
  expect(isProviderError(new AppError("internal", "x"))).toBe(false);
});

test.each([
  ["auth", "stop"],
  ["permission", "stop"],
  ["not_found", "stop"],
  ["invalid", "stop"],
  ["too_large", "stop"],
  ["rate_limited", "wait"],
  ["quota", "wait"],
  ["server", "retry"],
  ["network", "retry"],
  ["timeout", "retry"],
  ["ambiguous", "stop"],
  ["unknown", "stop"],
] as const)("after %s: %s", (kind, action) => {
  expect(providerErrorAction(kind)).toBe(action);
});
