import { signInPage } from "./pages/sign-in-page";
import { ACCOUNT } from "./support/account";
import { expect, test } from "./support/test";

test.use({ signedIn: false, expectedErrors: [/status of 401/] });

test("a wrong password is refused with words, the right one leads back to the address asked for", async ({
  page,
}) => {
  const signIn = signInPage(page);
  await page.goto("/reports?by=model");
  await expect(page).toHaveURL(/\/sign-in\?from=%2Freports%3Fby%3Dmodel$/);

  await signIn.enter({ password: "not-the-password" });
  await expect(signIn.problem).toHaveText(/Email and password do not match an account/);

  await signIn.enter();
  await expect(page).toHaveURL(/\/reports\?by=model$/);
  await expect(page.getByRole("heading", { level: 1, name: "Savings" })).toBeVisible();
  await expect(page.getByRole("tab", { name: "Model", selected: true })).toBeVisible();
});

test("people can leave, and nothing is shown to them any more", async ({ page }) => {
  const signIn = signInPage(page);
  await signIn.open();
  await signIn.enter();
  await page.getByRole("button", { name: /^Account: / }).click();
  await expect(page.getByText(ACCOUNT.email)).toBeVisible();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto("/jobs");
  await expect(page).toHaveURL(/\/sign-in\?from=%2Fjobs$/);
  expect((await page.request.get("/api/v1/jobs")).status()).toBe(401);
});

test("the demo opens without a password, in an organization of its own", async ({ page }) => {
  const signIn = signInPage(page);
  await signIn.open();
  await signIn.tryDemo();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "First steps" })).toBeVisible();
  await page.goto("/connections");
  await expect(page.getByRole("row", { name: /^Sandbox \(simulated OpenAI\)/ })).toBeVisible();
  await expect(page.getByText("Demo organization")).toBeVisible();
});
