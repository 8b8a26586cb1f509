import { config } from "zod";

// Next runs this before any other code of a page. Zod would else try, with the first schema that is made, whether the page
// may evaluate code; its policy refuses that, and browsers report it.
config({ jitless: true });
