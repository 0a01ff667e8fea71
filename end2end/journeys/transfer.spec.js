// Money of another city: asked for here, a letter by two people, each step with its clock, taken back in time.

import { examine, expect, test } from "../support/test.js";
import { people, signIn } from "../support/people.js";
import { asStaff } from "../support/staff.js";

test("a transfer from another city is asked for, followed and taken back", async ({ page, centre }) => {
  const { worker, firstReviewer, secondReviewer } = people();
  await signIn(page, worker);
  await page.goto("/tasks");
  await page.locator("main a[href='/transfer']").click();
  await expect(page.locator("main .rules .yes")).toContainText("连续缴存满 6 个月");
  await page.locator("form[action='/do/transfer-form'] button").click();
  await expect(page.locator("#errors li")).toHaveCount(2);
  await page.locator("input[name=centre]").fill("厦门市住房公积金中心");
  await page.locator("input[name=account]").fill("2018 0012 34");
  await examine(page, "transfer");
  await page.locator("form[action='/do/transfer-form'] button").click();
  await expect(page).toHaveURL(/\/transfer\/check$/);
  await expect(page.locator("main dl")).toContainText("2018001234");
  await page.locator("form[action='/do/transfer-submit'] button").click();
  await expect(page.locator("#errors")).toBeVisible();
  await page.locator("input[name=declaration]").check();
  await examine(page, "transfer-check");
  await page.locator("form[action='/do/transfer-submit'] button").click();
  await expect(page).toHaveURL(/\/cases\/[0-9A-Z]{12}$/);
  const number = page.url().split("/").pop();
  await expect(page.locator("main .notice").first()).toContainText("本中心发出联系函");
  await expect(page.locator("main .notice").first()).toContainText("还剩 3 个工作日");

  const { id } = await asStaff(centre, firstReviewer, "transfer", "send", number);
  const sent = await asStaff(centre, secondReviewer, "transfer", "approve", id);
  expect(sent.state).toBe("letter_reviewed");
  await page.reload();
  await expect(page.locator("main .notice").first()).toContainText("原中心确认联系函");
  await examine(page, "transfer-case");
  await page.goto("/messages");
  await expect(page.locator("main")).toContainText("联系函已发给原中心");
  await page.goto("/transfer");
  await expect(page.locator("main .list .pill").first()).toContainText("等待确认");
  await page.locator("main .list a").first().click();
  await page.locator("form[action='/do/transfer-cancel'] button").click();
  await expect(page.locator("main .pill").first()).toContainText("已撤销");
  await expect(page.locator("form[action='/do/transfer-cancel']")).toHaveCount(0);
});
