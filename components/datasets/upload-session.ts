import type { Body, Meta, Uppy } from "@uppy/core";
import { addSample, type RateSample } from "./upload-rate";

export type UploadProblem =
  | "connection_lost"
  | "signed_out"
  | "too_large"
  | "refused"
  | "not_imported";

/** One file on its way, from choice to dataset. */
export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly totalBytes: number;
  readonly sentBytes: number;
  readonly samples: readonly RateSample[];
  readonly state:
    | { readonly kind: "uploading" | "paused" | "creating" }
    | { readonly kind: "failed"; readonly problem: UploadProblem; readonly detail: string }
    | { readonly kind: "ready"; readonly datasetId: string };
}

/** Why a chosen file was not taken at all. */
export type Refusal = "empty_file" | "folder" | "already_chosen";

export interface UploadSession {
  /** The uploads of this page's life, oldest first; a new array after every change. */
  readonly uploads: () => readonly Upload[];
  readonly subscribe: (listener: () => void) => () => void;
  /**
   * Starts the files, for a team or without one for the first in which the uploader may; a file whose upload was cut off
   * earlier goes on where it stopped.
   */
  readonly add: (
    files: readonly File[],
    teamId: string | null,
  ) => Promise<{ file: File; refusal: Refusal }[]>;
  readonly togglePause: (id: string) => void;
  /** Tries a failed upload again from the byte that arrived last. */
  readonly retry: (id: string) => void;
  /** Stops an upload and has the server forget it; or takes a finished one off the list. */
  readonly remove: (id: string) => void;
}

interface SessionOptions {
  readonly endpoint: string;
  /** Turns a finished upload into a dataset. Idempotent; throws when the server refuses. */
  readonly createDataset: (uploadId: string) => Promise<string>;
  readonly now: () => number;
}

type Client = Uppy<Meta, Body>;

/** Bytes of one request: small enough that a cut connection loses little, large enough to cost nothing. */
const CHUNK_BYTES = 16 * 1024 * 1024;
const RETRY_DELAYS_MS = [0, 1_000, 3_000, 5_000, 10_000, 20_000];

/** Uploads by the tus protocol, kept outside of React so that they go on while people look at other pages. */
export function createUploadSession(options: SessionOptions): UploadSession {
  const list = createList();
  const addresses = new Map<string, string>();
  let client: Promise<Client> | null = null;

  const finish = async (id: string) => {
    list.change(id, { state: { kind: "creating" } });
    try {
      const datasetId = await options.createDataset(uploadIdOf(addresses.get(id) ?? ""));
      addresses.delete(id);
      list.change(id, { state: { kind: "ready", datasetId } });
      (await client)?.removeFile(id);
    } catch (error) {
      const detail = error instanceof Error ? error.message : "";
      list.change(id, { state: failed("not_imported", detail) });
    }
  };
  const arrived = (id: string, address: string) => {
    addresses.set(id, address);
    void finish(id);
  };
  const open = () => {
    client ??= openClient(options.endpoint).then((uppy) =>
      follow(uppy, list, arrived, options.now),
    );
    return client;
  };

  return {
    uploads: list.all,
    subscribe: list.subscribe,
    add: async (files, teamId) => {
      const uppy = await open();
      return files.flatMap((file) => {
        const outcome = addOne(uppy, file, teamId);
        if (outcome.kind === "refused") return [{ file, refusal: outcome.refusal }];
        list.put(started(outcome.id, file));
        return [];
      });
    },
    togglePause: (id) => {
      const pausing = list.find(id)?.state.kind === "uploading";
      list.change(id, { samples: [], state: { kind: pausing ? "paused" : "uploading" } });
      void open().then((uppy) => uppy.pauseResume(id));
    },
    retry: (id) => {
      if (addresses.has(id)) return void finish(id);
      list.change(id, { samples: [], state: { kind: "uploading" } });
      void open().then((uppy) => uppy.retryUpload(id));
    },
    remove: (id) => {
      list.remove(id);
      addresses.delete(id);
      void open().then((uppy) => uppy.checkIfFileAlreadyExists(id) && uppy.removeFile(id));
    },
  };
}

