import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import { ProviderError } from "../../errors";
import { checkAccount } from "../account-address";
import type { Network } from "../network";
import type { ProviderAccount } from "../provider";

/** An account as AWS's clients want it. */
export interface AwsAccount {
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly bedrockEndpoint: string;
  readonly s3Endpoint: string;
  /** S3-compatible servers have buckets in the path. */
  readonly pathStyle: boolean;
  readonly roleArn: string;
  readonly bucket: string;
  /** Of all our objects, without a slash at its end. */
  readonly prefix: string;
  readonly network: Network | undefined;
}

/** Throws `ProviderError` for an account that no call could be made with. */
export function awsAccount(account: ProviderAccount): AwsAccount {
  checkAccount(account);
  const { settings, baseUrl } = account;
  const need = (name: string) => {
    const value = settings[name];
    if (!value) throw new ProviderError("invalid", `The setting ${name} is missing.`);
    return value;
  };
  const region = need("region");
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const { s3Endpoint, prefix } = settings;
  return {
    region,
    credentials: { accessKeyId: need("accessKeyId"), secretAccessKey: account.apiKey },
    bedrockEndpoint: (baseUrl ?? `https://bedrock.${region}.${domain}`).replace(/\/+$/, ""),
    s3Endpoint: (s3Endpoint || `https://s3.${region}.${domain}`).replace(/\/+$/, ""),
    pathStyle: Boolean(s3Endpoint),
    roleArn: need("roleArn"),
    bucket: need("bucket"),
    prefix: (prefix || "tranche").replace(/\/+$/, ""),
    network: account.network,
  };
}

/** What both clients are told; every setting is named, because they would look for the others in the environment. */
export function sharedSettings({ region, credentials, network }: AwsAccount) {
  return {
    region,
    credentials,
    ...(network ? { requestHandler: agentsOf(network) } : {}),
    // Nothing is sent twice.
    maxAttempts: 1,
    retryMode: "standard",
    authSchemePreference: ["aws.auth#sigv4"],
    defaultsMode: "standard" as const,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: async () => undefined,
  };
}

/** The SDK follows no redirects, and takes agents of `node:http`. */
function agentsOf({ httpAgent, httpsAgent }: Network) {
  return { httpAgent: httpAgent as HttpAgent, httpsAgent: httpsAgent as HttpsAgent };
}
