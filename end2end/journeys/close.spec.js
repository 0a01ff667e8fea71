// The whole account paid out: first not and why, then asked for, agreed by two people, on its way to the card.

import { examine, expect, test } from "../support/test.js";
import { codeOf, people, signIn } from "../support/people.js";
import { CREDITED } from "../support/rent.js";
import { asStaff } from "../support/staff.js";

test("a closing withdrawal says why not, is asked for, agreed by two and paid", async ({ page, centre }) => {
  const { worker, firstReviewer, secondReviewer } = people();
  await signIn(page, worker);
  await page.goto("/close");
  await expect(page.locator("h1")).toHaveText("现在还不能销户提取");
  await expect(page.locator("main .rules .no").first()).toContainText("请先封存");
  await expect(page.locator("form[action='/do/close-form']")).toHaveCount(0);
  await examine(page, "close-not-yet");
  const account = (await (await page.request.get("/ledger.json")).json()).account_no;

  const { id } = await asStaff(centre, firstReviewer, "account", "seal", account, "--basis", "离职证明");
  await asStaff(centre, secondReviewer, "account", "approve", id);
  await page.goto("/close");
  await expect(page.locator("h1")).toHaveText("可以申请全部取出");
  // Left the job: not before half a year.
  await expect(page.locator("main .rules .no")).toContainText("起可以办理");
  await page.locator("input[name=card]").fill(CREDITED);
  await page.locator("form[action='/do/close-form'] button").click();
  await expect(page.locator("#errors")).toBeVisible();
  await page.locator("input[value=retired]").check();
  await examine(page, "close");
  await page.locator("form[action='/do/close-form'] button").click();
  await expect(page).toHaveURL(/\/close\/check$/);
  await expect(page.locator("main dl")).toContainText("截至昨天的利息");
  await examine(page, "close-check");
  await page.locator("input[name=declaration]").check();
  await page.locator("input[name=code]").fill(codeOf(centre, worker));
  await page.locator("form[action='/do/close-submit'] button").click();
  await expect(page).toHaveURL(/\/cases\/[0-9A-Z]{12}$/);
  const number = page.url().split("/").pop();
  await expect(page.locator("main .pill").first()).toContainText("等待初审");
  await expect(page.locator("form[action='/do/close-withdraw']")).toHaveCount(1);
  await examine(page, "close-case");

  const closing = await asStaff(centre, firstReviewer, "account", "take-up", number, "--basis", "退休证");
  await page.reload();
  await expect(page.locator("main .pill").first()).toContainText("等待复核");
  await expect(page.locator("form[action='/do/close-withdraw']")).toHaveCount(0);
  const done = await asStaff(centre, secondReviewer, "account", "approve", closing.id);
  expect(done.state).toBe("done");
  // The same number is now the case that pays it. The reviewers' clock is ahead of the portal's: the bank is asked later.
  await page.reload();
  await expect(page.locator("main .pill").first()).toContainText("打款中");
  await expect(page.locator("main .timeline")).toContainText("初审同意");
  await page.goto("/close");
  await expect(page.locator("h1")).toHaveText("现在还不能销户提取");
  await examine(page, "close-done");
});
