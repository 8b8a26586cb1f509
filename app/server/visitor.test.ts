import { describe, expect, it } from "vitest";
import { PEER_HEADER } from "./peer-address";
import { clientAddress } from "./visitor";

const from = (peer: string, forwarded?: string): Headers =>
  new Headers({ [PEER_HEADER]: peer, ...(forwarded ? { "x-forwarded-for": forwarded } : {}) });

describe("a client's address", () => {
  it.each([
    ["10.0.0.1", "6.6.6.6", 0, "10.0.0.1"],
    ["10.0.0.1", "6.6.6.6, 203.0.113.7", 1, "203.0.113.7"],
    ["10.0.0.1", "6.6.6.6, 203.0.113.7, 10.0.0.2", 2, "203.0.113.7"],
    ["10.0.0.1", undefined, 1, "10.0.0.1"],
    ["10.0.0.1", " , ", 3, "10.0.0.1"],
    ["::ffff:127.0.0.1", undefined, 0, "127.0.0.1"],
    ["2001:db8:1:2:aaaa::9", undefined, 0, "2001:db8:1:2:aaaa::9"],
  ])("peer %s, forwarded %s, %d trusted proxies: %s", (peer, forwarded, trusted, expected) => {
    expect(clientAddress(from(peer, forwarded), trusted)).toBe(expected);
  });
});
