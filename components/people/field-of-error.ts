import { ApiError } from "../layout/api-error";

/** The field of a form that a refusal of the server names; null where it names none. */
export function fieldOfError(error: unknown): string | null {
  if (!(error instanceof ApiError)) return null;
  const { field, issues } = error.details;
  if (typeof field === "string") return field;
  const [first]: readonly unknown[] = Array.isArray(issues) ? issues : [];
  const path = first !== null && typeof first === "object" && "path" in first ? first.path : null;
  return Array.isArray(path) && typeof path[0] === "string" ? path[0] : null;
}
