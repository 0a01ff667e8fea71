// The loan calculators: page, island and command line give the same digits.

import { examine, expect, live, test } from "../support/test.js";

const loan = (more) => "/calc?" + new URLSearchParams({ amount: "80", term: "30", unit: "years", rate: "2.6", method: "equal-instalment", ...more });

async function commandLine(centre, ...args) {
  const done = await centre.anju("calc", ...args, "--json");
  expect(done.code, done.stderr).toBe(0);
  return JSON.parse(done.stdout);
}

const figure = (page) => page.locator("data.figure").first();

test("a loan: the figure, another term, the other method", async ({ page, centre }, info) => {
  await page.goto(loan());
  const first = await commandLine(centre, "loan", "--principal", "800000", "--months", "360", "--rate", "2.6", "--method", "equal-instalment");
  await expect(figure(page)).toHaveAttribute("value", first.first_payment);
  await examine(page, "calc-loan");

  if (live(info)) await expect(page.locator("html")).toHaveAttribute("data-wasm", "on");
  await page.locator("input[name=term]").fill("20");
  if (!live(info)) await page.locator("main form button").last().click();
  const second = await commandLine(centre, "loan", "--principal", "800000", "--months", "240", "--rate", "2.6", "--method", "equal-instalment");
  await expect(figure(page)).toHaveAttribute("value", second.first_payment);

  await page.locator("label", { has: page.locator("input[value=equal-principal]") }).click();
  if (!live(info)) await page.locator("main form button").last().click();
  const third = await commandLine(centre, "loan", "--principal", "800000", "--months", "240", "--rate", "2.6", "--method", "equal-principal");
  await expect(figure(page)).toHaveAttribute("value", third.first_payment);
});

test("the schedule of the page is that of the command line, last instalment included", async ({ page, centre }) => {
  await page.goto(loan());
  const { schedule } = await commandLine(centre, "loan", "--principal", "800000", "--months", "360", "--rate", "2.6",
    "--method", "equal-instalment", "--schedule");
  await page.locator("summary", { hasText: /360/ }).click();
  const rows = page.locator("details table tbody tr");
  await expect(rows).toHaveCount(360);
  const cells = async (row) => (await row.locator("th, td").allInnerTexts()).join(" ").replaceAll(",", "");
  for (const at of [0, 179, 359]) {
    const shown = await cells(rows.nth(at));
    const { payment, principal, interest, balance } = schedule[at];
    for (const value of [payment, principal, interest, balance]) expect(shown).toContain(value);
  }
});

for (const [what, typed] of [["nothing", { amount: "" }], ["zero", { amount: "0" }], ["361 months", { term: "361", unit: "months" }],
  ["too much", { amount: "100000000" }], ["words", { rate: "abc" }]]) {
  test(`${what}: a sentence at the field, everything else kept`, async ({ page }) => {
    await page.goto(loan(typed));
    await expect(page.locator(".error, [role=alert]").first()).toBeVisible();
    const kept = { amount: "80", term: "30", rate: "2.6", ...typed };
    for (const name of ["amount", "term", "rate"]) await expect(page.locator(`input[name=${name}]`)).toHaveValue(kept[name]);
    await examine(page, `calc-refused-${what.replaceAll(" ", "-")}`);
  });
}

test("full-width digits are understood", async ({ page, centre }) => {
  await page.goto(loan({ amount: "８０", term: "３０" }));
  const answer = await commandLine(centre, "loan", "--principal", "800000", "--months", "360", "--rate", "2.6", "--method", "equal-instalment");
  await expect(figure(page)).toHaveAttribute("value", answer.first_payment);
});

for (const kind of ["combination", "prepay", "limit"]) {
  test(`${kind}: opens with an answer or a question`, async ({ page }) => {
    await page.goto(`/calc/${kind}`);
    await examine(page, `calc-${kind}`);
    await page.locator("main form button").last().click();
    await examine(page, `calc-${kind}-answered`);
    // These pages have no live piece.
    await expect(page.locator("script")).toHaveCount(0);
  });
}

test("in English, and back", async ({ page, context, centre }) => {
  await context.addCookies([{ name: "lang", value: "en", url: centre.url }]);
  await page.goto(loan());
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await examine(page, "calc-loan-english");
  const said = await page.locator("main").innerText();
  expect(said.match(/[\u4e00-\u9fff]+/g) ?? [], "Chinese left on the English page").toEqual([]);
});
