// Budgets of pages, as sent: brotli over the wire, no script where there is nothing live, no other origin.

import { expect, test } from "../support/test.js";
import { people, signIn } from "../support/people.js";
import { wire } from "../support/wire.js";

const KB = 1024;
const LIVE = ["/calc", "/z/"];
const PUBLIC = ["/", "/sign-in", "/calc", "/calc/prepay", "/calc/combination", "/calc/limit", "/z/", "/z/number", "/rules", "/flex"];
const OWN = ["/", "/ledger", "/tasks", "/messages", "/me", "/rent", "/certificates", "/cases"];

async function weigh(centre, path, cookie) {
  const headers = { "accept-encoding": "br", ...(cookie && { cookie }) };
  const { status, headers: said, body } = await wire(centre, path, { headers });
  expect(status, path).toBe(200);
  expect(said["content-encoding"], `${path} is compressed`).toBe("br");
  return body.length;
}

async function within(page, centre, paths, cookie) {
  for (const path of paths) {
    expect.soft(await weigh(centre, path, cookie), `${path}: HTML`).toBeLessThanOrEqual(30 * KB);
    const loaded = [];
    const note = (request) => loaded.push(request);
    page.on("request", note);
    await page.goto(path, { waitUntil: "load" });
    page.off("request", note);
    const scripts = loaded.filter((request) => request.resourceType() === "script" || /\.(js|wasm)/.test(request.url()));
    if (!LIVE.includes(path)) {
      expect.soft(await page.locator("script").count(), `${path}: scripts in a plain page`).toBe(0);
      expect.soft(scripts.map((request) => request.url()), `${path}: scripts loaded by a plain page`).toEqual([]);
    }
    let critical = 0;
    for (const request of loaded.filter((request) => !request.url().endsWith(".wasm"))) {
      const { pathname, search } = new URL(request.url());
      const reply = await wire(centre, pathname + search, { headers: { "accept-encoding": "br", ...(cookie && { cookie }) } });
      critical += reply.body.length;
    }
    expect.soft(critical, `${path}: first view without WASM`).toBeLessThanOrEqual(60 * KB);
    console.log(`  ${path.padEnd(18)} first view ${(critical / KB).toFixed(1)} KB`);
  }
}

test("public pages keep their budgets @budget", async ({ page, centre }) => {
  await within(page, centre, PUBLIC);
});

test("a member's pages keep their budgets @budget", async ({ page, centre }) => {
  await signIn(page, people().worker);
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  await within(page, centre, OWN, cookie);
});
