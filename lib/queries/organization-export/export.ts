import type { Runtime } from "../../runtime";
import { type ArchivedFile, zipArchive } from "./archive";
import { organizationFiles } from "./files";
import { jsonText } from "./records";

/** An archive of all that belongs to an organization, as a stream. */
export function organizationExport(
  runtime: Runtime,
  organizationId: string,
): { fileName: string; mediaType: string; bytes: AsyncIterable<Uint8Array> } {
  const madeAt = new Date(runtime.now()).toISOString();
  const manifest = (files: readonly ArchivedFile[]) => ({
    path: "manifest.json",
    bytes: jsonText({ format: "tranche-export/1", organizationId, madeAt, files }),
  });
  return {
    fileName: `tranche-${organizationId}-${madeAt.slice(0, 10)}.zip`,
    mediaType: "application/zip",
    bytes: zipArchive(organizationFiles(runtime, organizationId), manifest),
  };
}
