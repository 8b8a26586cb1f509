import { listAgreements, previewAgreement, showAgreement } from "@/lib/queries/agreements";
import { listPrices, priceHistory } from "@/lib/queries/prices";
import { agreePrices } from "@/lib/workspace/agree-prices";
import { endAgreement } from "@/lib/workspace/end-agreement";
import { type ApiContext, api } from "./api-context";

const parts = ({ process, caller }: ApiContext) =>
  [process.runtime, caller.organizationId] as const;

/** What models cost, and what the organization has agreed with their providers. */
export const pricesRouter = {
  list: api.prices.list.handler(({ input, context }) => listPrices(...parts(context), input)),
  history: api.prices.history.handler(({ input, context }) =>
    priceHistory(...parts(context), input),
  ),
  agreements: {
    list: api.prices.agreements.list.handler(({ input, context }) =>
      listAgreements(...parts(context), input),
    ),
    create: api.prices.agreements.create.handler(async ({ input, context }) => {
      const id = context.newId("agr");
      return showAgreement(
        ...parts(context),
        await agreePrices(...parts(context), { ...input, id }),
      );
    }),
    preview: api.prices.agreements.preview.handler(({ input, context }) =>
      previewAgreement(...parts(context), input),
    ),
    end: api.prices.agreements.end.handler(async ({ input, context }) =>
      showAgreement(...parts(context), await endAgreement(...parts(context), input.id)),
    ),
  },
};
