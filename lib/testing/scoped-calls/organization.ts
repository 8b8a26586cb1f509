import { sumDataKeys } from "../../db/data-key";
import { storedBytes } from "../../db/dataset";
import {
  lockOrganization,
  setUploadLimits,
  updateOrganization,
  uploadLimits,
} from "../../db/organization";
import * as exported from "../../db/organization-export";
import * as removal from "../../db/organization-removal";
import { ownersOf } from "../../db/user";
import type { ScopedCalls } from "./world";

const STRETCH = { after: null, limit: 10 };
const NONE = { removed: 0, kept: 0, refused: 0 };

/** What belongs to the life and end of an organization. */
export const ORGANIZATION_CALLS: ScopedCalls = {
  lockOrganization: [(s) => lockOrganization(s), null],
  updateOrganization: [(s) => updateOrganization(s, { name: "Theirs" }), undefined],
  uploadLimits: [(s) => uploadLimits(s), { maxUploadBytes: null, maxStoredBytes: null }],
  setUploadLimits: [(s) => setUploadLimits(s, { maxStoredBytes: 1 }), undefined],
  storedBytes: [(s) => storedBytes(s), 0],
  ownersOf: [(s) => ownersOf(s), []],
  sumDataKeys: [(s) => sumDataKeys(s), { count: 0, newestAt: null }],
  findRemoval: [(s) => removal.findRemoval(s), null],
  noteRemoteFiles: [(s) => removal.noteRemoteFiles(s, { ...NONE, removed: 9 }), undefined],
  endRemoval: [(s) => removal.endRemoval(s, new Date()), undefined],
  closeRemoval: [(s) => removal.closeRemoval(s, new Date()), undefined],
  exportedMembers: [(s) => exported.exportedMembers(s), []],
  exportedTeams: [(s) => exported.exportedTeams(s, STRETCH), []],
  exportedKeys: [(s) => exported.exportedKeys(s, STRETCH), []],
  exportedConnections: [(s) => exported.exportedConnections(s, STRETCH), []],
  exportedLedger: [(s) => exported.exportedLedger(s, STRETCH), []],
  exportedDeletions: [(s) => exported.exportedDeletions(s, STRETCH), []],
  exportedAudit: [(s) => exported.exportedAudit(s, STRETCH), []],
  mayBePurged: [(s) => removal.mayBePurged(s), false],
  countRemoteFiles: [(s) => removal.countRemoteFiles(s), NONE],
};
