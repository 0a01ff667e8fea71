// A letter of another city at the desk: written down, compared, confirmed by one and paid by another; the contributor sees it.

import { examine, expect, test } from "../support/test.js";
import { codeOf, people, signIn, signInStaff } from "../support/people.js";
import { asStaffBefore } from "../support/staff.js";

test("a transfer to another city is walked through at the desk by two people", async ({ page, centre, browser }, info) => {
  test.slow();
  const { viewport, isMobile, hasTouch, deviceScaleFactor, javaScriptEnabled } = info.project.use;
  const { worker, firstReviewer, secondReviewer } = people();
  const other = async () => {
    const context = await browser.newContext({ baseURL: centre.url, viewport, isMobile, hasTouch, deviceScaleFactor, javaScriptEnabled, locale: "zh-CN" });
    return context.newPage();
  };
  const own = await other();
  await signIn(own, worker);
  const account = (await (await own.request.get("/ledger.json")).json()).account_no;
  const { id } = await asStaffBefore(centre, firstReviewer, "account", "seal", account, "--basis", "离职证明");
  await asStaffBefore(centre, secondReviewer, "account", "approve", id);

  await signInStaff(page, centre, firstReviewer);
  await page.goto("/desk");
  await page.locator("nav a[href='/desk/transfers']").click();
  await expect(page.locator("h1")).toContainText("没有在办的异地转移");
  await page.locator("main a[href='/desk/transfers/letter']").click();
  await page.locator("input[name=letter]").fill("XM-2026-117");
  await page.locator("form[action='/do/desk-letter'] button").click();
  await expect(page.locator("#errors li")).toHaveCount(8);
  await expect(page.locator("input[name=letter]")).toHaveValue("XM-2026-117");
  await examine(page, "desk-letter-refused");
  const typed = {
    centre: "厦门市住房公积金中心", other_account: "2018 0012 34", account, name: worker.name, id_number: worker.login,
    payee: "厦门市住房公积金中心", payee_account: "3500 1234 5678 90", payee_bank: "105393000012",
  };
  for (const [name, text] of Object.entries(typed)) await page.locator(`input[name=${name}]`).fill(text);
  await page.locator("form[action='/do/desk-letter'] button").click();
  await expect(page).toHaveURL(/\/desk\/transfers\/[0-9A-Z]{12}$/);
  const number = page.url().split("/").pop();
  await expect(page.locator(".pane .notice").first()).toContainText("本中心确认联系函");
  await page.locator(".pane form button").click();
  await expect(page.locator("#errors")).toBeVisible();
  await page.locator("input[value=confirm]").check();
  await page.locator("input[name=note]").fill("身份证与账户相符");
  await examine(page, "desk-transfer");
  await page.locator(".pane form button").click();
  await expect(page.locator(".pane")).toContainText("等待复核：异地转出付款并销户");

  const desk = await other();
  await signInStaff(desk, centre, secondReviewer);
  await desk.goto(`/desk/transfers/${number}`);
  await desk.locator(".pane a.button").click();
  await expect(desk.locator(".pane dl")).toContainText("身份证与账户相符");
  await desk.locator("input[name=code]").fill(codeOf(centre, secondReviewer, 1));
  await examine(desk, "desk-transfer-proposal");
  await desk.locator("button[value=approve]").click();
  await expect(desk.locator(".pane .pill").first()).toContainText("已办理");
  await page.goto("/desk/transfers?direction=out");
  await page.locator("table a").first().click();
  await expect(page.locator(".pane .pill").first()).toContainText(/付款中|已付款/);
  await examine(page, "desk-transfer-paying");
  await own.goto(`/cases/${number}`);
  await expect(own.locator("main .timeline")).toContainText("账户已核对，联系函已确认");
});
