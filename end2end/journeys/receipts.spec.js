// Receipts: the proof of an entry, checked by the server and, where scripts run, by the browser itself.

import { expect, examine, live, test } from "../support/test.js";
import { people, signIn } from "../support/people.js";

async function openReceipt(page) {
  await signIn(page, people().worker);
  await page.goto("/ledger");
  await page.locator("table a[href^='/ledger/receipt/']").first().click();
  await expect(page).toHaveURL(/\/ledger\/receipt\/\d+$/);
}

test("an entry is proven, and whoever has the text can check it", async ({ page, context }, info) => {
  await openReceipt(page);
  await expect(page.locator("[data-verdict=PROVEN]")).toBeVisible();
  await expect(page.locator("[data-receipt]")).toContainText(live(info) ? "由你的浏览器自己核对" : "由中心的服务器核对");
  await examine(page, "receipt");
  const file = await page.request.get(`${page.url()}/text`);
  expect(file.headers()["content-disposition"]).toContain("anju-receipt-");
  const text = await file.text();
  expect(text).toMatch(/^anju-receipt 1\nseq \d+\n/);

  await context.clearCookies();
  await page.goto("/roots");
  await examine(page, "roots");
  await page.locator("textarea[name=receipt]").fill(text);
  await page.locator("main form button").last().click();
  await expect(page).toHaveURL(/\/roots\/check$/);
  await expect(page.locator("[data-verdict=PROVEN]")).toBeVisible();
  await examine(page, "roots-check");

  const dearer = text.replace(/^amount_fen (\d+)$/m, "amount_fen 9$1");
  expect(dearer).not.toBe(text);
  await page.locator("textarea[name=receipt]").fill(dearer);
  await page.locator("main form button").last().click();
  await expect(page.locator("[data-verdict=OTHER_ROOT]")).toBeVisible();
  await expect(page.locator("textarea[name=receipt]")).toHaveValue(dearer.trim() + "\n");
});

test("what is no receipt is said, and stays in the field", async ({ page }) => {
  await page.goto("/roots");
  await page.locator("textarea[name=receipt]").fill("<b>我的回执</b>");
  await page.locator("main form button").last().click();
  await expect(page.locator("[data-verdict=UNREADABLE]")).toBeVisible();
  await expect(page.locator("textarea[name=receipt]")).toHaveValue("<b>我的回执</b>");
  await page.locator("textarea[name=receipt]").fill("");
  await page.locator("main form button").last().click();
  await expect(page.locator(".error").first()).toBeVisible();
});

test("hidden amounts are not in the receipt's page", async ({ page }) => {
  await openReceipt(page);
  const at = page.url();
  await page.goto("/");
  await page.locator("button.eye").click();
  await expect(page.locator("button.eye")).toHaveAttribute("value", "0");
  await page.goto(at);
  await expect(page.locator("[data-receipt]")).toHaveCount(0);
  expect(await page.content()).not.toContain("amount_fen");
});

test("a receipt of someone else is not found", async ({ page }) => {
  await openReceipt(page);
  const seq = Number(page.url().split("/").pop());
  for (const path of [`/ledger/receipt/${seq + 1}`, `/ledger/receipt/${seq + 1}/text`, "/ledger/receipt/0", "/ledger/receipt/x"]) {
    expect((await page.request.get(path)).status(), path).toBe(404);
  }
  expect((await page.request.get("/roots?after=x")).status()).toBe(400);
  expect((await page.request.get("/roots.csv?no=x")).status()).toBe(400);
});
