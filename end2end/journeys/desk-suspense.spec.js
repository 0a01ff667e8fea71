// Money without an account at the desk: written down by one, placed in part and given back in part, each agreed by another.

import { examine, expect, test } from "../support/test.js";
import { codeOf, people, signIn, signInStaff } from "../support/people.js";

test("money that came outside a file finds its account by two people", async ({ page, centre, other }) => {
  test.slow();
  const { worker, firstReviewer, secondReviewer } = people();
  const own = await other();
  await signIn(own, worker);
  const account = (await (await own.request.get("/ledger.json")).json()).account_no;

  await signInStaff(page, centre, firstReviewer);
  await page.goto("/desk");
  await page.locator("nav a[href='/desk/suspense']").click();
  await expect(page.locator("h1")).toHaveText("没有未处理的暂收款");
  await examine(page, "suspense-empty");
  await page.locator("main a[href='/desk/suspense/receive']").click();
  await page.locator("input[name=note]").fill("单位来电核对中");
  await page.locator("form[action='/do/desk-suspense-receive'] button").click();
  await expect(page.locator("#errors li")).toHaveCount(4);
  await expect(page.locator("input[name=note]")).toHaveValue("单位来电核对中");
  await examine(page, "suspense-receive-refused");
  const advice = { reference: "20261117000881", amount: "2,500.00", received_on: "2026-11-17", payer: "泉州市刺桐纺织有限公司" };
  for (const [name, text] of Object.entries(advice)) await page.locator(`input[name=${name}]`).fill(text);
  await page.locator("form[action='/do/desk-suspense-receive'] button").click();
  await expect(page).toHaveURL(/\/desk\/suspense\/[0-9a-f-]{36}$/);
  await expect(page.locator("h1")).toHaveText("暂收款 1 笔");
  const receipt = page.url();
  const place = page.locator("form", { has: page.locator("input[value=account]") });
  const typed = { account: "350000000000", month: "2026-10", unit_part: "1000", personal_part: "1000" };
  for (const [name, text] of Object.entries(typed)) await place.locator(`input[name=${name}]`).fill(text);
  await place.locator("button").click();
  await expect(page.locator("#errors li")).toHaveCount(1);
  await expect(place.locator("input[name=month]")).toHaveValue("2026-10");
  await examine(page, "suspense-receipt-refused");
  await place.locator("input[name=account]").fill(account);
  await place.locator("button").click();
  await expect(page.locator(".pane dl")).toContainText("补缴 2026年10月");

  await page.goto(receipt);
  await expect(page.locator(".pane")).toContainText("500.00");
  await page.locator("summary", { hasText: "退回付款人" }).click();
  const back = page.locator("form", { has: page.locator("input[value=refund]") });
  await expect(back.locator("input[name=amount]")).toHaveValue("500.00");
  await back.locator("input[name=reference]").fill("R-77");
  await examine(page, "suspense-receipt");
  await back.locator("button").click();
  await expect(page.locator(".pane dl")).toContainText("R-77");

  const desk = await other();
  await signInStaff(desk, centre, secondReviewer);
  await desk.goto(receipt);
  await desk.locator(".pane a[href^='/desk/proposals/suspense-']").first().click();
  await expect(desk.locator(".pane dl")).toContainText("1,000.00");
  await examine(desk, "suspense-proposal");
  await desk.locator("input[name=code]").fill(codeOf(centre, secondReviewer, 1));
  await desk.locator("button[value=approve]").click();
  await expect(desk.locator(".pane .pill").first()).toContainText("已办理");
  await desk.goto(receipt);
  await expect(desk.locator(".pane")).toContainText("全部金额都已提请处理");
  await examine(desk, "suspense-promised");
});
