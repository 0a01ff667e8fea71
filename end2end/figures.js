// The figures that only a browser can tell: when the calculator's island answers on a slow phone, how fast a key
// is answered, how long a certificate takes to verify in WASM. Part of `make bench`.

import { chromium } from "@playwright/test";
import { Centre } from "./support/centre.js";
import { people, signIn } from "./support/people.js";
import prepare from "./support/prepare.js";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: "zh-CN" };
/** Slow 4G as Lighthouse models it. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
const LOAN = "/calc?amount=80&term=30&unit=years&rate=2.6&method=equal-instalment";

const rows = [];
const row = (work, value, unit, limit) =>
  rows.push(`| ${work} | ${value.toFixed(1)} ${unit} | ≤ ${limit} ${unit} | ${value <= limit ? "yes" : "**no**"} |`);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function phone(browser, slow) {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  if (slow) {
    const wire = await context.newCDPSession(page);
    await wire.send("Network.enable");
    await wire.send("Network.emulateNetworkConditions", SLOW_4G);
    await wire.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  }
  return page;
}

/** Milliseconds from the first paint to the island's answer, on a first visit. */
async function liveAfterPaint(browser, url) {
  const page = await phone(browser, true);
  await page.addInitScript(() => {
    new MutationObserver(() => {
      if (document.documentElement.dataset.wasm === "on") window.liveAt ??= performance.now();
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-wasm"] });
  });
  await page.goto(url);
  await page.waitForFunction(() => window.liveAt);
  const times = await page.evaluate(() => ({
    live: window.liveAt,
    paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
  }));
  await page.context().close();
  return times.live - times.paint;
}

async function keyToFigure(browser, url) {
  const page = await phone(browser, false);
  await page.goto(url);
  await page.waitForFunction(() => document.documentElement.dataset.wasm === "on");
  const times = await page.evaluate(() => {
    const field = document.querySelector("input[name=amount]");
    return Array.from({ length: 41 }, (_, at) => {
      field.value = String(40 + at);
      const start = performance.now();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      document.querySelector("#figure").getAttribute("value");
      return performance.now() - start;
    });
  });
  await page.context().close();
  return median(times);
}

/** The digits of a certificate that the demo worker makes, read off its picture by the server. */
async function digitsOfCertificate(browser, centre) {
  const page = await phone(browser, false);
  await signIn(page, people().worker);
  await page.goto("/certificates");
  await page.locator("main form button").first().click();
  await page.waitForURL(/\/certificates\/./);
  const picture = await page.request.get(`${page.url()}.png`);
  const read = await page.request.post("/z/photo", {
    multipart: { photo: { name: "c.png", mimeType: "image/png", buffer: await picture.body() } },
    maxRedirects: 0,
  });
  await page.context().close();
  return read.headers().location.match(/\d{100,}/)[0];
}

/** From the certificate in the address to the signature's verdict: up to the look at the public status list. */
async function verifyInBrowser(browser, url, digits) {
  const page = await phone(browser, false);
  await page.addInitScript(() => {
    window.times = [];
    window.addEventListener("hashchange", () => (window.began = performance.now()));
    const fetch = window.fetch;
    window.fetch = (...args) => {
      if (window.began && String(args[0]).includes("/status/")) window.times.push(performance.now() - window.began);
      return fetch(...args);
    };
  });
  await page.goto(url);
  await page.locator("[data-verifier]").waitFor({ state: "attached" });
  for (let run = 1; run <= 15; run++) {
    await page.evaluate((text) => (location.hash = text), digits);
    await page.waitForFunction((count) => window.times.length >= count, run);
  }
  const times = await page.evaluate(() => window.times);
  await page.context().close();
  return median(times);
}

await prepare();
const centre = await Centre.start();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS });
try {
  PHONE.baseURL = centre.url;
  const live = [];
  for (let run = 0; run < 5; run++) live.push(await liveAfterPaint(browser, LOAN));
  row("calculator live after first paint, 4 × slower CPU, slow 4G", median(live), "ms", 300);
  row("calculator: key to headline figure", await keyToFigure(browser, LOAN), "ms", 3);
  const digits = await digitsOfCertificate(browser, centre);
  row("certificate QR verified in WASM", await verifyInBrowser(browser, "/z/", digits), "ms", 30);
} finally {
  await browser.close();
  await centre.stop();
}
console.log(rows.join("\n"));
