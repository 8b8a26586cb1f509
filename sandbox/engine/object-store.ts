/** An S3-compatible server outside, and a key to it. */
export interface ObjectStoreAddress {
  /** Without a path. */
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}
