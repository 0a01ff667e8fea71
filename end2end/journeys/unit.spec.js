// A unit's agent: months and arrears, a list of bases and an objection to it, and leave to pay later; the worker answers
// and sees what was granted, a second reviewer grants it.

import { examine, expect, test } from "../support/test.js";
import { codeOf, people, signIn, signInStaff } from "../support/people.js";

test("a unit proposes bases and asks to pay later; its worker is heard and sees it", async ({ page, centre, other }) => {
  test.slow();
  const { agent, worker, secondReviewer } = people();
  await page.goto("/unit/sign-in");
  await page.locator("input[name=code]").fill(codeOf(centre, agent));
  await page.locator("main form input:not([type=hidden]):not([type=password]):not([name=code])").first().fill(agent.login);
  await page.locator("main input[type=password]").fill(agent.password);
  await page.locator("main form button").first().click();
  await expect(page).toHaveURL(/\/unit$/);
  await examine(page, "unit");
  const accounts = await page.locator("table.fold tbody tr td:nth-child(2)").allTextContents();

  const send = async (text) => {
    await page.goto("/unit/base");
    await page.locator("input[type=file]").setInputFiles({ name: "bases.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await page.locator("main form[action='/unit/base/file'] button").click();
  };
  await send(`GRZH,GRJCJS\n${accounts[0]},1\n`);
  await expect(page.locator("#refused")).toContainText("什么都没有改");
  await examine(page, "unit-base-refused");
  await send(`GRZH,GRJCJS\n${accounts.map((account) => `${account},12000`).join("\n")}\n`);
  await expect(page).toHaveURL(/\/unit\/base\/[0-9a-f-]{36}$/);
  const batch = page.url();

  const own = await other();
  await signIn(own, worker);
  await own.goto("/base");
  await examine(own, "base");
  await own.locator("details summary").first().click();
  await own.locator("textarea[name=reason]").fill("去年月平均工资不是这个数");
  await own.locator("button[value=objected]").click();
  await expect(own.locator("main .notice").first()).toContainText("异议");
  await page.goto(batch);
  await page.locator("input[name=note]").fill("按工资表核对无误");
  await examine(page, "unit-objection");
  await page.locator("button[value=kept]").click();
  await own.goto("/base");
  await expect(own.locator("main")).toContainText("按工资表核对无误");

  await page.goto("/unit/deferral");
  await page.locator("main form[action='/do/unit-deferral'] button").click();
  await expect(page.locator("#errors li")).toHaveCount(4);
  await examine(page, "unit-deferral");
  await page.locator("input[name=kind][value=deferred]").check();
  await page.locator("input[name=first]").fill("202612");
  await page.locator("input[name=last]").fill("202702");
  await page.locator("input[name=consent]").fill("2026年11月3日职工代表大会决议");
  await page.locator("main form[action='/do/unit-deferral'] button").click();
  await expect(page.locator("main .pill").first()).toContainText("待复核");

  const desk = await other();
  await signInStaff(desk, centre, secondReviewer);
  await desk.goto("/desk/proposals");
  await desk.locator("table a", { hasText: "缓缴" }).click();
  await desk.locator("button[value=approve]").click();
  await expect(desk.locator("#errors")).toBeVisible();
  await desk.locator("input[name=approval]").fill("房委〔2026〕7号");
  await desk.locator("input[name=code]").fill(codeOf(centre, secondReviewer, 1));
  await examine(desk, "desk-proposal");
  await desk.locator("button[value=approve]").click();
  await expect(desk.locator(".pane .pill").first()).toContainText("已办理");
  await own.goto("/months");
  await expect(own.locator("main .notice").first()).toContainText("单位经批准缓缴：2026年12月到2027年2月");
  await examine(own, "months-deferred");
});
