import type { Engine } from "../engine/engine";
import type { Call, Provider, Route } from "../engine/provider";
import type { Reply } from "../http";

export type Shown = Readonly<Record<string, unknown>>;

/** What a clone shows of a batch in its own way. The list is told too, because its shape may depend on its batches. */
export interface Dress {
  batch(shown: Shown, engine: Engine, call: Call): Shown;
  /** `shown.data` holds batches that are dressed already. */
  list(shown: Shown, engine: Engine, call: Call): Shown;
}

/** The provider with its batches shown as a clone shows them. */
export function dressReplies(provider: Provider, dress: Dress): Provider {
  const routes = provider.routes.map((route) =>
    route.kind.startsWith("batches.") ? dressed(route, dress) : route,
  );
  return { ...provider, routes };
}

function dressed(route: Route, dress: Dress): Route {
  return {
    ...route,
    async handle(engine, call) {
      const reply = await route.handle(engine, call);
      const { body } = reply;
      if (reply.status >= 300 || body.type !== "json") return reply;
      return { ...reply, body: { type: "json", value: dressValue(body.value) } } satisfies Reply;

      function dressValue(value: unknown): unknown {
        if (!isShown(value)) return value;
        if (!Array.isArray(value.data)) return dress.batch(value, engine, call);
        const data = value.data.map((one) => (isShown(one) ? dress.batch(one, engine, call) : one));
        return dress.list({ ...value, data }, engine, call);
      }
    },
  };
}

function isShown(value: unknown): value is Shown {
  return typeof value === "object" && value !== null;
}
