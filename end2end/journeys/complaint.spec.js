// A month that did not come: the calendar names it, one tap complains, an officer answers, another one looks again.

import { examine, expect, test } from "../support/test.js";
import { people, signIn, signInStaff } from "../support/people.js";

test("missing months are named, complained about, answered, and disputed once", async ({ page, centre, other }) => {
  const { homeOwner, firstReviewer, secondReviewer } = people();
  await signIn(page, homeOwner);
  await page.goto("/ledger");
  await page.locator("main .lead a[href='/months']").click();
  await expect(page.locator("h1")).toHaveText("2026年3月、4月没有到账");
  await expect(page.locator(".months .bad")).toHaveCount(2);
  await examine(page, "months");
  // A cell leads to its row.
  await page.locator(".months .bad a").first().click();
  await expect(page.locator("#m202603, #m202604").first()).toContainText("单位未汇缴");
  await page.goto("/months");
  await page.locator("main form[action='/do/complaint'] button").click();
  await expect(page).toHaveURL(/\/cases\/[0-9A-Z]{12}$/);
  const address = page.url();
  const number = address.split("/").pop();
  await expect(page.locator("main .notice").first()).toContainText("还剩 10 个工作日");
  await page.locator("summary", { hasText: "提交时的证据" }).click();
  await expect(page.locator(".formula")).toContainText("单位 10%");
  await examine(page, "complaint");
  await page.goto("/months");
  await expect(page.locator("main form[action='/do/complaint']")).toHaveCount(0);

  const answer = async (person, kind, stage) => {
    const desk = await other();
    await signInStaff(desk, centre, person);
    await desk.goto(`/desk/complaints`);
    await desk.locator(`table a[href*='${number}']`).click();
    await expect(desk.locator(".pane h2").first()).toContainText("3月");
    await desk.locator("select[name=kind]").selectOption(kind);
    await desk.locator("main form[action='/do/complaint-answer'] button").click();
    if (kind === "not_due") {
      // Why was not said: everything typed is kept.
      await expect(desk.locator("#errors")).toBeVisible();
      await desk.locator("select[name=reason]").selectOption("not_employed");
      await desk.locator("main form[action='/do/complaint-answer'] button").click();
    }
    await expect(desk.locator(".pane .pill").first()).toContainText(stage);
    await examine(desk, `desk-complaint-${kind}`);
  };
  await answer(firstReviewer, "unit_told", "已答复");
  await page.goto(address);
  await expect(page.locator("main .notice").first()).toContainText("已催单位补缴");
  await page.locator("button[value=dispute]").click();
  await expect(page.locator("main .pill").first()).toContainText("再次答复中");
  await answer(secondReviewer, "not_due", "已终复");
  await page.goto(address);
  await expect(page.locator("main .notice").first()).toContainText("当时不在该单位工作");
  await expect(page.locator("button[value=dispute]")).toHaveCount(0);
});
