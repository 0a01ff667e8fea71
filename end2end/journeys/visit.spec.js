// Signing in, the home page and the statement.

import { examine, expect, test } from "../support/test.js";
import { people, signIn } from "../support/people.js";
import { wire } from "../support/wire.js";

const AMOUNT = /\d{1,3}(,\d{3})*\.\d{2}/;

const pageText = async (page) => (await page.request.get(page.url())).text();
async function cookies(page) {
  return (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** An identity number that is sound and that nobody has (GB 11643). */
function withCheckCharacter(first17) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(first17[at]), 0);
  return first17 + "10X98765432"[sum % 11];
}

test("before signing in: welcome, rules and tools; own pages lead to the sign-in", async ({ page }) => {
  await page.goto("/");
  await examine(page, "welcome");
  await expect(page.locator("a[href^='/sign-in']").first()).toBeVisible();
  for (const own of ["/ledger", "/rent", "/certificates", "/cases", "/me/second-factor"]) {
    await page.goto(own);
    await expect(page, own).toHaveURL(/sign-in/);
  }
  await page.goto("/desk");
  await expect(page).toHaveURL(/staff\/sign-in/);
  await examine(page, "staff-sign-in");
});

test("signing in: a wrong try keeps the number and not the password; the right one shows the account", async ({ page }) => {
  const { worker } = people();
  await page.goto("/sign-in");
  await examine(page, "sign-in");
  await page.locator("input[name=id_number]").fill(worker.login);
  await page.locator("input[name=password]").fill("not-the-password-1");
  await page.locator("main form button").first().click();
  await expect(page.locator("[role=alert], .errors, #errors").first()).toBeVisible();
  await expect(page.locator("input[name=id_number]")).toHaveValue(worker.login);
  await expect(page.locator("input[name=password]")).toHaveValue("");
  await examine(page, "sign-in-refused");
  await page.locator("input[name=password]").fill(worker.password);
  await page.locator("main form button").first().click();
  await expect(page).toHaveURL(/\/$/);
  await expect(page.locator("main data.figure").first()).toBeVisible();
  await examine(page, "home");
});

test("an unknown number gets the same answer as a wrong password", async ({ page }) => {
  const answer = async (id, password) => {
    await page.goto("/sign-in");
    await page.locator("input[name=id_number]").fill(id);
    await page.locator("input[name=password]").fill(password);
    await page.locator("main form button").first().click();
    return page.locator("[role=alert], .errors, #errors").first().innerText();
  };
  const { worker, flexible } = people();
  const unknown = withCheckCharacter(flexible.login.slice(0, 14) + "913");
  expect(await answer(worker.login, "not-the-password-1")).toBe(await answer(unknown, "not-the-password-1"));
});

test("hidden amounts are not in the page at all", async ({ page }) => {
  await signIn(page, people().worker);
  await page.goto("/");
  expect(await pageText(page)).toMatch(AMOUNT);
  await page.locator("button.eye").click();
  await expect(page.locator("button.eye")).toHaveAttribute("value", "0");
  expect(await pageText(page)).not.toMatch(AMOUNT);
  await examine(page, "home-hidden");
  await page.goto("/ledger");
  expect(await pageText(page)).not.toMatch(AMOUNT);
  await page.goto("/");
  await page.locator("button.eye").click();
  await expect(page.locator("button.eye")).toHaveAttribute("value", "1");
  expect(await pageText(page)).toMatch(AMOUNT);
});

test("the statement: rows, filters, and the same rows as files", async ({ page, centre }) => {
  await signIn(page, people().worker);
  await page.goto("/ledger");
  await examine(page, "ledger");
  const rows = page.locator("main table tbody tr");
  expect(await rows.count()).toBeGreaterThan(10);
  await page.locator("nav.chips a[href*='year=2025']").first().click();
  await expect(page).toHaveURL(/year=2025/);
  await examine(page, "ledger-2025");

  const headers = { cookie: await cookies(page) };
  const csv = await wire(centre, "/ledger.csv", { headers });
  expect(csv.status).toBe(200);
  expect(csv.headers["cache-control"]).toContain("no-store");
  const lines = csv.body.toString("utf8").replace(/^\ufeff/, "").trim().split(/\r?\n/);
  const json = JSON.parse((await wire(centre, "/ledger.json", { headers })).body.toString("utf8"));
  const entries = Array.isArray(json) ? json : (json.entries ?? json.rows);
  expect(entries.length).toBeGreaterThanOrEqual(24);
  expect(lines.length - 1).toBe(entries.length);
  expect((await wire(centre, "/ledger.csv")).status, "without a session").not.toBe(200);
});

test("an address of the statement that was made by hand is refused, not broken", async ({ page }) => {
  await signIn(page, people().worker);
  for (const query of ["year=x", "kind=%27--", "before=99999999", "year=0000&before=000000"]) {
    const reply = await page.goto(`/ledger?${query}`);
    expect(reply.status(), query).toBeLessThan(500);
  }
});

test("tasks, messages and the own card", async ({ page }) => {
  await signIn(page, people().worker);
  for (const name of ["tasks", "messages", "me"]) {
    await page.goto(`/${name}`);
    await examine(page, name);
  }
  // The identity number is masked wherever it stands.
  expect(await pageText(page)).not.toContain(people().worker.login);
});

test("signing out ends the session", async ({ page }) => {
  await signIn(page, people().worker);
  await page.goto("/me");
  await page.locator("form[action='/do/sign-out'] button").first().click();
  await page.goto("/ledger");
  await expect(page).toHaveURL(/sign-in/);
});

test("in English, the whole visit of a member", async ({ page, context, centre }) => {
  await context.addCookies([{ name: "lang", value: "en", url: centre.url }]);
  await signIn(page, people().worker);
  for (const path of ["/", "/ledger", "/tasks", "/messages", "/me", "/rent", "/certificates", "/cases"]) {
    await page.goto(path);
    await examine(page, `english${path.replaceAll("/", "-")}`);
  }
});

test("large type: every page still fits", async ({ page, context, centre }) => {
  await context.addCookies([{ name: "mode", value: "elder", url: centre.url }]);
  await signIn(page, people().worker);
  for (const path of ["/", "/ledger", "/rent", "/calc"]) {
    await page.goto(path);
    await examine(page, `elder${path.replaceAll("/", "-")}`);
  }
});