type UploadList = ReturnType<typeof createList>;

function createList() {
  let uploads: readonly Upload[] = [];
  const listeners = new Set<() => void>();
  const replace = (next: readonly Upload[]) => {
    uploads = next;
    for (const listener of listeners) listener();
  };
  return {
    all: () => uploads,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    find: (id: string) => uploads.find((upload) => upload.id === id),
    put: (upload: Upload) => replace([...uploads.filter(({ id }) => id !== upload.id), upload]),
    remove: (id: string) => replace(uploads.filter((upload) => upload.id !== id)),
    change: (id: string, patch: Partial<Upload>) =>
      replace(uploads.map((upload) => (upload.id === id ? { ...upload, ...patch } : upload))),
  };
}

/** Carries what the uploader reports into the list. */
function follow(
  uppy: Client,
  list: UploadList,
  arrived: (id: string, address: string) => void,
  now: () => number,
): Client {
  return uppy
    .on("upload-progress", (file, progress) => {
      const known = file && list.find(file.id);
      if (!known) return;
      const sentBytes = Number(progress.bytesUploaded);
      const samples = addSample(known.samples, { atMs: now(), bytes: sentBytes });
      list.change(known.id, { sentBytes, samples });
    })
    .on("upload-success", (file, response) => {
      if (file) arrived(file.id, response.uploadURL ?? "");
    })
    .on("upload-error", (file, error, response) => {
      if (!file) return;
      list.change(file.id, { samples: [], state: failure(response?.status, error.message) });
    });
}

async function openClient(endpoint: string): Promise<Client> {
  const [{ Uppy: Core }, { default: Tus }] = await Promise.all([
    import("@uppy/core"),
    import("@uppy/tus"),
  ]);
  return new Core<Meta, Body>({ autoProceed: true }).use(Tus, {
    endpoint,
    chunkSize: CHUNK_BYTES,
    limit: 3,
    retryDelays: RETRY_DELAYS_MS,
    allowedMetaFields: ["name", "type", "teamId"],
    // Without this the same file, chosen again, would be taken for the finished upload.
    removeFingerprintOnSuccess: true,
  });
}

type Added = { kind: "added"; id: string } | { kind: "refused"; refusal: Refusal };

function addOne(uppy: Client, file: File, teamId: string | null): Added {
  // A folder that was dropped comes as a file without type whose size says nothing.
  if (file.size === 0) return { kind: "refused", refusal: "empty_file" };
  if (file.type === "" && file.size % 4096 === 0 && !file.name.includes(".")) {
    return { kind: "refused", refusal: "folder" };
  }
  try {
    return {
      kind: "added",
      id: uppy.addFile({
        name: file.name,
        type: file.type,
        data: file,
        meta: { teamId: teamId ?? "" },
      }),
    };
  } catch {
    return { kind: "refused", refusal: "already_chosen" };
  }
}

function started(id: string, file: File): Upload {
  return {
    id,
    name: file.name,
    totalBytes: file.size,
    sentBytes: 0,
    samples: [],
    state: { kind: "uploading" },
  };
}

/** The server names an upload by the last part of its address. */
function uploadIdOf(url: string): string {
  return url.split(/[?#]/)[0]?.split("/").filter(Boolean).at(-1) ?? "";
}

function failed(problem: UploadProblem, detail: string): Upload["state"] {
  return { kind: "failed", problem, detail };
}

function failure(status: number | undefined, message: string): Upload["state"] {
  if (!status) return failed("connection_lost", "");
  if (status === 401) return failed("signed_out", "");
  if (status === 413) return failed("too_large", "");
  return failed(
    status >= 500 ? "connection_lost" : "refused",
    `${status} ${message}`.slice(0, 200),
  );
}
