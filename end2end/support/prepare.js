// Before the first test: makes the small demo centre that every test gets a copy of.

import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { BINARY, PREPARED, anju } from "./centre.js";

export default async function prepare() {
  rmSync(PREPARED, { recursive: true, force: true });
  mkdirSync(PREPARED, { recursive: true });
  // An hour before the centres open: what was told while it was made is older than whoever reads it.
  const made = await anju(PREPARED, "demo", "--clock", "2026-11-20T09:00:00+08:00", "--accounts", "60", "--months", "24", "--seed", "7",
    "--files", join(PREPARED, "files"));
  if (made.code !== 0) throw new Error(`${BINARY} demo ended with ${made.code}:\n${made.stderr}`);
}
