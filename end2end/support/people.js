// The demo people, read from the list that `anju demo` writes, and how each signs in.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { PREPARED } from "./centre.js";
import { totp } from "./totp.js";

/** In the order of the list. */
const ROLES = ["worker", "homeOwner", "parent", "unanswered", "flexible", "counter", "firstReviewer", "secondReviewer", "agent"];

/** role -> { name, login, password, secret } */
export function people() {
  const list = readFileSync(join(PREPARED, "files/people.txt"), "utf8");
  const blocks = list.split("\n\n").slice(1).map((block) => block.split("\n").filter((line) => line.trim()));
  return Object.fromEntries(ROLES.map((role, index) => {
    const [first, login, password, secret] = blocks[index].map((line) => line.trim().split("  "));
    return [role, { name: first[0], login: login[1], password: password[1], secret: secret[1] }];
  }));
}

/** The code that the person's phone shows now. A code counts once: ask for a later one with `steps`. */
export function codeOf(centre, person, steps = 0) {
  return totp(person.secret, centre.now() + steps * 30_000);
}

/** Signs a member in, as far as the password goes; money asks for the code when it moves. */
export async function signIn(page, person) {
  await page.goto("/sign-in");
  await submitSignIn(page, person);
  await expect(page).not.toHaveURL(/sign-in/);
}

/** Staff give the code at once. */
export async function signInStaff(page, centre, person) {
  await page.goto("/staff/sign-in");
  await page.locator("input[name=code]").fill(codeOf(centre, person));
  await submitSignIn(page, person);
  await expect(page).not.toHaveURL(/sign-in/);
}

async function submitSignIn(page, person) {
  await page.locator("main form input:not([type=hidden]):not([type=password]):not([name=code])").first().fill(person.login);
  await page.locator("main input[type=password]").fill(person.password);
  await page.locator("main form button[type=submit], main form button:not([type])").first().click();
}
