import { guard } from "./guard";
import { type BodyFrame, openRequestBody, type RequestBody } from "./request-body";
import { createTimeLimit } from "./time-limit";

/**
 * A create with all its requests, which `post` sends from the file at `path`; given up after `timeoutMs`, the sending
 * included. Throws `ProviderError`, `ambiguous` where it may have been carried out: what fails before the last byte was
 * handed over has created nothing, because the provider knows the length of the body.
 */
export async function createFromFile<T>(
  label: string,
  path: string,
  frame: BodyFrame,
  timeoutMs: number,
  post: (body: RequestBody, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const body = await openRequestBody(path, frame);
  const limit = createTimeLimit(timeoutMs);
  try {
    return await limit.over((signal) => post(body, signal));
  } catch (error) {
    return await guard(label, body.wasRead(), limit.signal, () => Promise.reject(error));
  } finally {
    limit.clear();
    await body.close();
  }
}
