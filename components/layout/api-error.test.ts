import { describe, expect, it } from "vitest";
import { isPassing, readApiError } from "./api-error";

describe("readApiError", () => {
  it("reads our own shape and the request's id", async () => {
    const body = { error: { code: "conflict", message: "Already approved", details: { id: "j" } } };
    const error = await readApiError(
      Response.json(body, { status: 409, headers: { "x-request-id": "req_1" } }),
    );
    expect(error).toMatchObject({
      code: "conflict",
      message: "Already approved",
      status: 409,
      details: { id: "j" },
      requestId: "req_1",
    });
    expect(isPassing(error)).toBe(false);
  });

  it.each(["<html>Bad gateway</html>", "", '{"error":"no"}', "null"])(
    "takes the foreign body %j for an unexpected answer",
    async (body) => {
      const error = await readApiError(new Response(body, { status: 502 }));
      expect(error).toMatchObject({ code: "unexpected", status: 502, requestId: null });
      expect(isPassing(error)).toBe(true);
    },
  );
});
