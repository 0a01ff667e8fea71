// What the frame answers to addresses and requests that lead nowhere.

import { examine, expect, test } from "../support/test.js";

test("an unknown address answers 404 with a page of ours", async ({ page }) => {
  const reply = await page.goto("/no/such/page");
  expect(reply.status()).toBe(404);
  await examine(page, "not-found");
  await page.locator("main a[href='/']").click();
  await expect(page).toHaveURL(/\/$/);
});

test("an address that was made by hand shows nothing of itself", async ({ page }) => {
  await page.goto("/problem/%3Cscript%3Ealert(1)%3C%2Fscript%3E");
  await expect(page.locator("main")).not.toContainText("alert");
  await examine(page, "problem");
});
