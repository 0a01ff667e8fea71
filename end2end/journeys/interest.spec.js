// From the statement's interest line to how it was counted, and back to the fen.

import { examine, expect, test } from "../support/test.js";
import { people, signIn } from "../support/people.js";

const AMOUNT = /\d{1,3}(,\d{3})*\.\d{2}/;
/** Whole fen, so that sums are exact. */
const fen = (text) => Math.round(Number(text.replaceAll(",", "").replace(/^[¥+]/, "")) * 100);
const pageText = async (page) => (await page.request.get(page.url())).text();

test("an interest line opens to rate, days and balance, and the rows come out to its amount", async ({ page }) => {
  await signIn(page, people().worker);
  await page.goto("/ledger?kind=interest");
  const line = page.locator("main table tbody tr", { has: page.locator("a[href='/ledger/interest/2026']") });
  const posted = fen(await line.locator("td").nth(2).innerText());
  await line.locator("a[href='/ledger/interest/2026']").click();
  await expect(page).toHaveURL(/\/ledger\/interest\/2026$/);
  await examine(page, "interest-2026");
  await expect(page.locator("svg.chart[role=img]")).toHaveAttribute("aria-label", /365/);
  const rows = page.locator("main table tbody tr:not(.group)");
  expect(await rows.count()).toBeGreaterThan(10);
  let [sum, product, days] = [0, 0, 0];
  for (const row of await rows.all()) {
    const cells = await row.locator("td").allInnerTexts();
    const stretch = await row.locator("small").first().innerText();
    const [, count] = stretch.match(/^(\d+) 天 × 1\.50%$/).map(Number);
    [sum, days, product] = [sum + fen(cells[2]), days + count, product + fen(cells[1]) * count];
  }
  expect(days).toBe(365);
  expect(sum).toBe(posted);
  expect(Math.round((product * 1.5) / 100 / 360)).toBe(posted);
  await expect(page.locator(".formula")).toContainText("× 1.50% ÷ 360");
});

test("the running year is an estimate, says so, and has its own page", async ({ page }) => {
  await signIn(page, people().worker);
  await page.goto("/ledger/interest/2026");
  const estimate = page.locator("a.notice[href='/ledger/interest/2027']");
  await expect(estimate).toContainText("以实际结息为准");
  await expect(estimate).toContainText("2027-06-30");
  await estimate.click();
  await expect(page.locator("h1")).toContainText("预计");
  await expect(page.locator(".lead")).toContainText("以实际结息为准");
  await examine(page, "interest-2027");
});

test("hidden amounts are not in the page of interest either", async ({ page, context, centre }) => {
  await signIn(page, people().worker);
  await page.goto("/ledger/interest/2026");
  expect(await pageText(page)).toMatch(AMOUNT);
  await context.addCookies([{ name: "mask", value: "1", url: centre.url }]);
  for (const year of ["2026", "2027"]) {
    await page.goto(`/ledger/interest/${year}`);
    const text = await pageText(page);
    expect(text).not.toMatch(AMOUNT);
    expect(text).not.toContain("<svg class=\"chart");
    await examine(page, `interest-${year}-hidden`);
  }
});

test("in English, in large type, and years that are not there", async ({ page, context, centre }) => {
  await signIn(page, people().worker);
  for (const year of ["2019", "2028", "26", "abcd", "-2026"]) {
    const reply = await page.goto(`/ledger/interest/${year}`);
    expect(reply.status(), year).toBe(404);
  }
  await context.addCookies([{ name: "lang", value: "en", url: centre.url }]);
  await page.goto("/ledger/interest/2026");
  await examine(page, "english-interest-2026");
  await page.goto("/ledger/interest/2027");
  await expect(page.locator(".lead")).toContainText("what is credited then is what counts");
  await context.addCookies([{ name: "mode", value: "elder", url: centre.url }]);
  await examine(page, "english-interest-2027");
  await page.goto("/ledger/interest/2025");
  await examine(page, "elder-interest-2025");
});
