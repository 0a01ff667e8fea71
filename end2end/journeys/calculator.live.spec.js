// What scripts add to the calculator.

import { expect, test } from "../support/test.js";
import { wire } from "../support/wire.js";

const LOAN = "/calc?amount=80&term=30&unit=years&rate=2.6&method=equal-instalment";

test("the island answers to a key without asking the server", async ({ page }) => {
  await page.goto(LOAN);
  await expect(page.locator("html")).toHaveAttribute("data-wasm", "on");
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  const before = await page.locator("#figure").getAttribute("value");
  await page.locator("input[name=amount]").fill("90");
  await expect(page.locator("#figure")).not.toHaveAttribute("value", before);
  expect(asked).toEqual([]);
});

test("the long table follows the figure, to its last row", async ({ page }) => {
  await page.goto(LOAN);
  await expect(page.locator("html")).toHaveAttribute("data-wasm", "on");
  await page.locator("input[name=term]").fill("10");
  await expect(page.locator("details table tbody tr")).toHaveCount(120);
  await page.locator("input[name=term]").fill("30");
  await expect(page.locator("details table tbody tr")).toHaveCount(360);
});

test("a figure that makes no sense is said, and the last result stays", async ({ page }) => {
  await page.goto(LOAN);
  await expect(page.locator("html")).toHaveAttribute("data-wasm", "on");
  await page.locator("input[name=term]").fill("99");
  await expect(page.locator("[role=status]").first()).toBeVisible();
  await expect(page.locator("#figure")).toBeVisible();
});

test("without streaming compilation the bytes are compiled", async ({ page }) => {
  await page.addInitScript(() => {
    WebAssembly.compileStreaming = () => Promise.reject(new TypeError("as some web views do"));
  });
  await page.goto(LOAN);
  await expect(page.locator("html")).toHaveAttribute("data-wasm", "on");
});

test("the files of the island come with the page, each once", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const shown = await page.goto(LOAN);
  const named = [...shown.headers().link.matchAll(/<([^>]+)>/g)].map(([, path]) => path);
  expect(named).toEqual([
    expect.stringMatching(/^\/pkg\/anju\..+\.wasm$/),
    expect.stringMatching(/^\/pkg\/loader\..+\.js$/),
    expect.stringMatching(/^\/pkg\/anju\..+\.js$/),
  ]);
  await expect(page.locator("html")).toHaveAttribute("data-wasm", "on");
  for (const path of named) expect(asked.filter((other) => other === path), path).toHaveLength(1);
});

test("who saves data, and a page that has no island, is told of no file", async ({ centre }) => {
  const saver = await wire(centre, LOAN, { headers: { "save-data": "on" } });
  expect(saver.status).toBe(200);
  expect(saver.headers.link).toBeUndefined();
  expect((await wire(centre, "/calc/limit")).headers.link).toBeUndefined();
  expect((await wire(centre, LOAN)).headers.link).toContain("modulepreload");
});

test("without WebAssembly, and on a saver's connection, the page stays whole", async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, "connection", { value: { saveData: true } }));
  await page.goto(LOAN);
  await expect(page.locator("html")).toHaveAttribute("data-wasm", "off");
  await page.locator("input[name=term]").fill("20");
  await page.locator("main form button").last().click();
  await expect(page).toHaveURL(/term=20/);
});

test("keys are answered within 3 ms on this machine", async ({ page }) => {
  await page.goto(LOAN);
  await expect(page.locator("html")).toHaveAttribute("data-wasm", "on");
  const times = await page.evaluate(() => {
    const field = document.querySelector("input[name=amount]");
    return Array.from({ length: 21 }, (_, at) => {
      field.value = String(50 + at);
      const start = performance.now();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      return performance.now() - start;
    });
  });
  const median = times.sort((a, b) => a - b)[10];
  test.info().annotations.push({ type: "ms", description: median.toFixed(2) });
  expect(median).toBeLessThan(3);
});
