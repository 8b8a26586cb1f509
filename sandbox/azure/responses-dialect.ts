import { OPENAI_RESPONSES } from "../openai/responses-dialect";
import type { ResponsesDialect } from "../responses/dialect";
import { ABSENT, unknownModel } from "./chat-dialect";
import { AZURE_DEPLOYMENTS } from "./deployments";

/** The Responses API as Azure speaks it: deployments for models. */
export const AZURE_RESPONSES: ResponsesDialect = {
  models: AZURE_DEPLOYMENTS,
  fields: new Map([...OPENAI_RESPONSES.fields].filter(([name]) => !ABSENT.includes(name))),
  unknownModel,
};
