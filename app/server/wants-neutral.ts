import { AppError } from "@/lib/errors";

/** Whether a CSV file is to hold nothing that a spreadsheet takes for a formula. Throws `invalid_request` for another word. */
export function wantsNeutral(query: URLSearchParams): boolean {
  const word = query.get("neutralize") ?? "false";
  if (word === "true" || word === "false") return word === "true";
  throw new AppError("invalid_request", "Choose neutralize=true or false.", {
    details: { field: "neutralize" },
  });
}
