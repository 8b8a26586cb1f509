import type { Requirement } from "../../core/access";
import { expectDocumented } from "../documented";
import type { Caller } from "./callers";
import type { OperationCall } from "./operations";
import type { ThingKind, Things } from "./reading";

/** An operation as the OpenAPI document names it. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** `/v1/jobs/{id}` */
  readonly path: string;
}

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly operationId?: string }>>>
  >;
}

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options"];

/** Every operation of the OpenAPI document. */
export function operationsOf(document: object): Operation[] {
  return Object.entries((document as Document).paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([name]) => METHODS.includes(name))
      .map(([method, { operationId = "" }]) => ({
        id: operationId,
        method: method.toUpperCase(),
        path: "servers" in item ? path : `/v1${path}`,
      })),
  );
}

/** An operation, one way to call it, and what the table of access requires of its callers. */
export interface Way {
  readonly operation: Operation;
  readonly call: OperationCall;
  readonly requirement: Requirement | undefined;
}

/** What stands for a parameter of a path: the id of a thing of this kind, or after `=` the word itself. */
export type Parameter = ThingKind | `=${string}`;

/** What each parameter of an operation's path is; undefined where neither its row nor the table of access says so. */
export function parametersOf({
  operation,
  call: { ids = {} },
  requirement,
}: Way): Map<string, Parameter | undefined> {
  const subject = typeof requirement === "object" ? requirement.subject : undefined;
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  return new Map(
    names.map((name) => [name, ids[name] ?? (name === subject?.field ? subject.kind : undefined)]),
  );
}

export interface Told {
  readonly status: number;
  readonly text: string;
}

export interface Trial {
  readonly url: string;
  readonly operation: Operation;
  readonly call: OperationCall;
  readonly caller: Caller;
  readonly parameters: ReturnType<typeof parametersOf>;
  readonly things: Things;
  readonly own: Things;
}

/** One call. Every JSON answer is held against the OpenAPI document; a stream of events is left at once. */
export async function tryOperation(trial: Trial): Promise<Told> {
  const { url, operation, call, caller, things, own } = trial;
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const kind = trial.parameters.get(name);
    if (kind === undefined) return "";
    return kind.startsWith("=") ? kind.slice(1) : things[kind as ThingKind];
  });
  const target = call.query ? `${path}?${call.query}` : path;
  const body = call.body?.(things, own);
  const plain = body !== undefined && !(body instanceof FormData);
  const response = await fetch(`${url}/api${target}`, {
    method: operation.method,
    headers: {
      ...(plain ? { "content-type": "application/json" } : {}),
      ...call.headers,
      ...caller.headers,
    },
    ...(body === undefined ? {} : { body: plain ? JSON.stringify(body) : body }),
  });
  const { status } = response;
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/event-stream")) {
    await response.body?.cancel();
    return { status, text: "" };
  }
  const text = await response.text();
  if (type.startsWith("application/json") && operation.method !== "HEAD") {
    await expectDocumented(operation.method, path, { status, body: JSON.parse(text) });
  }
  return { status, text };
}
