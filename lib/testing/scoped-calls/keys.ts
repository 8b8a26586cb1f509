import * as apiKey from "../../db/api-key";
import { reserveMore, spendOfKeys } from "../../db/key-spend";
import type { ScopedCalls } from "./world";

const PAGE = { after: null, limit: 10, teams: null };
const SECRET = {
  rotationId: "rot_1",
  rotatedById: null,
  prefix: "trk_theirs",
  hash: "h",
  previousUntil: new Date(),
};

/** Keys for programs, and what they have spent. */
export const KEY_CALLS: ScopedCalls = {
  listApiKeys: [(s) => apiKey.listApiKeys(s, PAGE), []],
  findApiKey: [(s, { ids }) => apiKey.findApiKey(s, ids.key), null],
  lockApiKey: [(s, { ids }) => apiKey.lockApiKey(s, ids.key), null],
  revokeApiKey: [(s, { ids }) => apiKey.revokeApiKey(s, ids.key, new Date()), null],
  updateApiKey: [(s, { ids }) => apiKey.updateApiKey(s, ids.key, { name: "Theirs" }), null],
  replaceSecret: [(s, { ids }) => apiKey.replaceSecret(s, ids.key, SECRET), null],
  touchApiKey: [(s, { ids }) => apiKey.touchApiKey(s, ids.key, new Date()), undefined],
  spendOfKeys: [(s, { ids }) => spendOfKeys(s, [ids.key]), new Map()],
  reserveMore: [(s, { ids }) => reserveMore(s, ids.job, 1n), undefined],
};
