// Budgets of the browser's files, brotli as sent. A file that is not there is as bad as one that is too big.
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const SITE = join(dirname(dirname(fileURLToPath(import.meta.url))), "target/site");
const KB = 1024;
// logical name, most kilobytes
const BUDGETS = [
  ["anju.css", 15],
  ["anju.wasm", 90],
  ["anju.js", 8],
  ["loader.js", 1],
  ["desk.js", 1],
  ["verifier.wasm", 90],
  ["verifier.js", 8],
  ["scanner.wasm", 300],
  ["scanner.js", 8],
];

const list = readFileSync(join(SITE, "assets.txt"), "utf8").trim().split("\n");
const names = new Map(list.map((line) => line.split(" ")));
let over = 0;
for (const [logical, most] of BUDGETS) {
  const path = join(SITE, "pkg", names.get(logical) ?? "absent");
  const twin = existsSync(`${path}.br`) ? `${path}.br` : path;
  const size = existsSync(twin) ? statSync(twin).size / KB : Infinity;
  if (size > most) over++;
  console.log(`${logical.padEnd(14)} ${size.toFixed(1).padStart(7)} KB of ${String(most).padStart(3)}${size > most ? "  OVER" : ""}`);
}
process.exit(over ? 1 : 0);
