import { accountContract } from "./account";
import { auditContract } from "./audit";
import { connectionsContract } from "./connections";
import { deletionsContract, retentionContract } from "./data-life";
import { datasetsContract } from "./datasets";
import { jobsContract } from "./jobs";
import { invitationsContract, membersContract } from "./members";
import { organizationContract, organizationsContract } from "./organization";
import { planningContract } from "./planning";
import { pricesContract } from "./prices";
import { reportsContract } from "./reports";
import { teamsContract } from "./teams";

/** Every JSON operation of the API, once: the server, the browser's client and the OpenAPI document share it. */
export const contract = {
  account: accountContract,
  audit: auditContract,
  connections: connectionsContract,
  datasets: datasetsContract,
  jobs: jobsContract,
  deletions: deletionsContract,
  retention: retentionContract,
  planning: planningContract,
  prices: pricesContract,
  organization: organizationContract,
  organizations: organizationsContract,
  members: membersContract,
  invitations: invitationsContract,
  teams: teamsContract,
  reports: reportsContract,
};
