// A demo centre of its own for a test: a copy of the prepared books and keys, served by the binary that was built last.

import { execFile, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const TOP = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const BINARY = join(TOP, "target/anju");
export const PREPARED = join(TOP, "end2end/results/demo");
/** Every centre's clock starts here, so that pages and decisions are the same on every day. */
export const CLOCK = "2026-11-20T10:00:00+08:00";

export function environment(dir) {
  return {
    ...process.env,
    ANJU_DATABASE: `sqlite://${join(dir, "anju.db")}`,
    ANJU_KEYS: join(dir, "keys"),
    ANJU_DEMO: "true",
    ANJU_CITY: "quanzhou",
    ANJU_CLOCK: CLOCK,
    ANJU_LISTEN: "127.0.0.1:0",
    ANJU_SITE: join(TOP, "target/site"),
    NO_COLOR: "1",
  };
}

/** Runs `anju …` on the books in `dir`; answers { code, stdout, stderr }. */
export async function anju(dir, ...args) {
  try {
    const done = await promisify(execFile)(BINARY, args, { env: environment(dir), cwd: TOP, maxBuffer: 1 << 26 });
    return { code: 0, ...done };
  } catch (failure) {
    return { code: failure.code ?? 1, stdout: failure.stdout ?? "", stderr: failure.stderr ?? String(failure) };
  }
}

export class Centre {
  static async start() {
    if (!existsSync(PREPARED)) throw new Error("no prepared centre: run through `npx playwright test`");
    const dir = mkdtempSync(join(tmpdir(), "anju-e2e-"));
    cpSync(PREPARED, dir, { recursive: true });
    const centre = new Centre();
    centre.dir = dir;
    centre.log = "";
    centre.started = Date.now();
    centre.process = spawn(BINARY, ["serve"], { env: environment(dir), cwd: TOP, stdio: ["ignore", "pipe", "pipe"] });
    const port = await centre.port();
    centre.url = `http://localhost:${port}`;
    return centre;
  }

  /** The port that the server says it listens on. */
  port() {
    return new Promise((resolve, reject) => {
      const read = (chunk) => {
        this.log += chunk;
        const port = this.log.match(/127\.0\.0\.1:(\d+)/);
        if (port) resolve(port[1]);
      };
      this.process.stdout.on("data", read);
      this.process.stderr.on("data", read);
      this.process.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${this.log}`)));
    });
  }

  /** What the centre's clock shows, in milliseconds. */
  now() {
    return Date.parse(CLOCK) + (Date.now() - this.started);
  }

  anju(...args) {
    return anju(this.dir, ...args);
  }

  async stop() {
    if (this.process.exitCode === null) {
      const ended = new Promise((resolve) => this.process.once("exit", resolve));
      this.process.kill("SIGTERM");
      const late = setTimeout(() => this.process.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(late);
    }
    rmSync(this.dir, { recursive: true, force: true });
  }
}
