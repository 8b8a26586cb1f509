import {
  accountLists,
  type OpenAiCalls,
  openSession as openDialect,
} from "../dialects/openai/session";
import type { ProviderSession } from "../provider";
import { hasList, surveyOf } from "../survey";

/** The verbs of the port: the dialect's, but the server may be one that answers in real time only. */
export function openSession(calls: OpenAiCalls): ProviderSession {
  const session = openDialect(calls);
  const batches = () => calls.batches({ limit: 1 });
  return {
    ...session,
    /** Some servers show their models to anybody, so the list of batches is the better proof where there is one. */
    async check() {
      if (!(await hasList(batches))) await calls.models?.();
    },
    survey: () => surveyOf({ ...accountLists(calls), batches }),
  };
}
