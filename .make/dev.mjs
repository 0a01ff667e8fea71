// Serves the demo centre and, on every change, builds it and serves it again. Expects what .make/setup dev installs.
//
//   node .make/dev.mjs
//
// Builds are those of development: quick to make, slow to run. A build that fails leaves the portal that runs.

import { spawn, spawnSync } from "node:child_process";
import { watch } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const WATCHED = ["app", "server", "style", "public"];
// An editor writes a file in several steps.
const PAUSE_MS = 200;

const built = () => spawnSync(join(ROOT, ".make/build"), ["dev"], { stdio: "inherit" }).status === 0;
const serve = () => spawn(join(ROOT, ".make/run"), { stdio: "inherit" });

function ended(child) {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once("exit", resolve);
    child.kill("SIGTERM");
  });
}

if (!built()) process.exit(1);
let portal = serve();
let timer;
let under = Promise.resolve();

async function again() {
  if (!built()) return;
  await ended(portal);
  portal = serve();
}

for (const folder of WATCHED) {
  watch(join(ROOT, folder), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => (under = under.then(again)), PAUSE_MS);
  });
}
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, async () => {
    await ended(portal);
    process.exit(0);
  });
}
