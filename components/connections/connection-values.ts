import { z } from "zod";
import { createConnectionInput, type ProviderInfo } from "@/lib/contracts/connections";

/** The form's values: an empty address stands for the provider's own, an empty setting for none. */
export const connectionValuesSchema = createConnectionInput.extend({
  baseUrl: z.union([z.literal(""), createConnectionInput.shape.baseUrl.unwrap()]),
  settings: createConnectionInput.shape.settings.unwrap(),
});
export type ConnectionValues = z.infer<typeof connectionValuesSchema>;

/** The values that a kind of provider takes: its address and settings are there where it needs them. */
export function valuesSchemaFor(providers: readonly ProviderInfo[]) {
  return connectionValuesSchema.superRefine(({ provider, baseUrl, settings }, context) => {
    const info = providers.find(({ kind }) => kind === provider);
    if (info?.baseUrl === "required" && baseUrl === "") {
      context.addIssue({ code: "custom", path: ["baseUrl"], message: "missing" });
    }
    for (const { name, required, pattern } of info?.settings ?? []) {
      if (!fits(settings[name] ?? "", required, pattern))
        context.addIssue({ code: "custom", path: ["settings", name], message: "wrong" });
    }
  });
}

function fits(value: string, required: boolean, pattern: string): boolean {
  return value === "" ? !required : new RegExp(`^(?:${pattern})$`).test(value);
}

/** What the API takes: only what was filled in, and only settings of the kind that was chosen. */
export function toConnectionInput(
  { baseUrl, settings, ...values }: ConnectionValues,
  providers: readonly ProviderInfo[],
) {
  const info = providers.find(({ kind }) => kind === values.provider);
  const known = (info?.settings ?? []).map(({ name }) => name);
  const filled = Object.entries(settings).filter(
    ([name, value]) => known.includes(name) && value !== "",
  );
  return {
    ...values,
    ...(baseUrl === "" ? {} : { baseUrl }),
    ...(filled.length === 0 ? {} : { settings: Object.fromEntries(filled) }),
  };
}
