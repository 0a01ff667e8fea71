// Those who lead the centre: a plan set by two people, the board against it, the open numbers for everybody; and the
// day-end sheet, signed by three people one after the other.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { examine, expect, test } from "../support/test.js";
import { codeOf, people, signInStaff } from "../support/people.js";
import { asStaff, asStaffBefore } from "../support/staff.js";

test("two people set the plan at the desk, the board stands against it, open numbers name nobody", async ({ page, centre, other }) => {
  const { firstReviewer, secondReviewer } = people();
  await signInStaff(page, centre, firstReviewer);
  await page.goto("/desk/board");
  await expect(page.locator("h1")).toHaveText("2026年11月运行指标");
  // The last place of the bar: it is in view without a script and without a touch.
  await expect(page.locator(".staffbar a[aria-current]")).toHaveText("运行指标");
  await expect(page.locator(".staffbar a[aria-current]")).toBeInViewport({ ratio: 0.9 });
  await page.locator("main a.notice[href='/desk/board/plan']").click();
  const send = page.locator("form[action='/do/desk-plan'] button");
  await page.locator("input[name=collection]").fill("145 万");
  await page.locator("input[name=off_counter_rate]").fill("101");
  await page.locator("input[name=overdue_rate]").fill("0.2‰");
  await send.click();
  await expect(page.locator("#errors li")).toHaveCount(3);
  await expect(page.locator("#off_counter_rate-error")).toContainText("请填写 0.01% 到 100.00% 之间的数");
  await expect(page.locator("input[name=collection]")).toHaveValue("145 万");
  await expect(page.locator("input[name=overdue_rate]")).toHaveValue("0.2‰");
  await examine(page, "plan-refused");
  await page.locator("input[name=collection]").fill("1,450,000");
  await page.locator("input[name=withdrawals]").fill("600000");
  await page.locator("input[name=off_counter_rate]").fill("90%");
  await page.locator("input[name=loan_to_balance]").fill("85");
  await send.click();
  await expect(page).toHaveURL(/\/desk\/proposals\/plan-[0-9a-f-]{36}$/);
  const proposal = page.url();
  await expect(page.locator(".pane .notice")).toContainText("制单和复核必须是两个人");
  await page.goto("/desk/board");
  await page.locator("main p a[href='/desk/board/plan']", { hasText: "2026年计划待复核" }).click();
  await examine(page, "plan-waits");

  const desk = await other();
  await signInStaff(desk, centre, secondReviewer);
  await desk.goto("/desk/board/plan");
  await expect(desk.locator("form[action='/do/desk-plan']")).toHaveCount(0);
  await desk.locator("main a.notice").first().click();
  await expect(desk).toHaveURL(proposal);
  await expect(desk.locator(".pane dl")).toContainText("¥1,450,000.00");
  await desk.locator("input[name=code]").fill(codeOf(centre, secondReviewer, 1));
  await examine(desk, "plan-proposal");
  await desk.locator("button[value=approve]").click();
  await expect(desk.locator(".pane .pill").first()).toHaveText("已办理");

  await page.goto("/desk/board/plan");
  await expect(page.locator("main dl")).toContainText("145.00 万元");
  await examine(page, "plan");
  await page.goto("/desk/board");
  await expect(page.locator(".board .card").first()).toContainText("全年计划 145.00 万元");
  await expect(page.locator(".chart.bars rect")).toHaveCount(10);
  await expect(page.locator("main")).toContainText("贷款没有记在这套账里");
  await page.locator(".board summary").first().click();
  await expect(page.locator(".board .formula").first()).toBeVisible();
  await examine(page, "board");
  await page.goto("/open");
  await expect(page.locator("tbody tr").first()).toContainText("2026年10月");
  // Nothing scrolls sideways in its card, on a phone either.
  const aside = await page.locator(".card.scroll").evaluate((card) => card.scrollWidth - card.clientWidth);
  expect(aside).toBeLessThanOrEqual(0);
  await examine(page, "open");
  const file = await (await page.request.get("/open/indicators.csv")).text();
  expect(file.split("\n")[0]).toContain("month,collection_yuan");
  expect(file.trim().split("\n").length).toBeGreaterThan(20);
});

/** The first reviewer sends the teller's signature back: without a reason it is not, and the page says so at the field. */
async function sendBack(page, code) {
  const form = page.locator("form[action='/do/day-take-back']");
  await page.locator("summary", { hasText: "撤回柜员的签字" }).click();
  await form.locator("button").click();
  await expect(page.locator("#errors a")).toHaveCount(2);
  await expect(form.locator("#back_reason-error")).toBeVisible();
  await examine(page, "day-take-back");
  await form.locator("input[name=back_reason]").fill("银行对账单有误");
  await form.locator("input[name=back_code]").fill(code);
  await form.locator("button").click();
  await expect(page.locator("main .pill").first()).toHaveText("待柜员签字");
  await expect(form).toHaveCount(0);
}

test("three people sign the day, one after the other, and a signature is taken back before", async ({ centre, other }) => {
  const { counter, firstReviewer, secondReviewer } = people();
  const trial = JSON.parse((await centre.anju("trial-balance", "--json")).stdout);
  const balance = trial.accounts.find((account) => account.id === "bank.deposit").balance;
  const file = join(centre.dir, "bank.csv");
  const day = "2026-11-19";
  writeFileSync(file, `account,kind,date,serial,amount,reference,counterparty\n35001,opening,${day},,${balance},,\n`
    + `35001,line,${day},S1,77.00,UNKNOWN,somebody\n35001,closing,${day},,${(Number(balance) + 77).toFixed(2)},,\n`);
  const taken = await centre.anju("reconcile", "--date", day, "--bank-file", file);
  expect(taken.code, taken.stderr).toBe(1);
  const desks = {};
  const desk = async (person) => {
    if (!desks[person.login]) {
      desks[person.login] = await other();
      await signInStaff(desks[person.login], centre, person);
    }
    await desks[person.login].goto(`/desk/day/${day}?fresh=1`);
    return desks[person.login];
  };
  const sign = async (person, state) => {
    const at = await desk(person);
    await at.locator("input[name=code]").fill(codeOf(centre, person, 1));
    await at.locator("form[action='/do/day-sign'] button").click();
    await expect(at.locator("main .pill").first()).toHaveText(state);
  };
  const first = await desk(firstReviewer);
  await expect(first.locator("form[action='/do/day-sign']")).toHaveCount(0);
  await first.locator("select[name=reason]").selectOption("bank_mistake");
  await first.locator("button[value=keep]").click();
  await expect(first.locator("main .lead")).toContainText("1 笔未达账");
  await expect(first.locator("tbody").nth(1)).toContainText("银行差错");
  await examine(first, "day-explained");
  await asStaffBefore(centre, counter, "day-end", "sign", "--date", day, "--json");
  await sendBack(await desk(firstReviewer), codeOf(centre, firstReviewer, 1));
  await sign(counter, "待初审签字");
  await expect(desks[counter.login].locator("main")).toContainText("撤回：银行对账单有误");
  await examine(desks[counter.login], "day-signed-again");
  const reviewed = await asStaff(centre, firstReviewer, "day-end", "sign", "--date", day, "--json");
  expect(reviewed.state).toBe("first");
  await sign(secondReviewer, "已轧定");
  await expect(desks[secondReviewer.login].locator("main .notice").last()).toContainText("已签字");
  await examine(desks[secondReviewer.login], "day-signed");
});
