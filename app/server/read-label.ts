import { SENSITIVITIES, type Sensitivity } from "@/lib/core/sensitivity";
import { AppError } from "@/lib/errors";

/** The label that an upload names; none is `ordinary`. A word that is no label is refused: it may have been meant to protect. */
export function readLabel(word: string): Sensitivity {
  const label = SENSITIVITIES.find((known) => known === (word || "ordinary"));
  if (label) return label;
  const choice = SENSITIVITIES.join(", ");
  throw new AppError("invalid_request", `Choose a sensitivity of ${choice}.`, {
    details: { field: "sensitivity" },
  });
}
