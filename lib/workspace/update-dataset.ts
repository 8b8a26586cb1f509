import { isLowered, type Sensitivity } from "../core/sensitivity";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { changeDataset, findDataset } from "../db/dataset";
import { lockDataset } from "../db/erase";
import { AppError } from "../errors";
import type { StepResult } from "../queue/catalog";
import { NOTHING } from "../queue/catalog";
import type { Runtime } from "../runtime";

export interface DatasetUpdate {
  readonly id: string;
  readonly name?: string | undefined;
  readonly sensitivity?: Sensitivity | undefined;
  /** Whether the caller may promise less than the label does: an admin. */
  readonly mayLower: boolean;
}

/**
 * Renames a dataset, or labels it. A label holds from now on: what was sent before lies where it was sent. Throws
 * `not_found`, and `forbidden` for a lower label of somebody who may only raise it.
 */
export function updateDataset(
  runtime: Runtime,
  organizationId: string,
  { id, name, sensitivity, mayLower }: DatasetUpdate,
): Promise<StepResult> {
  return withOrganization(runtime.database, organizationId, async (scope) => {
    await lockDataset(scope, id, "for-change");
    const dataset = await findDataset(scope, id);
    if (!dataset) {
      throw new AppError("not_found", "There is no such dataset. Look at the list of datasets.");
    }
    if (sensitivity && isLowered(dataset.sensitivity, sensitivity) && !mayLower) {
      throw new AppError("forbidden", "Only an admin may lower the label of data. Ask one.", {
        details: { reason: "label_lowered" },
      });
    }
    const before = { name: dataset.name, sensitivity: dataset.sensitivity };
    const after = { name: name ?? before.name, sensitivity: sensitivity ?? before.sensitivity };
    if (after.name === before.name && after.sensitivity === before.sensitivity) return NOTHING;
    await changeDataset(scope, id, after);
    const change = { action: "dataset.updated", id, name: after.name, before, after } as const;
    await noteAudit(scope, runtime, change);
    return { followUps: [], moved: [{ kind: "dataset", id }] };
  });
}
