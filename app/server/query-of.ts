import type { z } from "zod";
import { AppError } from "@/lib/errors";

/** The query of a request that the JSON contract cannot say. Throws `invalid_request` with the issues found. */
export function queryOf<Schema extends z.ZodType>(
  schema: Schema,
  request: Request,
): z.output<Schema> {
  const parsed = schema.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path, message }));
  throw new AppError("invalid_request", "The request does not fit. See details.issues.", {
    details: { issues },
  });
}
