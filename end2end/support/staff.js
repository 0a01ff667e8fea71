// Members of staff at the command line, as `anju transfer` and `anju account` want them: login, password, one-time code.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "@playwright/test";
import { BINARY, TOP, environment } from "./centre.js";
import { totp } from "./totp.js";

/** A code counts once: every call happens a minute after the one before. */
let minutes = 0;
let early = -600;

/** Runs `anju …` as a member of staff; answers the JSON line that it prints. */
export async function asStaff(centre, person, ...args) {
  minutes += 1;
  return at(centre.now() + minutes * 60_000, centre, person, args);
}

/** The same in the hours before, so that the codes of now are still good at the page. */
export async function asStaffBefore(centre, person, ...args) {
  early += 1;
  return at(centre.now() + early * 60_000, centre, person, args);
}

async function at(now, centre, person, args) {
  const env = {
    ...environment(centre.dir),
    ANJU_CLOCK: new Date(now).toISOString(),
    ANJU_STAFF_PASSWORD: person.password,
    ANJU_STAFF_CODE: totp(person.secret, now),
  };
  const done = await promisify(execFile)(BINARY, [...args, "--staff", person.login], { env, cwd: TOP })
    .catch((failure) => ({ stdout: "", stderr: failure.stderr ?? String(failure) }));
  expect(done.stdout, done.stderr).not.toBe("");
  return JSON.parse(done.stdout.trim().split("\n").pop());
}
