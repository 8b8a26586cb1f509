import * as agreement from "../../db/agreement";
import type { ScopedCalls } from "./world";

export const PRICE_CALLS: ScopedCalls = {
  findAgreement: [(s, { ids }) => agreement.findAgreement(s, ids.agreement), null],
  listAgreements: [(s) => agreement.listAgreements(s, { after: null, limit: 10 }), []],
  agreementEntries: [(s, { ids }) => agreement.agreementEntries(s, [ids.agreement]), new Map()],
  endAgreement: [(s, { ids }) => agreement.endAgreement(s, ids.agreement, new Date()), false],
  agreedPrices: [(s) => agreement.agreedPrices(s), []],
};
