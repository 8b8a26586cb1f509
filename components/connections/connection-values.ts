import { z } from "zod";
import { createConnectionInput } from "@/lib/contracts/connections";

/** The form's values: an empty address stands for the provider's own. */
export const connectionValuesSchema = createConnectionInput.extend({
  baseUrl: z.union([z.literal(""), createConnectionInput.shape.baseUrl.unwrap()]),
});
export type ConnectionValues = z.infer<typeof connectionValuesSchema>;

/** What the API takes. */
export function toConnectionInput({ baseUrl, ...values }: ConnectionValues) {
  return baseUrl === "" ? values : { ...values, baseUrl };
}
