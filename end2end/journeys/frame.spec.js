// What the frame answers to addresses and requests that lead nowhere.

import { brokenAmounts, examine, expect, test } from "../support/test.js";
import { htmlFaults } from "../support/html.js";
import { FORM, wire } from "../support/wire.js";

test("an unknown address answers 404 with a page of ours", async ({ page }) => {
  const reply = await page.goto("/no/such/page");
  expect(reply.status()).toBe(404);
  await examine(page, "not-found");
  await page.locator("main a[href='/']").click();
  await expect(page).toHaveURL(/\/$/);
});

test("an address that was made by hand shows nothing of itself", async ({ page }) => {
  await page.goto("/problem/%3Cscript%3Ealert(1)%3C%2Fscript%3E");
  await expect(page.locator("main")).not.toContainText("alert");
  await examine(page, "problem");
});

test("another host is refused", async ({ centre }) => {
  const reply = await wire(centre, "/", { headers: { host: "evil.example" } });
  expect(reply.status).toBe(421);
});

test("a post from another site is refused", async ({ centre }) => {
  for (const origin of ["https://evil.example", "null"]) {
    const headers = { ...FORM, origin, "sec-fetch-site": "cross-site" };
    const reply = await wire(centre, "/do/sign-in", { method: "POST", headers, body: "a=b" });
    expect(reply.status, origin).toBe(403);
    expect(reply.headers.location).toBeUndefined();
  }
});

test("a method that a page does not have is refused", async ({ centre }) => {
  const reply = await wire(centre, "/sign-in", { method: "DELETE" });
  expect(reply.status).toBe(405);
});

test("every page says how it may be used", async ({ centre }) => {
  const { headers } = await wire(centre, "/");
  const policy = headers["content-security-policy"] ?? "";
  for (const part of ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
    expect(policy).toContain(part);
  }
  expect(policy).not.toContain("unsafe-inline");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["referrer-policy"]).toBe("same-origin");
});

test("an amount on two lines is seen", async ({ page }) => {
  await page.goto("/");
  expect(await page.evaluate(brokenAmounts)).toEqual([]);
  await page.evaluate(() => {
    const main = document.querySelector("main");
    main.insertAdjacentHTML("beforeend", "<p><data class='money'>¥1<br>.00</data></p><p>12,345.67</p><p>89.01</p>");
    const torn = main.querySelector("p:nth-last-child(2)");
    torn.style.width = "3ch";
    torn.style.overflowWrap = "anywhere";
  });
  expect(await page.evaluate(brokenAmounts)).toEqual(["¥1.00", "12,345.67"]);
});

test("what a browser repairs without a word is seen", () => {
  const document = (body) => `<!DOCTYPE html><html lang="en"><head><title>x</title></head><body>${body}</body></html>`;
  expect(htmlFaults(document("<table><thead><tr><th>a<th>b</thead><tbody><tr><td>1<td>2</tbody></table>"))).toEqual([]);
  for (const broken of ["<table><tr><td>1</td></tr></table>", "<p>a<div>b</div></p>", "<a href='/'>a<a href='/'>b</a></a>",
    "<ul><p>a</p></ul>", "<form><form></form></form>", "<p id='a'></p><p id='a'></p>", "<b><i>a</b></i>"]) {
    expect(htmlFaults(document(broken)), broken).not.toEqual([]);
  }
});
