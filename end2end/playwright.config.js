// Every journey runs four times: with and without scripts, on a phone and at a desk.
// A file named *.live.spec.js is about what scripts add, and runs only where there are scripts.
import { defineConfig } from "@playwright/test";

const CHROMIUM = process.env.CHROMIUM || "/usr/bin/chromium";
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const phone = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const desk = { viewport: { width: 1280, height: 900 } };
const withoutScripts = { javaScriptEnabled: false };
const LIVE = /\.live\.spec\.js$/;

export default defineConfig({
  testDir: "journeys",
  outputDir: "results/traces",
  globalSetup: "./support/prepare.js",
  fullyParallel: true,
  workers: Number(process.env.ANJU_BROWSERS || 2),
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json", { outputFile: "results/report.json" }]],
  use: {
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    actionTimeout: 30_000,
    launchOptions: { executablePath: CHROMIUM, args: QUIET },
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "live-phone", use: phone },
    { name: "live-desk", use: desk },
    { name: "plain-phone", use: { ...phone, ...withoutScripts }, testIgnore: LIVE },
    { name: "plain-desk", use: { ...desk, ...withoutScripts }, testIgnore: LIVE },
  ],
});
