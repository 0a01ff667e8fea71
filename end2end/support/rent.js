// The rent withdrawal as a person walks through it, for the journeys that need a case.

import { expect } from "@playwright/test";
import { codeOf } from "./people.js";

/** A card that the demo bank credits, and one that it sends back. */
export const CREDITED = "6225880000000076";
export const RETURNED = "6225880000000092";

export const next = (page) => page.locator("main form button.button").last().click();

/** From the finding to the page where everything is checked once more. */
export async function asFarAsCheck(page, card) {
  await page.goto("/rent");
  await page.locator("main a[href='/rent/amount']").click();
  await page.locator("input[name=amount]").fill("100");
  await page.locator("form[action='/do/rent-amount'] button.button").click();
  await expect(page).toHaveURL(/\/rent\/card/);
  await page.locator("input[name=card]").fill(card);
  await next(page);
  await expect(page).toHaveURL(/\/rent\/check/);
}

export async function send(page, centre, person) {
  await page.locator("input[name=declaration]").check();
  await page.locator("input[name=code]").fill(codeOf(centre, person));
  await next(page);
  await expect(page).toHaveURL(/\/cases\/./);
}

/** Reloads the case until its page says what is looked for: the bank answers by itself. */
export async function until(page, found) {
  await expect(async () => {
    await page.reload();
    await expect(page.locator("main")).toContainText(found, { timeout: 500 });
  }).toPass({ timeout: 30_000 });
}
