const SELF = "'self'";
const NONE = "'none'";

/**
 * What a page may load and do, as a `Content-Security-Policy`: scripts of this answer alone, by its nonce, and those that
 * they load.
 */
export function pagePolicy(nonce: string): string {
  const ours = `'nonce-${nonce}'`;
  const directives: Readonly<Record<string, readonly string[]>> = {
    "default-src": [NONE],
    "script-src": [SELF, ours, "'strict-dynamic'"],
    "style-src": [SELF, ours, ...TOAST_STYLES],
    // React writes what `style` says into the HTML. A style can hide or move a thing, and is no script.
    "style-src-attr": ["'unsafe-inline'"],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
    "object-src": [NONE],
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(" "))
    .join("; ");
}

/**
 * What sonner 2.0.8 puts into a `style` of its own, as it is made (empty) and as it is filled: it knows no nonce. A test
 * holds them against the package.
 */
const TOAST_STYLES = [
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
  "'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY='",
];
