import { hash32, randomStream } from "../random";

/**
 * A vector of length 1 that depends on the text, the model and the seed only. A shorter one is the beginning of the longer,
 * stretched to length 1 again.
 */
export function makeVector(
  text: string,
  model: string,
  seed: number,
  dimensions: number,
): Float32Array {
  const next = randomStream(hash32(`${model}\n${text}`, seed));
  const vector = Float32Array.from({ length: dimensions }, () => 2 * next() - 1);
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / length);
}

/** As it goes over the wire: little-endian bytes, or decimals with no more digits than they can carry. */
export function wireVector(vector: Float32Array, base64: boolean): string | number[] {
  if (!base64) return Array.from(vector, (value) => Number(value.toPrecision(8)));
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64");
}
