// Lighthouse on the pages that people meet first, as a phone sees them: performance, accessibility, best practices.
// Each page is measured three times and the median counts, because one measurement swings with the machine.
// Part of `make check`, which builds the release first.

import * as chromeLauncher from "chrome-launcher";
import lighthouse from "lighthouse";
import { Centre } from "./support/centre.js";
import prepare from "./support/prepare.js";

const PAGES = ["/", "/sign-in", "/calc", "/z/", "/rules"];
const WANTED = { performance: 98, accessibility: 100, "best-practices": 100 };
const RUNS = 3;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** One measurement. The trace of a page is lost now and then (NO_NAVSTART): that is asked for again, twice at most. */
async function measured(url, port, tries = 3) {
  const { lhr } = await lighthouse(url, { port, onlyCategories: Object.keys(WANTED), logLevel: "error" });
  if (!lhr.runtimeError) return lhr;
  if (tries > 1 && lhr.runtimeError.code === "NO_NAVSTART") return measured(url, port, tries - 1);
  throw new Error(`${url}: ${lhr.runtimeError.message}`);
}

async function scores(url, port) {
  const runs = [];
  for (let run = 0; run < RUNS; run++) {
    runs.push(await measured(url, port));
  }
  const faults = Object.values(runs[0].audits)
    .filter((audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode === "binary")
    .map((audit) => audit.id);
  const score = (name) => Math.round(100 * median(runs.map((run) => run.categories[name].score)));
  return { got: Object.fromEntries(Object.keys(WANTED).map((name) => [name, score(name)])), faults };
}

await prepare();
const centre = await Centre.start();
const chrome = await chromeLauncher.launch({
  chromePath: process.env.CHROMIUM || "/usr/bin/chromium",
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let short = 0;
try {
  for (const page of PAGES) {
    const { got, faults } = await scores(centre.url + page, chrome.port);
    const under = Object.entries(WANTED).filter(([name, wanted]) => got[name] < wanted);
    short += under.length;
    console.log(page.padEnd(12), Object.entries(got).map(([name, value]) => `${name} ${value}`).join("  "),
      under.length ? ` UNDER: ${under.map(([name]) => name)} (${faults})` : "");
  }
} finally {
  chrome.kill();
  await centre.stop();
}
process.exit(short ? 1 : 0);
