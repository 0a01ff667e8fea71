// The whole account paid out: first not and why, then asked for, declined with a reason, asked for again, agreed by two people
// at the desk, on its way to the card.

import { examine, expect, test } from "../support/test.js";
import { codeOf, people, signIn, signInStaff } from "../support/people.js";
import { CREDITED } from "../support/rent.js";
import { asStaffBefore } from "../support/staff.js";

test("a closing withdrawal says why not, is asked for, answered at the desk and paid", async ({ page, centre, other }) => {
  test.slow();
  const { worker, firstReviewer, secondReviewer } = people();
  await signIn(page, worker);
  await page.goto("/close");
  await expect(page.locator("h1")).toHaveText("现在还不能销户提取");
  await expect(page.locator("main .rules .no").first()).toContainText("请先封存");
  await expect(page.locator("form[action='/do/close-form']")).toHaveCount(0);
  await examine(page, "close-not-yet");
  const account = (await (await page.request.get("/ledger.json")).json()).account_no;

  const { id } = await asStaffBefore(centre, firstReviewer, "account", "seal", account, "--basis", "离职证明");
  await asStaffBefore(centre, secondReviewer, "account", "approve", id);
  const ask = async (steps) => {
    await page.locator("input[value=retired]").check();
    if (steps === 0) await examine(page, "close");
    await page.locator("form[action='/do/close-form'] button").click();
    await expect(page).toHaveURL(/\/close\/check$/);
    await expect(page.locator("main dl")).toContainText("截至昨天的利息");
    if (steps === 0) await examine(page, "close-check");
    await page.locator("input[name=declaration]").check();
    await page.locator("input[name=code]").fill(codeOf(centre, worker, steps));
    await page.locator("form[action='/do/close-submit'] button").click();
    await expect(page).toHaveURL(/\/cases\/[0-9A-Z]{12}$/);
    await expect(page.locator("main .pill").first()).toContainText("等待初审");
    return page.url().split("/").pop();
  };
  await page.goto("/close");
  await expect(page.locator("h1")).toHaveText("可以申请全部取出");
  // Left the job: not before half a year.
  await expect(page.locator("main .rules .no")).toContainText("起可以办理");
  await page.locator("input[name=card]").fill(CREDITED);
  await page.locator("form[action='/do/close-form'] button").click();
  await expect(page.locator("#errors")).toBeVisible();
  await ask(0);
  await expect(page.locator("form[action='/do/close-withdraw']")).toHaveCount(1);
  await examine(page, "close-case");

  const desk = await other();
  await signInStaff(desk, centre, firstReviewer);
  await desk.locator("nav a[href='/desk/closings']").click();
  await examine(desk, "desk-closings");
  await desk.locator("table a").first().click();
  await desk.locator(".pane form button").click();
  await expect(desk.locator("#errors")).toBeVisible();
  await desk.locator("input[value=decline]").check();
  await desk.locator("input[name=note]").fill("请补退休证，再申请一次");
  await examine(desk, "desk-closing");
  await desk.locator(".pane form button").click();
  await expect(desk.locator(".pane .notice")).toContainText("请补退休证");
  await page.goto("/messages");
  await expect(page.locator("main")).toContainText("请补退休证，再申请一次");
  await page.goto("/close");
  await expect(page.locator("main .notice").first()).toContainText("请补退休证");
  await examine(page, "close-declined");

  const number = await ask(1);
  await desk.goto(`/desk/closings/${number}`);
  await desk.locator("input[value=take_up]").check();
  await desk.locator("input[name=basis]").fill("退休证");
  await desk.locator(".pane form button").click();
  await expect(desk.locator(".pane .notice")).toContainText("等待复核");
  await page.goto("/close");
  await expect(page.locator("main .list .pill")).toContainText("等待复核");
  await page.goto(`/cases/${number}`);
  await expect(page.locator("form[action='/do/close-withdraw']")).toHaveCount(0);
  const checker = await other();
  await signInStaff(checker, centre, secondReviewer);
  await checker.goto(`/desk/closings/${number}`);
  await checker.locator(".pane a.button").click();
  await checker.locator("input[name=code]").fill(codeOf(centre, secondReviewer, 1));
  await checker.locator("button[value=approve]").click();
  await expect(checker.locator(".pane .pill").first()).toContainText("已办理");
  // The same number is now the case that pays it.
  await page.goto(`/cases/${number}`);
  await expect(page.locator("main .timeline")).toContainText("初审同意");
  await page.goto("/close");
  await expect(page.locator("h1")).toHaveText("账户已经销户");
  await expect(page.locator("main .list .pill")).toContainText(/打款中|已到账/);
  await examine(page, "close-done");
  await desk.goto(`/desk/closings/${number}`);
  await expect(desk.locator(".pane .notice")).toContainText(/打款中|已到账/);
  await examine(desk, "desk-closing-done");
});
