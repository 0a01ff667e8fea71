// Certificates: made, saved, shown, verified by everyone.

import { examine, expect, live, test } from "../support/test.js";
import { people, signIn, signInStaff } from "../support/people.js";
import { scan } from "../support/scanner.js";
import { upload } from "../support/verify.js";

/** Makes a certificate; answers its path and its picture. */
async function make(page, person) {
  await signIn(page, person);
  await page.goto("/certificates");
  await page.locator("form[action='/do/certificate-issue'] button").click();
  await expect(page).toHaveURL(/\/certificates\/.+/);
  const path = new URL(page.url()).pathname;
  const png = await page.request.get(`${path}.png`);
  expect(png.headers()["content-type"]).toBe("image/png");
  return { path, number: path.split("/").pop(), png: await png.body() };
}

test("a certificate as page, picture and PDF", async ({ page }) => {
  const { worker } = people();
  const { path } = await make(page, worker);
  await examine(page, "certificate");
  await page.goto("/certificates");
  await examine(page, "certificates");
  await page.goto(path);
  const pdf = await page.request.get(`${path}.pdf`);
  expect(pdf.headers()["content-type"]).toBe("application/pdf");
  expect((await pdf.body()).subarray(0, 5).toString()).toBe("%PDF-");
  // A second press on a page that was reloaded makes another; the same form sent twice does not.
  await page.goto("/certificates");
  const form = page.locator("form[action='/do/certificate-issue']");
  const request_id = await form.locator("input[name=request_id]").getAttribute("value");
  const before = await page.locator("ul.list li").count();
  for (let time = 0; time < 2; time++) {
    await page.request.post("/do/certificate-issue", { form: { request_id }, headers: { origin: new URL(page.url()).origin } });
  }
  await page.reload();
  await expect(page.locator("ul.list li")).toHaveCount(before + 1);
});

test("its picture, uploaded by anyone, is found true; a changed text is not", async ({ page }, info) => {
  const { worker } = people();
  const { png } = await make(page, worker);
  await page.context().clearCookies();
  await page.goto("/z/");
  await examine(page, "verify");
  await upload(page, "/z/", png);
  await expect(page).toHaveURL(/\/z\/\d{20,}/);
  await examine(page, "verify-valid");
  await expect(page.locator("main")).toContainText(/有效|真实/);
  const digits = new URL(page.url()).pathname.split("/").pop();

  // The link in the code: read in the browser where scripts run.
  if (live(info)) {
    const sent = [];
    page.on("request", (request) => sent.push(request.url() + (request.postData() ?? "")));
    await page.goto("about:blank");
    await page.goto(`/z/#${digits}`);
    await expect(page.locator("main")).toContainText(/有效|真实/);
    expect(sent.filter((one) => one.includes(digits.slice(0, 40)) && !one.includes("#"))).toEqual([]);
    await examine(page, "verify-valid-here");
  }

  // A digit dropped is never a forgery; a digit changed is never a truth.
  const at = Math.floor(digits.length / 2);
  await page.goto(`/z/${digits.slice(0, at)}${digits.slice(at + 1)}`);
  await expect(page.locator("main")).not.toContainText(/伪造|有效期内/);
  await examine(page, "verify-incomplete");
  await page.goto(`/z/${digits.slice(0, at)}${(Number(digits[at]) + 1) % 10}${digits.slice(at + 1)}`);
  await expect(page.locator("main h1, main h2").first()).not.toContainText(/有效/);
  await page.goto("/z/");
  await page.locator("textarea[name=text]").fill("https://example.org/something else");
  await page.locator("form[action='/do/verify-text'] button").click();
  await examine(page, "verify-not-ours");
});

test("by number and name, and by nothing else", async ({ page }) => {
  const { worker, parent } = people();
  const { number } = await make(page, worker);
  await page.context().clearCookies();
  const ask = async (name, tail) => {
    await page.goto("/z/number");
    await page.locator("input[name=number]").fill(number);
    await page.locator("input[name=name]").fill(name);
    await page.locator("input[name=id_tail]").fill(tail);
    await page.locator("form[action='/do/verify-number'] button").click();
  };
  await ask(worker.name, worker.login.slice(-4));
  await expect(page.locator("main")).toContainText(number.slice(0, 4));
  await examine(page, "verify-number-found");
  await ask(parent.name, worker.login.slice(-4));
  await examine(page, "verify-number-not-found");
  await expect(page.locator("main dl")).toHaveCount(0);
});

test("revoked by its holder, it is said to be revoked", async ({ page }) => {
  const { png, path } = await make(page, people().worker);
  await page.goto(path);
  await page.locator("details", { has: page.locator("form[action='/do/certificate-revoke']") }).locator("summary").click();
  await page.locator("form[action='/do/certificate-revoke'] button").click();
  await upload(page, "/z/", png);
  await expect(page.locator("main")).toContainText(/撤销|作废/);
  await examine(page, "verify-revoked");
});

test("at the counter: scanned, shown, and the holder sees who looked", async ({ page, centre, other }) => {
  const { worker, counter } = people();
  const { png, path } = await make(page, worker);
  await page.goto(path);
  const desk = await other();
  await signInStaff(desk, centre, counter);
  await desk.goto("/counter");
  await examine(desk, "counter");
  await upload(desk, "/counter", png);
  await expect(desk.locator("main")).toContainText(/有效|真实/);
  await examine(desk, "counter-valid");
  const digits = new URL(desk.url()).pathname.split("/").pop();

  // A keyboard scanner: types, and ends with Enter. Verdict after verdict the cursor is back for the next scan.
  const field = desk.locator("input[name=text]");
  for (const typed of [`${centre.url}/z/#${digits}`, digits]) {
    await expect(field).toBeFocused();
    await expect(field).toHaveValue("");
    await desk.evaluate(() => document.body.classList.add("before"));
    await scan(desk, typed);
    await expect(desk.locator("body.before")).toHaveCount(0);
    await expect(desk.locator("main")).toContainText(/有效|真实/);
  }
  await expect(field).toBeFocused();
  await expect(desk.locator(".verdict")).toBeInViewport();
  // The text need not be clean.
  await desk.goto("/counter");
  await field.fill(` ${centre.url}/z/#${digits} `);
  await field.press("Enter");
  await expect(desk.locator("main")).toContainText(/有效|真实/);
  await desk.goto("/counter");
  await desk.locator("input[name=text]").fill(digits.slice(0, 50));
  await desk.locator("input[name=text]").press("Enter");
  await examine(desk, "counter-incomplete");

  await page.reload();
  await expect(page.locator("main")).toContainText(counter.name);
});
