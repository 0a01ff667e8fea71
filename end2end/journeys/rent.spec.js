// The rent withdrawal: finding, three pages, one case, money to the bank and back; reviewers in between.

import { examine, expect, test } from "../support/test.js";
import { codeOf, people, signIn, signInStaff } from "../support/people.js";
import { CREDITED, RETURNED, asFarAsCheck, next, send, until } from "../support/rent.js";
import { FORM, wire } from "../support/wire.js";

const figure = async (page) => Number(await page.locator("data.figure").first().getAttribute("value"));
const balance = async (page) => {
  await page.goto("/");
  return figure(page);
};

test("granted at once: the finding, the pages, the case, the money", async ({ page, centre }) => {
  const { worker } = people();
  await signIn(page, worker);
  const before = await balance(page);
  await page.goto("/rent");
  await examine(page, "rent-may");
  await page.locator("main a[href='/rent/amount']").click();
  await examine(page, "rent-amount");

  // Too much, and nonsense: said at the field, typed text kept.
  for (const typed of ["999999", "1e3", "0.001", "-5"]) {
    await page.locator("input[name=amount]").fill(typed);
    await page.locator("form[action='/do/rent-amount'] button.button").click();
    await page.goto("/rent/amount");
    await expect(page.locator("input[name=amount]")).toHaveValue(typed);
    await expect(page.locator("#errors, [role=alert]").first()).toBeVisible();
  }
  await examine(page, "rent-amount-refused");

  await asFarAsCheck(page, CREDITED);
  await examine(page, "rent-check");
  // Without the declaration and the code nothing is sent.
  await next(page);
  await expect(page).toHaveURL(/\/rent\/check/);
  await expect(page.locator("#errors, [role=alert]").first()).toBeVisible();
  await examine(page, "rent-check-refused");

  await send(page, centre, worker);
  await examine(page, "case-approved");
  await until(page, /已到账|到账/);
  await examine(page, "case-paid");
  expect(await balance(page)).toBeCloseTo(before - 100, 2);
  await page.goto("/cases");
  await examine(page, "cases");
});

test("the messages tell what happened, and are new until they are read", async ({ page, centre }) => {
  const { worker } = people();
  const tab = page.locator("nav.tabs a.messages");
  const unread = page.locator("main li.new");
  await signIn(page, worker);
  await page.goto("/messages");
  await page.goto("/");
  await expect(tab).not.toContainText("未读");

  await asFarAsCheck(page, CREDITED);
  await send(page, centre, worker);
  const path = new URL(page.url()).pathname;
  await until(page, "已入账");
  // The tab says it on every page: approved, sent, credited.
  for (const own of ["/cases", "/ledger", "/calc", "/"]) {
    await page.goto(own);
    await expect(tab.locator(".count"), own).toHaveText("未读 3");
  }
  await examine(page, "home-unread");
  await tab.click();
  await expect(page).toHaveURL(/\/messages$/);
  await examine(page, "messages-unread");
  // Asking once more for the HTML, as `examine` does, was a second reading; this view stays as it was.
  await expect(unread).toHaveCount(3);
  await expect(unread.first()).toContainText("已到账 ¥100.00");
  await expect(unread.first()).toContainText("未读");
  await unread.first().locator("a").click();
  await expect(page).toHaveURL(path);
  await expect(tab).not.toContainText("未读");
  await page.goto("/messages");
  await expect(unread).toHaveCount(0);
  await examine(page, "messages-read");
  // The row of a month leads to it in the statement.
  await page.locator("main a[href^='/ledger?before=']").first().click();
  await expect(page.locator("main table tbody").first()).toContainText("11月");
  // What is hidden is hidden here, too; and nothing is left in Chinese.
  await page.goto("/");
  await page.locator("button.eye").click();
  await expect(page.locator("button.eye")).toHaveAttribute("value", "0");
  await page.context().addCookies([{ name: "lang", value: "en", url: centre.url }]);
  await page.goto("/messages");
  await expect(page.locator("main")).not.toContainText(/¥|\p{Script=Han}/u);
  await examine(page, "messages-english");
});

