// The test that every journey uses: its own centre, a page on it, and questions that every page must pass.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test as base } from "@playwright/test";
import { Centre } from "./centre.js";
import { htmlFaults } from "./html.js";

export { expect };

export const test = base.extend({
  /** Served for this test alone. When the test is over the books must add up and the log must hold no fault. */
  centre: async ({}, use) => {
    const centre = await Centre.start();
    try {
      await use(centre);
      const verified = await centre.anju("verify");
      expect(verified.code, `anju verify:\n${verified.stdout}${verified.stderr}`).toBe(0);
      const faults = centre.log.split("\n").filter((line) => /panicked|\bERROR\b/.test(line));
      expect(faults, "faults in the server's log").toEqual([]);
    } finally {
      await centre.stop();
    }
  },

  baseURL: async ({ centre }, use) => use(centre.url),

  /** A page that fails the test when it asks another origin, breaks its content policy or throws. */
  page: async ({ page, centre }, use) => {
    const complaints = [];
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith("http") && url.origin !== centre.url) complaints.push(`asked ${url.origin}`);
    });
    page.on("pageerror", (error) => complaints.push(`script error: ${error.message}`));
    page.on("console", (message) => {
      if (/Content Security Policy|stays plain|hydrat|panicked/i.test(message.text())) complaints.push(message.text());
    });
    await use(page);
    expect(complaints, "what the page must not do").toEqual([]);
  },

  /** Opens a page for somebody else, on a device of the same kind. */
  other: async ({ browser, centre }, use, info) => {
    const { viewport, isMobile, hasTouch, deviceScaleFactor, javaScriptEnabled, locale } = info.project.use;
    const contexts = [];
    await use(async () => {
      const context = await browser.newContext({
        baseURL: centre.url, viewport, isMobile, hasTouch, deviceScaleFactor, javaScriptEnabled, locale,
      });
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

/** True where scripts run. */
export const live = (info) => info.project.name.startsWith("live");

/** The narrowest screen that pages are made for. */
const NARROW = 320;

/** Amounts that stand on more than one line, whatever element holds them. */
export function brokenAmounts() {
  const amount = /[¥+−-]*\d[\d,]*\.\d\d(?!\d)/g;
  const lines = (range) => {
    const seen = [...range.getClientRects()].filter((box) => box.width > 0);
    return seen.some((box) => box.top >= seen[0].bottom || box.bottom <= seen[0].top);
  };
  const broken = [];
  const range = document.createRange();
  for (const money of document.querySelectorAll("main .money")) {
    range.selectNodeContents(money.querySelector("[aria-hidden]") ?? money);
    if (lines(range)) broken.push(money.textContent);
  }
  const texts = document.createTreeWalker(document.querySelector("main") ?? document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    for (const found of text.data.matchAll(amount)) {
      range.setStart(text, found.index);
      range.setEnd(text, found.index + found[0].length);
      if (lines(range)) broken.push(found[0]);
    }
  }
  return broken;
}

/** Nothing is wider than the screen, and no amount is torn in two. */
async function examineLines(page, name) {
  const spill = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(spill, `${name}: wider than the screen by`).toBeLessThanOrEqual(0);
  expect.soft(await page.evaluate(brokenAmounts), `${name}: amounts on two lines`).toEqual([]);
}

/**
 * What holds on every page: a title, one h1, no sideways scrolling and no amount on two lines (on phones at 320 px too),
 * well-formed HTML, and no finding of axe (asked where scripts run). Keeps a picture under `ANJU_SHOTS` when that is set.
 */
export async function examine(page, name) {
  const info = test.info();
  await expect.soft(page, `${name}: title`).toHaveTitle(/\S/);
  await expect.soft(page.locator("h1"), `${name}: one h1`).toHaveCount(1);
  await examineLines(page, name);
  const size = page.viewportSize();
  if (info.project.use.isMobile && size.width > NARROW) {
    await page.setViewportSize({ ...size, width: NARROW });
    await examineLines(page, `${name} at ${NARROW} px`);
    await shot(page, `${name}-${NARROW}`);
    await page.setViewportSize(size);
  }
  const html = await (await page.request.get(page.url())).text();
  expect.soft(htmlFaults(html), `${name}: HTML`).toEqual([]);
  if (live(info)) {
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
    const said = violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(" ")).join(", ")})`);
    expect.soft(said, `${name}: accessibility`).toEqual([]);
  }
  await shot(page, name);
}

export async function shot(page, name) {
  if (!process.env.ANJU_SHOTS) return;
  const dir = join(process.env.ANJU_SHOTS, test.info().project.name);
  mkdirSync(dir, { recursive: true });
  await page.screenshot({ path: join(dir, `${name}.png`), fullPage: true });
}
