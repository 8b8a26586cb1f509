import { type PriceBook, withEntries } from "./core/pricing";
import { agreedPrices } from "./db/agreement";
import { type Database, withOrganization } from "./db/client";
import type { Prices } from "./runtime";

/** The price book as each organization has it: the list, and before it what that organization has agreed. */
export function openPriceShelf(database: Database, list: PriceBook): Prices {
  return {
    of: async (organizationId) =>
      withEntries(list, await withOrganization(database, organizationId, agreedPrices)),
  };
}
