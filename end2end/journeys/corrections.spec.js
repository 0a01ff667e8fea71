// A wrong entry at the desk: found by its number, refused with the reason at its field, proposed by one officer, taken
// back by another; the contributor sees both entries.

import { examine, expect, test } from "../support/test.js";
import { codeOf, people, signIn, signInStaff } from "../support/people.js";

test("a wrong entry is proposed by one officer, taken back by another and seen by its holder", async ({ page, centre, other }) => {
  const { worker, firstReviewer, secondReviewer } = people();
  const own = await other();
  await signIn(own, worker);
  const before = await (await own.request.get("/ledger.json")).json();
  const wrong = before.rows.filter((entry) => entry.business_code === "01").reduce((a, b) => (a.seq > b.seq ? a : b));

  await signInStaff(page, centre, firstReviewer);
  await page.goto("/desk/proposals");
  await page.locator("main a[href='/desk/corrections']").click();
  await expect(page.locator(".staffbar a[aria-current]")).toHaveText("待复核");
  await expect(page.locator(".staffbar a[aria-current]")).toBeInViewport({ ratio: 0.9 });
  const find = page.locator("form[action='/desk/corrections'] button");
  await page.locator("input[name=entry]").fill("99999999");
  await find.click();
  await expect(page.locator("#entry-error")).toContainText("没有这笔记录");
  await expect(page.locator("input[name=entry]")).toHaveValue("99999999");
  await expect(page.locator("form[action='/do/desk-correction']")).toHaveCount(0);
  await examine(page, "correction-refused");
  await page.locator("input[name=entry]").fill(`#${wrong.seq}`);
  await find.click();
  await expect(page.locator(".pane h2")).toContainText(`#${wrong.seq}`);
  await page.locator("input[name=note]").fill("单位来函，金额报错");
  await page.locator("form[action='/do/desk-correction'] button").click();
  await expect(page.locator("#errors li")).toHaveCount(1);
  await expect(page.locator("input[name=note]")).toHaveValue("单位来函，金额报错");
  await page.locator("select[name=reason]").selectOption("wrong_amount");
  await examine(page, "correction");
  await page.locator("form[action='/do/desk-correction'] button").click();
  await expect(page).toHaveURL(/\/desk\/proposals\/correction-[0-9a-f-]{36}$/);
  await expect(page.locator("button[value=approve]")).toHaveCount(0);
  const unchanged = await (await own.request.get("/ledger.json")).json();
  expect(unchanged.rows.length, "nothing is taken back by one person").toBe(before.rows.length);

  const desk = await other();
  await signInStaff(desk, centre, secondReviewer);
  await desk.goto("/desk/proposals");
  await desk.locator("main table a").first().click();
  await expect(desk.locator(".pane dl")).toContainText("单位来函，金额报错");
  await desk.locator("input[name=code]").fill(codeOf(centre, secondReviewer, 1));
  await examine(desk, "correction-proposal");
  await desk.locator("button[value=approve]").click();
  await expect(desk.locator(".pane .pill").first()).toHaveText("已办理");

  await own.goto("/ledger");
  await expect(own.locator("main")).toContainText("已冲正");
  await expect(own.locator("main")).toContainText("冲正：");
  await examine(own, "correction-ledger");
  // The same entry again: it is taken back already.
  await page.goto(`/desk/corrections?entry=${wrong.seq}`);
  await expect(page.locator("#entry-error")).toBeVisible();
});
