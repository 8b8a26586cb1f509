import type { Answered, TestApi } from "./test-api";

/** A browser of the tests: it keeps cookies and calls as our own pages do. */
export interface Browser {
  call(method: string, path: string, body?: object): Promise<Answered>;
  /** One step of `/api/sign-in`. */
  step(name: string, body: object): Promise<Answered>;
  /** Signs in through next-auth: by `password`, `link` or `demo`. */
  signIn(way: string, fields?: Record<string, string>): Promise<Answered>;
  signOut(): Promise<Answered>;
  /** A form of next-auth, with its token against forgery. */
  post(path: string, fields: Record<string, string>): Promise<Answered>;
  /** Follows no redirect; `url` may lead elsewhere. */
  go(url: string): Promise<Response>;
  readonly cookies: Map<string, string>;
}

export function openBrowser(api: TestApi, userAgent = "test browser"): Browser {
  const cookies = new Map<string, string>();
  const keep = (headers: Headers) => {
    for (const line of headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      const gone = /;\s*max-age=0/i.test(line);
      if (gone) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  };
  const headers = () => ({
    cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
    "sec-fetch-site": "same-origin",
    "user-agent": userAgent,
  });
  const call: Browser["call"] = async (method, path, body) => {
    const answer = await api.call(method, path, { key: null, body, headers: headers() });
    keep(answer.headers);
    return answer;
  };
  const post = async (path: string, fields: Record<string, string>) => {
    const { csrfToken } = (await call("GET", "/auth/csrf")).body;
    const form = new URLSearchParams({ ...fields, csrfToken, json: "true" });
    const answer = await api.call("POST", path, { key: null, body: form, headers: headers() });
    keep(answer.headers);
    return answer;
  };
  return {
    ...{ call, post, cookies },
    step: (name, body) => call("POST", `/sign-in/${name}`, body),
    signIn: (way, fields = {}) => post(`/auth/callback/${way}`, fields),
    signOut: () => post("/auth/signout", {}),
    go: async (url) => {
      const answer = await fetch(url, { headers: headers(), redirect: "manual" });
      keep(answer.headers);
      return answer;
    },
  };
}
