import { accountOf } from "./engine/ids";
import { type Webhook, webhookList } from "./webhook-schema";

/** One POST of a delivery, as it went. */
export interface DeliveryTry {
  provider: string;
  batchId: string;
  /** Of the event, e.g. `batch.completed`. */
  type: string;
  url: string;
  /** The same for every try of a delivery. */
  webhookId: string;
  /** What was answered; null: nothing, or not in time. */
  status: number | null;
}

export interface Webhooks {
  /** Those that are told of the batches of this account. */
  of(provider: string, account: string): Webhook[];
  /** Without secrets and keys. */
  shown(): { provider: string; account: string | null; url: string }[];
  /** Throws a ZodError when the list is not well formed; the tries are forgotten. */
  replace(list: readonly Webhook[]): void;
  note(tried: DeliveryTry): void;
  /** The latest tries, oldest first. */
  tries(): readonly DeliveryTry[];
}

const KEPT_TRIES = 1000;

/** The webhooks that the accounts of one sandbox have. `senders`: names of the providers that send events. */
export function createWebhooks(initial: readonly Webhook[], senders: readonly string[]): Webhooks {
  let webhooks = parseList(initial, senders);
  let tries: DeliveryTry[] = [];
  return {
    of: (provider, account) =>
      webhooks.filter(
        (one) =>
          one.provider === provider && (one.key === undefined || accountOf(one.key) === account),
      ),
    shown: () =>
      webhooks.map(({ provider, key, url }) => ({
        ...{ provider, url },
        account: key === undefined ? null : accountOf(key),
      })),
    replace(list) {
      webhooks = parseList(list, senders);
      tries = [];
    },
    note(tried) {
      tries = [...tries.slice(1 - KEPT_TRIES), tried];
    },
    tries: () => tries,
  };
}

/** Beyond the list's form: it may name no provider that sends no events. */
function parseList(given: readonly Webhook[], senders: readonly string[]): Webhook[] {
  const checked = webhookList.superRefine((list, context) => {
    for (const [i, { provider }] of list.entries()) {
      if (senders.includes(provider)) continue;
      const message = `'${provider}' sends no events`;
      context.addIssue({ code: "custom", path: [i, "provider"], message });
    }
  });
  return checked.parse(given);
}
