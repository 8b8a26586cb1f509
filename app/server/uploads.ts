import { randomBytes } from "node:crypto";
import path from "node:path";
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";
import type { Caller } from "@/lib/auth/caller";
import { AppError } from "@/lib/errors";
import type { Runtime } from "@/lib/runtime";
import { uploadRoom } from "@/lib/workspace/upload-room";
import { webProcess } from "./process";

export interface Uploads {
  readonly server: Server;
  readonly store: FileStore;
}

let opened: Promise<Uploads> | null = null;

/** Resumable uploads (tus 1.0), kept in a private folder for a day until they become a dataset. */
export function uploads(): Promise<Uploads> {
  opened ??= open();
  return opened;
}

const ownerHeader = "x-tranche-uploader";
const organizationHeader = "x-tranche-organization";

async function open(): Promise<Uploads> {
  const { runtime } = await webProcess();
  const store = new FileStore({ directory: runtime.settings.uploadsDir });
  const server = new Server({
    path: "/api/uploads",
    datastore: store,
    maxSize: async (request) => {
      const room = await uploadRoom(runtime, request.headers.get(organizationHeader) ?? "");
      return Math.max(1, room.maxBytes); // 0 would be no limit
    },
    relativeLocation: true,
    namingFunction: (request) =>
      `${request.headers.get(ownerHeader)}-${randomBytes(16).toString("hex")}`,
  });
  return { server, store };
}

/** The request as the tus server gets it: it names its caller, and no other's upload. */
export function ownUpload(request: Request, caller: Caller): Request {
  const id = path.basename(new URL(request.url).pathname);
  if (id !== "uploads") checkOwner(id, caller);
  const headers = new Headers(request.headers);
  headers.set(ownerHeader, uploaderOf(caller));
  headers.set(organizationHeader, caller.organizationId);
  return new Request(request, { headers });
}

/** Throws `payload_too_large` for a new upload that says of itself that it is larger than the organization has room for. */
export async function checkRoom(
  runtime: Runtime,
  request: Request,
  { organizationId }: Caller,
): Promise<void> {
  if (request.method !== "POST") return;
  const { maxBytes, refusal } = await uploadRoom(runtime, organizationId);
  const bytes = Number(request.headers.get("upload-length") ?? 1);
  if (bytes > maxBytes) throw refusal();
}

/** Throws `not_found` for an upload of another caller, as if it were not there. */
export function checkOwner(uploadId: string, caller: Caller): void {
  const uploader = `${uploaderOf(caller)}-`;
  if (/^[\w-]+-[0-9a-f]{32}$/.test(uploadId) && uploadId.startsWith(uploader)) return;
  throw new AppError("not_found", "There is no such upload. Start it again.");
}

/** An upload is of one person or key, in one organization, until it is a dataset. */
const uploaderOf = ({ organizationId, actor }: Caller): string => `${organizationId}-${actor.id}`;
