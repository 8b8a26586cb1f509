import { expect } from "vitest";
import { webProcess } from "../../app/server/process";
import { accessOfKey, KEY_SCOPES } from "../core/access";
import { type Scope, withOrganization } from "../db/client";
import { createUser, findUserByEmail, membershipsOf } from "../db/user";
import { createApiKey } from "../workspace/create-api-key";
import { createOrganization } from "../workspace/create-organization";
import { expectDocumented } from "./documented";
import { serveRoutes } from "./route-server";
import { testServers } from "./servers";
import { settle } from "./settle";
import {
  openTestLine,
  TEST_API_KEY,
  TEST_EMAIL,
  type TestLine,
  type TestLineOptions,
} from "./test-line";

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: an answer as any client sees it, checked by the test
  readonly body: any;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The API key; null sends none. */
  readonly key?: string | null;
}

/** The real route handlers over HTTP, with everything behind them; there is no queue worker: see `settle`. */
export interface TestApi {
  readonly line: TestLine;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly organizationId: string;
  /**
   * One call, for example `call("POST", "/v1/jobs", { body })`; a plain object is sent as JSON. Every JSON answer is held
   * against the OpenAPI document.
   */
  call(method: string, path: string, options?: CallOptions): Promise<Answered>;
  /** Uploads a file as a form. */
  upload(
    content: string | Uint8Array,
    fileName?: string,
    headers?: Record<string, string>,
  ): Promise<Answered>;
  /** Carries out everything that is due and all that follows, until nothing is. */
  settle(): Promise<void>;
  inside<T>(work: (scope: Scope) => Promise<T>): Promise<T>;
  /** The API key of another organization. */
  stranger(): Promise<string>;
  close(): Promise<void>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

export async function openTestApi(options: Partial<TestLineOptions> = {}): Promise<TestApi> {
  const line = await openTestLine({ serverUrl: testServers().databaseUrl, ...options });
  Object.assign(process.env, line.environment);
  const { runtime } = line.process;
  const user = await findUserByEmail(runtime.database, TEST_EMAIL);
  const [membership] = await membershipsOf(runtime.database, user?.id ?? "");
  const organizationId = membership?.organizationId ?? "";
  const server = await serveRoutes();
  const web = await webProcess();
  const call: TestApi["call"] = async (method, path, call) => {
    const answer = await callOnce(`${server.url}/api${path}`, method, call);
    expect(answer.headers.get("x-request-id")).toMatch(UUID);
    const json = answer.headers.get("content-type")?.startsWith("application/json");
    const ours = !path.startsWith("/auth/");
    if (json && ours && method !== "HEAD") await expectDocumented(method, path, answer);
    return answer;
  };
  return {
    ...{ line, organizationId, call, url: server.url },
    upload: (content, fileName = "rows.csv", headers = {}) =>
      call("POST", "/v1/datasets", { body: formOf(content, fileName), headers }),
    settle: () => settle(line),
    inside: (work) => withOrganization(runtime.database, organizationId, work),
    stranger: () => newOrganization(line),
    close: async () => {
      await server.close();
      await web.close();
      await line.close();
    },
  };
}

export function formOf(content: string | Uint8Array, fileName: string): FormData {
  const form = new FormData();
  form.set("file", new File([Buffer.from(content)], fileName));
  return form;
}

async function callOnce(
  url: string,
  method: string,
  { body, headers = {}, key = TEST_API_KEY }: CallOptions = {},
): Promise<Answered> {
  const plain = body !== undefined && body?.constructor === Object;
  const response = await fetch(url, {
    method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(plain ? { "content-type": "application/json" } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: plain ? JSON.stringify(body) : (body as BodyInit) }),
  });
  const text = await response.text();
  const json = response.headers.get("content-type")?.startsWith("application/json");
  const { status } = response;
  return { status, headers: response.headers, body: json && text ? JSON.parse(text) : text };
}

async function newOrganization({ process: { runtime } }: TestLine): Promise<string> {
  const ownerId = runtime.newId("user");
  const email = `${ownerId}@example.com`;
  await createUser(runtime.database, { id: ownerId, email, name: "Other", passwordHash: "none" });
  const organization = { name: "Another organization", teamName: "Default", ownerId };
  const id = await createOrganization(runtime, organization);
  const keyId = runtime.newId("key");
  const limits = { budget: null, expiresAt: null };
  const key = { id: keyId, name: "Other", scopes: KEY_SCOPES, teamId: null, ...limits };
  const giver = accessOfKey(KEY_SCOPES, null);
  return (await createApiKey(runtime, id, { ...key, createdById: null, giver })).secret;
}
