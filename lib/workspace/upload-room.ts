import { type Scope, withOrganization } from "../db/client";
import { storedBytes } from "../db/dataset";
import { uploadLimits } from "../db/organization";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";

/** How large the next file may be. */
export interface UploadRoom {
  readonly maxBytes: number;
  /** What a larger one is refused with: `payload_too_large`, with what is used of the limit. */
  refusal(): AppError;
}

/** The room that an organization has, by the installation's limit and its own. */
export function uploadRoom(runtime: Runtime, organizationId: string): Promise<UploadRoom> {
  return withOrganization(runtime.database, organizationId, (scope) => roomIn(scope, runtime));
}

/** The same as seen by a transaction. */
export async function roomIn(scope: Scope, { settings }: Runtime): Promise<UploadRoom> {
  const { maxUploadBytes, maxStoredBytes } = await uploadLimits(scope);
  const atMost = smaller(maxStoredBytes, settings.maxStoredBytes);
  const rooms = [
    roomFor(
      settings.maxUploadBytes,
      `The file is larger than ${settings.maxUploadBytes} bytes. Split it, or raise MAX_UPLOAD_BYTES.`,
    ),
    ...(maxUploadBytes === null
      ? []
      : [
          roomFor(
            maxUploadBytes,
            `The file is larger than the ${maxUploadBytes} bytes that one file of this organization may have. Split it, or have the limit raised.`,
            { limit: maxUploadBytes },
          ),
        ]),
    ...(atMost === null ? [] : [storedRoom(atMost, await storedBytes(scope))]),
  ];
  return rooms.reduce((least, room) => (room.maxBytes < least.maxBytes ? room : least));
}

const smaller = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

function storedRoom(limit: number, used: number): UploadRoom {
  return roomFor(
    Math.max(0, limit - used),
    `The file does not fit: this organization stores ${used} of the ${limit} bytes that it may. Delete datasets, or have the limit raised.`,
    { used, limit },
  );
}

function roomFor(maxBytes: number, message: string, details: Record<string, number> = {}) {
  return { maxBytes, refusal: () => new AppError("payload_too_large", message, { details }) };
}
