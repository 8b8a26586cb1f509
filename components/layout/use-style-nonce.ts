import { setNonce } from "get-nonce";
import { useInsertionEffect, useState } from "react";

/**
 * The nonce that the document came with, whatever a later answer brings: it is the only one that the browser takes. Before
 * anything is painted, dialogs and menus are told it, which add a style while they are open.
 */
export function useStyleNonce(nonce: string): string {
  const [own] = useState(nonce);
  useInsertionEffect(() => setNonce(own), [own]);
  return own;
}
