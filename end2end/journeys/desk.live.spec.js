// The keys of the reviewer's desk: they move the focus, and Enter does the rest.

import { examine, expect, test } from "../support/test.js";
import { people, signIn, signInStaff } from "../support/people.js";
import { CREDITED, asFarAsCheck, send } from "../support/rent.js";

const wide = (info) => info.project.name === "live-desk";

/** A reviewer's page, signed in, and the number of the one case that waits for the first review. */
async function desk(page, centre) {
  const { unanswered, firstReviewer } = people();
  await signIn(page, unanswered);
  await asFarAsCheck(page, CREDITED);
  await send(page, centre, unanswered);
  const number = page.url().split("/").pop();
  await page.context().clearCookies();
  await signInStaff(page, centre, firstReviewer);
  return number;
}

/** Shows the queue with the waiting case's row and two more of other numbers below it. */
async function withThreeRows(page, number) {
  await page.route("**/desk", async (route) => {
    const reply = await route.fetch();
    const html = await reply.text();
    const [row] = html.match(/<tr[^>]*>(?:(?!<\/tr>)[^])*<a [^]*?<\/tr>/);
    const other = (at) => row.replace(number, `AAAA0000000${at}`);
    await route.fulfill({ response: reply, body: html.replace(row, row + other(1) + other(2)) });
  });
  await page.goto("/desk");
  await expect(page.locator(".panes tbody a")).toHaveCount(3);
}

test("J and K walk through the queue, and Enter opens the case that has the focus", async ({ page, centre }) => {
  const number = await desk(page, centre);
  await withThreeRows(page, number);
  const row = (at) => page.locator(".panes tbody a").nth(at);
  for (const [key, at] of [["j", 0], ["j", 1], ["j", 2], ["j", 2], ["k", 1], ["k", 0], ["k", 0], ["j", 1], ["K", 0]]) {
    await page.keyboard.press(key);
    await expect(row(at), key).toBeFocused();
  }
  // With another key held they are the browser's.
  for (const keys of ["Control+j", "Alt+j", "Meta+j"]) {
    await row(0).dispatchEvent("keydown", { key: "j", [`${keys.split("+")[0].toLowerCase().replace("control", "ctrl")}Key`]: true });
    await expect(row(0), keys).toBeFocused();
  }
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/desk/${number}`));
});

test("A, R and X move to the buttons; nothing is sent before Enter", async ({ page, centre }) => {
  const number = await desk(page, centre);
  await page.goto(`/desk/${number}`);
  await examine(page, "desk-keys");
  const sent = [];
  page.on("request", (request) => request.method() === "POST" && sent.push(request.url()));
  for (const [key, verdict] of [["x", "refuse"], ["r", "return"], ["a", "approve"]]) {
    await page.keyboard.press(key);
    await expect(page.locator(`button[value=${verdict}]`)).toBeFocused();
  }
  // In a field a letter is a letter.
  const note = page.locator("input[name=note]");
  await note.focus();
  await page.keyboard.type("a jkrx?");
  await expect(note).toHaveValue("a jkrx?");
  await expect(page.locator("#keys")).toBeHidden();
  const reason = page.locator("select[name=reason]");
  await reason.focus();
  await page.keyboard.press("a");
  await expect(reason).toBeFocused();
  expect(sent).toEqual([]);

  await note.fill("");
  await note.blur();
  await page.keyboard.press("a");
  await page.keyboard.press("Enter");
  await expect(page.locator("button[value=approve]")).toHaveCount(0);
  expect(sent.map((url) => new URL(url).pathname)).toEqual(["/do/review"]);
});

test("the line of keys stands on wide screens; ? shows all of them; they can be turned off", async ({ page, centre }, info) => {
  await signInStaff(page, centre, people().firstReviewer);
  await page.goto("/desk");
  const [line, all] = [page.locator("[data-keys]"), page.locator("#keys")];
  await expect(line).toBeVisible({ visible: wide(info) });
  await expect(all).toBeHidden();
  await page.keyboard.press("?");
  await expect(all).toBeVisible();
  await examine(page, "desk-all-keys");
  await page.keyboard.press("Escape");
  await expect(all).toBeHidden();

  await page.keyboard.press("?");
  await all.locator("input").uncheck();
  await page.keyboard.press("?");
  await expect(all).toBeVisible();
  await page.reload();
  await page.keyboard.press("?");
  await expect(all, "turned off on this device").toBeHidden();
  if (wide(info)) {
    await line.locator("button").click();
    await all.locator("input").check();
    await page.keyboard.press("?");
    await expect(all).toBeHidden();
  }
});

test("only the desk carries the script", async ({ page, centre }) => {
  await signInStaff(page, centre, people().firstReviewer);
  await page.goto("/desk");
  await expect(page.locator("script")).toHaveCount(1);
  await expect(page.locator("script[src^='/pkg/desk.']")).toHaveCount(1);
  await page.context().clearCookies();
  await page.goto("/sign-in");
  await expect(page.locator("script")).toHaveCount(0);
});
