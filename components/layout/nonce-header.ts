/** The header in which the proxy tells pages the nonce of this answer. */
export const NONCE_HEADER = "x-nonce";
