import { webProcess } from "@/app/server/process";
import { setup } from "@/lib/testing/global-setup";
import { mailCatcher } from "@/lib/testing/mail-catcher";
import { serveRoutes } from "@/lib/testing/route-server";
import { testServers } from "@/lib/testing/servers";
import { openTestLine, TEST_API_KEY } from "@/lib/testing/test-line";
import { type Person, seedPerson } from "./person";
import { type Seeds, seed } from "./seed";
import { stayAtHome } from "./stay-at-home";

/** The real API with everything behind it, holding one thing of each kind in each state that a call can find it in. */
export interface FuzzedApi {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly apiKey: string;
  readonly person: Person;
  readonly seeds: Seeds;
  close(): Promise<void>;
}

/** Starts PostgreSQL, the sandbox and the API in this process. What is asked of other machines fails. */
export async function openFuzzedApi(): Promise<FuzzedApi> {
  stayAtHome();
  const stopServers = await setup();
  const mails = await mailCatcher();
  const line = await openTestLine({
    serverUrl: testServers().databaseUrl,
    sandbox: { faults: { batches: [{ times: 1, rows: [{ outcome: "http_500", lines: [2] }] }] } },
    environment: { ...ENVIRONMENT, SMTP_URL: mails.smtpUrl },
  });
  Object.assign(process.env, line.environment);
  const server = await serveRoutes();
  const web = await webProcess();
  const seeds = await seed(line, `${server.url}/api`);
  const person = await seedPerson(line);
  // A fuzzer sends more wrong keys from one address than anybody may: `lib/auth/attempts.test.ts` holds that limit.
  const pardon = () => web.runtime.database.prisma.attempt.deleteMany().catch(() => undefined);
  const pardoning = setInterval(pardon, PARDON_EVERY_MS);
  return {
    ...{ url: server.url, apiKey: TEST_API_KEY, person, seeds },
    close: async () => {
      clearInterval(pardoning);
      await server.close();
      await web.close();
      await line.close();
      await mails.close();
      await stopServers();
    },
  };
}

const PARDON_EVERY_MS = 200;

/** Errors are shown: a fuzzer finds what they say. A fuzzed file is small, and so is the limit that it must meet. */
const ENVIRONMENT = { LOG_LEVEL: "error", MAX_UPLOAD_BYTES: "100000" };
