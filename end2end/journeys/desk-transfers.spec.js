// Transfers between cities at the desk, both ways: the letter, what the other centre says, the money; each of the centre's
// own steps by two people, and the contributor sees them.

import { examine, expect, test } from "../support/test.js";
import { codeOf, people, signIn, signInStaff } from "../support/people.js";
import { asStaff, asStaffBefore } from "../support/staff.js";

test("a transfer to another city is walked through at the desk by two people", async ({ page, centre, other }) => {
  test.slow();
  const { worker, firstReviewer, secondReviewer } = people();
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

test("money of another city is followed at the desk until it is booked", async ({ page, centre, other }) => {
  test.slow();
  const { worker, firstReviewer, secondReviewer } = people();
  const own = await other();
  await signIn(own, worker);
  await own.goto("/transfer");
  await own.locator("input[name=centre]").fill("厦门市住房公积金中心");
  await own.locator("input[name=account]").fill("2018 0012 34");
  await own.locator("form[action='/do/transfer-form'] button").click();
  await own.locator("input[name=declaration]").check();
  await own.locator("form[action='/do/transfer-submit'] button").click();
  await expect(own).toHaveURL(/\/cases\/[0-9A-Z]{12}$/);
  const number = own.url().split("/").pop();

  await signInStaff(page, centre, firstReviewer);
  await page.goto("/desk/transfers?direction=in");
  await page.locator("table a").first().click();
  await expect(page.locator(".pane h2").first()).toContainText("转入");
  const step = (wanted) => page.locator(`input[name=move][value=${wanted}]`).check();
  const send = page.locator("form[action='/do/desk-transfer'] button");
  await step("send");
  await examine(page, "transfer-in-letter");
  await send.click();
  await expect(page.locator(".pane")).toContainText("等待复核");

  const desk = await other();
  await signInStaff(desk, centre, secondReviewer);
  await desk.goto(`/desk/transfers/${number}`);
  await desk.locator(".pane a.button").click();
  await desk.locator("input[name=code]").fill(codeOf(centre, secondReviewer, 1));
  await desk.locator("button[value=approve]").click();
  await expect(desk.locator(".pane .pill").first()).toHaveText("已办理");

  await page.goto(`/desk/transfers/${number}`);
  await step("confirm");
  await page.locator("input[name=note]").fill("厦门中心电话确认");
  await send.click();
  await step("inform");
  await page.locator("input[name=principal]").fill("12,000 元");
  await page.locator("input[name=interest]").fill("180.50");
  await send.click();
  await expect(page.locator("#principal-error")).toBeVisible();
  await expect(page.locator("input[name=interest]")).toHaveValue("180.50");
  await examine(page, "transfer-in-refused");
  await step("inform");
  await page.locator("input[name=principal]").fill("12,000");
  await send.click();
  await step("pay");
  await page.locator("input[name=reference]").fill("XM20261120001");
  await send.click();
  await expect(page.locator(".pane")).toContainText("¥12,180.50");
  await asStaff(centre, firstReviewer, "suspense", "receive", "--reference", "XM20261120001", "--payer", "厦门市住房公积金中心",
    "--amount", "12180.50", "--received-on", "2026-11-20");
  await page.reload();
  await step("book");
  await page.locator("select[name=receipt]").selectOption({ index: 1 });
  await examine(page, "transfer-in-book");
  await send.click();
  await expect(page.locator(".pane")).toContainText("等待复核");
  await desk.goto(`/desk/transfers/${number}`);
  const href = await desk.locator(".pane a.button").getAttribute("href");
  // A code counts once: this decision is made at the command line, a minute later.
  const booked = await asStaff(centre, secondReviewer, "transfer", "approve", href.split("/transfer-").pop());
  expect(booked.state).toBe("done");
  await page.goto(`/desk/transfers/${number}`);
  await expect(page.locator(".pane .pill").first()).toContainText("已办结");
  await examine(page, "transfer-in-done");
  await own.goto("/ledger");
  await expect(own.locator("main")).toContainText("12,180.50");
});
