// Prints "passed failed" from Playwright's JSON report; a report that is missing or empty is one failure.
import { readFileSync } from "node:fs";

let good = 0;
let bad = 1;
try {
  const { stats, errors } = JSON.parse(readFileSync(process.argv[2], "utf8"));
  good = stats.expected;
  bad = stats.unexpected + stats.flaky + errors.length + (good === 0 ? 1 : 0);
} catch (reason) {
  console.error(`no browser report: ${reason.message}`);
}
console.log(good, bad);
