/**
 * Whether the model can be had at the flex tier: those with a flex price in LiteLLM's price list (copy of 2026-08-01).
 * OpenAI's guide to flex processing (read 2026-11-23) names o3, o4-mini and the GPT-5 family by its price page; any other
 * model is refused with 400. Pure.
 */
export function hasFlex(model: string): boolean {
  return WITH_FLEX.test(model);
}

const WITH_FLEX =
  /^(gpt-5(-mini|-nano)?|gpt-5\.4(-mini|-nano|-pro)?|gpt-5\.5(-pro)?|gpt-5\.6(-luna|-sol|-terra)?|o3|o4-mini)(-\d{4}-\d{2}-\d{2})?$/;
