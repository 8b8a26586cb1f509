import { accountContract } from "./account";
import { connectionsContract } from "./connections";
import { deletionsContract, retentionContract } from "./data-life";
import { datasetsContract } from "./datasets";
import { jobsContract } from "./jobs";
import { invitationsContract, membersContract } from "./members";
import { organizationContract } from "./organization";
import { planningContract } from "./planning";
import { reportsContract } from "./reports";
import { teamsContract } from "./teams";

/** Every JSON operation of the API, once: the server, the browser's client and the OpenAPI document share it. */
export const contract = {
  account: accountContract,
  connections: connectionsContract,
  datasets: datasetsContract,
  jobs: jobsContract,
  deletions: deletionsContract,
  retention: retentionContract,
  planning: planningContract,
  organization: organizationContract,
  members: membersContract,
  invitations: invitationsContract,
  teams: teamsContract,
  reports: reportsContract,
};
