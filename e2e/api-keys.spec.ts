import { expect, test } from "./support/test";

test("a key made in the settings is shown once, opens the API, and no longer when revoked", async ({
  page,
  baseURL,
}) => {
  await page.goto("/settings/api-keys");
  await page.getByRole("button", { name: "Create API key" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Nightly import");
  await page.getByRole("dialog").getByRole("button", { name: "Create API key" }).click();
  const dialog = page.getByRole("dialog", { name: "The new API key" });
  const secret = (await dialog.getByText(/^trk_/).textContent()) ?? "none";
  await dialog.getByRole("button", { name: "I have stored it" }).click();
  await expect(page.getByRole("row", { name: /Nightly import/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("row", { name: /Nightly import/ })).toContainText("Never");
  expect(await page.content()).not.toContain(secret);

  const asked = () =>
    fetch(`${baseURL}/api/v1/datasets`, { headers: { authorization: `Bearer ${secret}` } });
  expect((await asked()).status).toBe(200);
  const form = new FormData();
  form.set("file", new Blob(["text\nWhere is my card?\n"]), "by-key.csv");
  const created = await fetch(`${baseURL}/api/v1/datasets`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}` },
    body: form,
  });
  expect(created.status).toBe(201);
  expect(await created.json()).toMatchObject({ name: "by-key.csv", status: "importing" });

  await page.getByRole("button", { name: "Revoke Nightly import" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("row", { name: /Nightly import/ })).toContainText("Revoked");
  expect((await asked()).status).toBe(401);
});
