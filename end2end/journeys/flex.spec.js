// Joining as a flexibly employed person: with a sign-in but no account, and as a stranger.

import { examine, expect, test } from "../support/test.js";
import { people, signIn } from "../support/people.js";

const CARD = "6225880000000076";

/** An identity number with a right check character of a county that does not exist: it belongs to nobody. */
function nobodysNumber(birthday, sequence) {
  const digits = `350599${birthday}${sequence}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  return digits + "10X98765432"[sum % 11];
}

const next = (page) => page.locator("main form button.button").last().click();
const complaint = (page) => page.locator("#errors, [role=alert]").first();

async function contact(page) {
  await page.locator("input[name=mobile]").fill("19900001234");
  await page.locator("select[name=occupation]").selectOption({ index: 1 });
}

async function planAndAgreement(page) {
  await expect(page).toHaveURL(/flex\/product/);
  await examine(page, "flex-product");
  await page.locator("input[name=product]").first().check();
  await page.locator("input[name=amount]").fill("1");
  await page.locator("input[name=card]").fill(CARD);
  await next(page);
  await expect(complaint(page)).toBeVisible();
  await expect(page.locator("input[name=amount]")).toHaveValue("1");
  await examine(page, "flex-product-refused");
  await page.locator("input[name=amount]").fill("600");
  await page.locator("input[name=card]").fill(CARD);
  await next(page);

  await expect(page).toHaveURL(/flex\/agreement/);
  await examine(page, "flex-agreement");
  await next(page);
  await expect(complaint(page)).toBeVisible();
  for (const box of await page.locator("main input[type=checkbox]").all()) await box.check();
  await next(page);

  await expect(page).toHaveURL(/flex\/check/);
  await examine(page, "flex-check");
  await next(page);
  await expect(page).toHaveURL(/flex\/done/);
  await examine(page, "flex-done");
}

test("the way out is shown before anything is asked", async ({ page }) => {
  await page.goto("/flex");
  await examine(page, "flex");
  await expect(page.locator("a[href='/flex/identity']")).toBeVisible();
});

test("someone with a sign-in and without an account gets one, and the first debit posts", async ({ page }) => {
  const { flexible } = people();
  await signIn(page, flexible);
  await examine(page, "home-without-account");
  await page.goto("/flex/identity");
  await contact(page);
  await next(page);
  await planAndAgreement(page);
  await page.goto("/");
  await expect(page.locator("data.figure").first()).toBeVisible();
  await examine(page, "home-flexible");
  await page.goto("/flex");
  await examine(page, "flex-own-plan");
});

test("a stranger registers, and every mistake is said at its field", async ({ page }) => {
  await page.goto("/flex/identity");
  await examine(page, "flex-identity");
  const id = nobodysNumber("19950505", "123");
  const wrong = id.slice(0, 17) + (id[17] === "1" ? "2" : "1");
  await page.locator("input[name=name]").fill("吴晓明");
  await page.locator("input[name=id_number]").fill(wrong);
  await contact(page);
  await page.locator("input[name=password]").fill("correct-horse-9182");
  await page.locator("input[name=password_again]").fill("correct-horse-9182");
  await next(page);
  await expect(complaint(page)).toBeVisible();
  await expect(page.locator("input[name=name]")).toHaveValue("吴晓明");
  await expect(page.locator("input[name=id_number]")).toHaveValue(wrong);
  await expect(page.locator("input[name=password]")).toHaveValue("");
  await examine(page, "flex-identity-refused");
  await page.locator("input[name=id_number]").fill(id);
  await page.locator("input[name=password]").fill("correct-horse-9182");
  await page.locator("input[name=password_again]").fill("correct-horse-9182");
  await next(page);
  await planAndAgreement(page);
});

test("a page that comes later leads back to the first that is missing", async ({ page }) => {
  for (const path of ["/flex/product", "/flex/agreement", "/flex/check"]) {
    await page.goto(path);
    await expect(page, path).toHaveURL(/flex(\/identity|\/product)?$/);
  }
});
