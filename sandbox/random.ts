/**
 * A 32-bit hash of a text under a seed (FNV-1a with a final mix). Not for secrets: it makes the
 * sandbox's answers, shares and shuffles the same in every run with the same seed.
 */
export function hash32(text: string, seed: number): number {
  let h = (0x811c9dc5 ^ Math.imul(seed | 0, 0x9e3779b1)) >>> 0;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  }
  return mix(h);
}

/** The same hash as a fraction in [0, 1). */
export function fraction(text: string, seed: number): number {
  return hash32(text, seed) / 0x1_0000_0000;
}

/** A stream of fractions in [0, 1), the same for the same seed. */
export function randomStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    return mix(state) / 0x1_0000_0000;
  };
}

/** A new array in an order that depends on the seed only (Fisher-Yates). */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const next = randomStream(seed);
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    const a = out[i] as T;
    out[i] = out[j] as T;
    out[j] = a;
  }
  return out;
}

/** Lower-case hex characters made from a text and a seed: 64 bits of hash, stretched to the length. */
export function hexOf(text: string, seed: number, length: number): string {
  const low = hash32(text, seed);
  const high = hash32(text, seed + 1);
  let out = "";
  for (let part = 0; out.length < length; part += 2) {
    out += hex8(mix(low + part) ^ high) + hex8(mix(high + part + 1) ^ low);
  }
  return out.slice(0, length);
}

function hex8(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}

function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