test("a refusal names every failing rule, before any form", async ({ page }) => {
  await signIn(page, people().homeOwner);
  await page.goto("/rent");
  await examine(page, "rent-may-not");
  await expect(page.locator("a[href='/rent/amount']")).toHaveCount(0);
  await page.goto("/rent/amount");
  await expect(page).toHaveURL(/\/rent$/);
});

test("sent twice, and again later, there is one case", async ({ page, centre }) => {
  const { worker } = people();
  await signIn(page, worker);
  await asFarAsCheck(page, CREDITED);
  const field = (name) => page.locator(`form[action='/do/rent-submit'] input[name=${name}]`).getAttribute("value");
  const body = new URLSearchParams({ request_id: await field("request_id"), amount: await field("amount"),
    declaration: (await field("declaration")) ?? "on", code: codeOf(centre, worker) }).toString();
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const post = () => wire(centre, "/do/rent-submit", { method: "POST", body,
    headers: { ...FORM, cookie, origin: centre.url, "sec-fetch-site": "same-origin", "content-length": String(Buffer.byteLength(body)) } });
  const replies = await Promise.all([post(), post(), post()]);
  const later = await post();
  const places = new Set([...replies, later].map((reply) => reply.headers.location).filter((place) => /\/cases\/./.test(place ?? "")));
  expect([...replies, later].map((reply) => reply.status)).toEqual([303, 303, 303, 303]);
  expect(places.size, [...replies, later].map((reply) => reply.headers.location).join(" ")).toBe(1);
  await page.goto("/cases");
  await expect(page.locator("main ul.list li")).toHaveCount(1);
});

test("the bank returns the money: the balance is whole again", async ({ page, centre }) => {
  const { worker } = people();
  await signIn(page, worker);
  const before = await balance(page);
  await asFarAsCheck(page, RETURNED);
  await send(page, centre, worker);
  await until(page, /退回|退汇/);
  await examine(page, "case-returned");
  expect(await balance(page)).toBeCloseTo(before, 2);
});

test("what the rules cannot decide is decided by two different people", async ({ page, centre, other }) => {
  const { unanswered, firstReviewer, secondReviewer } = people();
  await signIn(page, unanswered);
  await page.goto("/rent");
  await examine(page, "rent-review");
  await asFarAsCheck(page, CREDITED);
  await send(page, centre, unanswered);
  await examine(page, "case-first-review");
  const number = page.url().split("/").pop();

  for (const [reviewer, name] of [[firstReviewer, "first"], [secondReviewer, "second"]]) {
    const desk = await other();
    await signInStaff(desk, centre, reviewer);
    await desk.goto("/desk");
    await examine(desk, `desk-${name}`);
    await desk.locator(`main a[href*='${number}']`).first().click();
    await examine(desk, `desk-${name}-case`);
    if (name === "first") {
      // Refusing needs a reason; without one nothing is decided.
      await desk.locator("button[value=refuse]").click();
      await expect(desk.locator("#errors, [role=alert]").first()).toBeVisible();
    }
    await desk.locator("button[value=approve]").click();
    await expect(desk.locator("button[value=approve]")).toHaveCount(0);
  }
  await until(page, /已到账|到账/);
  await examine(page, "case-reviewed-paid");
});

test("nobody sees another person's case, and roles keep to their pages", async ({ page, centre, browser }) => {
  const { worker, parent, counter } = people();
  await signIn(page, worker);
  await asFarAsCheck(page, CREDITED);
  await send(page, centre, worker);
  const path = new URL(page.url()).pathname;
  const other = await (await browser.newContext({ baseURL: centre.url })).newPage();
  await signIn(other, parent);
  expect((await other.goto(path)).status()).toBe(404);
  expect((await other.goto("/desk")).status()).toBe(403);
  await other.context().clearCookies();
  await signInStaff(other, centre, counter);
  expect((await other.goto("/desk")).status()).toBe(403);
  await other.context().close();
});
