/** Who the browser tests sign in as; the settings of the first start make exactly this. */
export const ACCOUNT = {
  organization: "Northwind Bank",
  email: "ana@northwind.example",
  password: "an-evening-by-the-lake",
  apiKey: "trk_browser-tests-0123456789-0123456789-0123456789",
} as const;

/** `INIT_*` and the demo, as `npm start` reads them. */
export const FIRST_START = {
  INIT_ORG_NAME: ACCOUNT.organization,
  INIT_USER_EMAIL: ACCOUNT.email,
  INIT_USER_PASSWORD: ACCOUNT.password,
  INIT_API_KEY: ACCOUNT.apiKey,
  DEMO: "true",
} as const;
