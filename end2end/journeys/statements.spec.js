// A year at a glance: the picture adds up to the balance, a month opens, the files say the same, the signed sheet
// verifies at /z/.

import { examine, expect, live, test } from "../support/test.js";
import { people, signIn } from "../support/people.js";
import { upload } from "../support/verify.js";

const AMOUNT = /\d{1,3}(,\d{3})*\.\d{2}/;
/** Whole fen, so that sums are exact. */
const fen = (text) => Math.round(Number(text.replaceAll(",", "").replace(/[¥+]/g, "").replace("−", "-")) * 100);
/** 5142211 as 51,422.11. */
const yuan = (fen) => (fen / 100).toLocaleString("en-US", { minimumFractionDigits: 2 });

test("a settled year adds up, opens to its months, and is signed", async ({ page, context, centre }, info) => {
  await signIn(page, people().worker);
  await page.goto("/ledger");
  await page.locator("a[href='/statements']").click();
  await examine(page, "statements");
  await page.locator("h2 a[href='/statements/2026']").click();
  await expect(page.locator("h1")).toHaveText("2026 年度账单");
  await expect(page.locator(".head .pill")).toHaveText("已出具");
  await examine(page, "statement-2026");

  const steps = (await page.locator(".steps .num").allInnerTexts()).map(fen);
  const [opening, closing] = [steps.shift(), steps.pop()];
  expect(opening + steps.reduce((sum, step) => sum + step, 0)).toBe(closing);
  expect(await page.locator(".columns a").count()).toBe(12);

  const reply = await page.request.get("/statements/2026.json");
  const file = await reply.json();
  expect([fen(file.opening_balance), fen(file.closing_balance)]).toEqual([opening, closing]);
  expect(file.rows.length).toBeGreaterThan(11);

  await page.locator(".columns a[href='/statements/2026/2026-06']").click();
  await expect(page.locator("h1")).toHaveText("2026年6月账单");
  await examine(page, "statement-2026-06");
  await page.locator(".pager a").first().click();
  await expect(page).toHaveURL(/\/statements\/2026\/2026-05$/);

  await page.goto("/statements/2026");
  await page.locator("form[action='/do/statements-sign'] button").click();
  await expect(page).toHaveURL(/\/certificates\//);
  await expect(page.locator("h1")).toHaveText("住房公积金年度对账单");
  await expect(page.locator("main dl").first()).toContainText("2026");
  await examine(page, "statements-signed");
  const pdf = await page.request.get(`${page.url()}.pdf`);
  expect(pdf.headers()["content-type"]).toBe("application/pdf");
  const number = await page.locator(".qr .number").innerText();
  expect(number).toMatch(/[0-9A-Z-]{10}/);

  // Whoever is handed the sheet finds the sums in its code.
  const png = await page.request.get(`${page.url()}.png`);
  const signedIn = await context.cookies();
  await context.clearCookies();
  await upload(page, "/z/", await png.body());
  await expect(page).toHaveURL(/\/z\/\d{20,}/);
  const addresses = [page.url()];
  // Where scripts run, the browser alone reads what the link carries.
  if (live(info)) addresses.push(`/z/#${new URL(page.url()).pathname.split("/").pop()}`);
  for (const address of addresses) {
    await page.goto("about:blank");
    await page.goto(address);
    for (const sum of [opening, closing]) await expect(page.locator("main")).toContainText(yuan(sum));
    await expect(page.locator("main")).toContainText("对账单编号");
  }
  await examine(page, "statement-verified");
  await context.addCookies(signedIn);

  await context.addCookies([{ name: "mask", value: "1", url: centre.url }]);
  for (const path of ["/statements", "/statements/2026", "/statements/2026/2026-06"]) {
    await page.goto(path);
    expect(await (await page.request.get(path)).text(), path).not.toMatch(AMOUNT);
    await examine(page, `statement-hidden${path.replaceAll("/", "-")}`);
  }
});

test("the running year says why it is provisional, in English and in large type too", async ({ page, context, centre }) => {
  await signIn(page, people().worker);
  await page.goto("/statements/2027");
  await expect(page.locator(".head .pill")).toHaveText("暂计");
  await expect(page.locator(".hero")).toContainText("2027-06-30");
  await expect(page.locator("form[action='/do/statements-sign']")).toHaveCount(0);
  await context.addCookies([{ name: "lang", value: "en", url: centre.url }]);
  await page.goto("/statements/2027");
  await examine(page, "english-statement-2027");
  await context.addCookies([{ name: "mode", value: "elder", url: centre.url }]);
  await page.goto("/statements/2026");
  await examine(page, "elder-statement-2026");
  for (const path of ["/statements/2019", "/statements/26", "/statements/2026/2026-07", "/statements/2027/2027-06"]) {
    expect((await page.goto(path)).status(), path).toBe(404);
  }
});
