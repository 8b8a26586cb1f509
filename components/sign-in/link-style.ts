/** How links look in the pages before signing in. */
export const LINK = "font-medium text-primary underline underline-offset-4";
