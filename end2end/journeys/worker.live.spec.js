// What the service worker keeps: files of the release and the page without a network. Never a page of somebody.

import { expect, test } from "../support/test.js";
import { people, signIn } from "../support/people.js";

const OWN = ["/", "/ledger", "/me", "/certificates", "/cases"];
const SHELL = ["/offline.html", "/offline.css", "/icon.svg"];

/** The paths of everything that is kept on this device. */
const kept = (page) => page.evaluate(async () => {
  const caught = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  return caught.flat().map((request) => new URL(request.url).pathname);
});

async function withoutNetwork(page, paths) {
  await page.context().setOffline(true);
  for (const path of paths) {
    await page.goto(path);
    await expect(page.locator("h1"), path).toHaveText("现在没有网络");
    await expect(page.locator("data")).toHaveCount(0);
    expect(await page.content(), path).not.toContain(people().worker.name);
  }
  await page.context().setOffline(false);
}

test("files are kept, pages are not; without a network, and after signing out, nobody sees one", async ({ page }) => {
  await page.goto("/calc");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await expect.poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller))).toBe(true);
  await signIn(page, people().worker);
  for (const path of [...OWN, "/calc"]) await page.goto(path);
  const paths = await kept(page);
  expect(paths.filter((path) => path.startsWith("/pkg/")).length, "files of the release").toBeGreaterThan(2);
  expect(paths.filter((path) => !path.startsWith("/pkg/")).sort()).toEqual([...SHELL].sort());
  await withoutNetwork(page, OWN);

  await page.goto("/me");
  await page.locator("form[action='/do/sign-out'] button").first().click();
  await withoutNetwork(page, OWN);
  await page.goto("/ledger");
  await expect(page).toHaveURL(/sign-in/);
  expect((await kept(page)).filter((path) => !path.startsWith("/pkg/")).sort()).toEqual([...SHELL].sort());
});
