// Makes the browser's files in target/site from what cargo built, style/ and public/.
//
//   node .make/site.mjs            (CARGO_TARGET_DIR says where cargo put its output)
//
// target/site/pkg/        files whose name carries a hash of their content; each text or WASM file has a .br and a .gz beside it
// target/site/assets.txt  one line a file, "logical-name hashed-name", both below /pkg/:
//                           anju.css  loader.js  anju.js  anju.wasm  camera.js  scanner.js  scanner.wasm  verify.js
//                           verifier.js  verifier.wasm  desk.js
// target/site/...         the files of public/ under their own names
//
// The server reads assets.txt at start. The loader knows the glue's name, the glue knows its module's name; a page only
// names the stylesheet and, when it has an island, the loader; the `Link` header of that page names all three. Work is skipped when the inputs are the same as last time.

import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { buildSync, transformSync } from "esbuild";
import { browserslistToTargets, transform } from "lightningcss";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const TARGET = process.env.CARGO_TARGET_DIR || join(ROOT, "target");
const SITE = join(ROOT, "target/site");
const PKG = join(SITE, "pkg");
const CACHE = join(ROOT, "target/front");
// The oldest web views named in the field reports; the same floor as `browserquery` in Cargo.toml.
const FLOOR = ["chrome75", "safari13"];
// Safari 13 knows destructuring; the tool's table counts a rare fault of it as "does not".
const SUPPORTED = { destructuring: true };
const DROPPED = new Set(["reference-types", "multivalue", "call-indirect-overlong"]);

const hash = (...parts) => {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(part).update("\0");
  return sum.digest("hex").slice(0, 16);
};
const say = (words) => console.log(`  ${words}`);

/** Takes the dropped names out of the `target_features` section, so that wasm-bindgen keeps to plain tables. */
function stripFeatures(wasm) {
  const out = [wasm.subarray(0, 8)];
  for (let at = 8; at < wasm.length; ) {
    const start = at;
    const id = wasm[at++];
    const [size, body] = leb(wasm, at);
    at = body + size;
    const kept = id === 0 && keptFeatures(wasm.subarray(body, at));
    out.push(kept ? Buffer.concat([Buffer.from([0]), encodeLeb(kept.length), kept]) : wasm.subarray(start, at));
  }
  return Buffer.concat(out);
}

function keptFeatures(section) {
  const [nameSize, nameAt] = leb(section, 0);
  if (section.toString("utf8", nameAt, nameAt + nameSize) !== "target_features") return null;
  let [count, at] = leb(section, nameAt + nameSize);
  const kept = [];
  for (; count > 0; count--) {
    const [size, text] = leb(section, at + 1);
    const entry = section.subarray(at, text + size);
    if (!DROPPED.has(section.toString("utf8", text, text + size))) kept.push(entry);
    at = text + size;
  }
  return Buffer.concat([section.subarray(0, nameAt + nameSize), encodeLeb(kept.length), ...kept]);
}

function leb(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

function encodeLeb(value) {
  const out = [];
  do {
    const low = value & 127;
    value >>>= 7;
    out.push(value ? low | 128 : low);
  } while (value);
  return Buffer.from(out);
}

/** cargo's module -> { glue, wasm }, small and readable by old engines. */
function bindgen(crate, name) {
  const raw = readFileSync(join(TARGET, "wasm32-unknown-unknown/wasm-release", `${crate}.wasm`));
  const dir = join(CACHE, name);
  const glue = join(dir, "out.js");
  const wasm = join(dir, "out.wasm");
  const key = hash(raw, readFileSync(fileURLToPath(import.meta.url)), tool("wasm-bindgen", "--version"));
  if (readIf(join(dir, "key")) !== key) {
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
    say(`${name}: bindings, then wasm-opt -Oz (${kb(raw.length)} in)`);
    const stripped = join(dir, "stripped.wasm");
    writeFileSync(stripped, stripFeatures(raw));
    tool("wasm-bindgen", stripped, "--target", "web", "--no-typescript", "--remove-name-section",
      "--remove-producers-section", "--out-dir", join(dir, "bound"), "--out-name", name);
    // Only features that Chromium 75 has; a module that needs another one does not pass and stops the build.
    tool(process.execPath, join(ROOT, ".make/node_modules/binaryen/bin/wasm-opt"), "-Oz", "--mvp-features",
      "--enable-mutable-globals", "--enable-sign-ext", "--enable-bulk-memory", "--enable-nontrapping-float-to-int",
      "--strip-target-features", join(dir, "bound", `${name}_bg.wasm`), "-o", wasm);
    buildSync({ entryPoints: [join(dir, "bound", `${name}.js`)], outfile: glue, bundle: true, format: "esm",
      minify: true, target: FLOOR, supported: SUPPORTED, logLevel: "warning", legalComments: "none" });
    writeFileSync(join(dir, "key"), key);
  }
  return { glue: readFileSync(glue, "utf8"), wasm: readFileSync(wasm) };
}

function tool(command, ...args) {
  return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

const readIf = (path) => (existsSync(path) ? readFileSync(path, "utf8") : null);
const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;

/** Replaces the one place where `from` stands; a missing place would be a dead page, so it stops the build. */
function bake(text, from, to) {
  if (text.split(from).length !== 2) throw new Error(`expected exactly one ${from} to replace`);
  return text.replace(from, to);
}

const assets = new Map();

function publish(logical, content) {
  const bytes = Buffer.from(content);
  const ext = extname(logical);
  const name = `${basename(logical, ext)}.${hash(bytes)}${ext}`;
  writeWithTwins(join(PKG, name), bytes);
  assets.set(logical, name);
  return name;
}

/** A file and its compressed twins; twins only where they are smaller. Nothing is rewritten when the bytes are the same. */
function writeWithTwins(path, bytes) {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path) && readFileSync(path).equals(bytes)) return;
  writeFileSync(path, bytes);
  for (const twin of [`${path}.br`, `${path}.gz`]) rmSync(twin, { force: true });
  if (/\.(png|jpg|webp|woff2)$/.test(path)) return;
  const brotli = brotliCompressSync(bytes, { params: {
    [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  const gzip = gzipSync(bytes, { level: 9 });
  if (brotli.length < bytes.length) writeFileSync(`${path}.br`, brotli);
  if (gzip.length < bytes.length) writeFileSync(`${path}.gz`, gzip);
}

function publishScript(name, text) {
  publish(name, transformSync(text, { minify: true, format: "esm", target: FLOOR, supported: SUPPORTED }).code);
}

function publishModule(crate, name) {
  const { glue, wasm } = bindgen(crate, name);
  const wasmName = publish(`${name}.wasm`, wasm);
  return { wasm: wasmName, glue: publish(`${name}.js`, bake(glue, `${name}_bg.wasm`, wasmName)) };
}

/** Engines older than cascade layers drop an @layer block as a whole, so the wrappers go; source order says the same. */
function unlayered(css) {
  const opened = css.match(/^@layer \w+ \{$/gm) || [];
  const closed = css.match(/^\} \/\* \w+ \*\/$/gm) || [];
  if (!opened.length || opened.length !== closed.length) throw new Error("style/main.css: layers do not open and close in pairs");
  return Buffer.from(css.replace(/^@layer .*$/gm, "").replace(/^\} \/\* \w+ \*\/$/gm, ""));
}

function publishStyle() {
  const entry = join(ROOT, "style/main.css");
  if (!existsSync(entry)) return say("style/main.css is not there: no stylesheet");
  const targets = browserslistToTargets(FLOOR.map((one) => one.replace(/(\d+)/, " $1")));
  publish("anju.css", transform({ filename: entry, code: unlayered(readFileSync(entry, "utf8")), minify: true, targets }).code);
}

function publishPublic() {
  for (const path of files(join(ROOT, "public"))) {
    const name = relative(join(ROOT, "public"), path);
    if (["loader.js", "camera.js", "verify.js", "desk.js"].includes(name)) continue;
    writeWithTwins(join(SITE, name), readFileSync(path));
  }
}

function files(dir) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir).sort().flatMap((name) => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

/** Old hashed files go; a page that is still open has them in its cache (immutable). */
function sweep() {
  const current = new Set(assets.values());
  for (const path of files(PKG)) {
    if (!current.has(basename(path).replace(/\.(br|gz)$/, ""))) rmSync(path);
  }
}

mkdirSync(PKG, { recursive: true });
publishStyle();
const app = publishModule("app", "anju");
let loader = readFileSync(join(ROOT, "public/loader.js"), "utf8");
loader = bake(bake(loader, '"/pkg/anju.js"', `"/pkg/${app.glue}"`), '"/pkg/anju.wasm"', `"/pkg/${app.wasm}"`);
publishScript("loader.js", loader);
// Two scripts with a module of their own each, loaded by the pages that need them.
for (const [crate, script] of [["scanner", "camera.js"], ["verifier", "verify.js"]]) {
  const { glue } = publishModule(crate, crate);
  const text = bake(readFileSync(join(ROOT, "public", script), "utf8"), `"/pkg/${crate}.js"`, `"/pkg/${glue}"`);
  publishScript(script, text);
}
publishScript("desk.js", readFileSync(join(ROOT, "public/desk.js"), "utf8"));
publishPublic();
sweep();

const list = [...assets].map(([logical, name]) => `${logical} ${name}\n`).join("");
if (readIf(join(SITE, "assets.txt")) !== list) {
  writeFileSync(join(SITE, "assets.new"), list);
  renameSync(join(SITE, "assets.new"), join(SITE, "assets.txt"));
}
for (const [logical, name] of assets) {
  const path = join(PKG, name);
  const twin = existsSync(`${path}.br`) ? `, ${kb(statSync(`${path}.br`).size)} brotli` : "";
  say(`${logical.padEnd(14)} ${kb(statSync(path).size)}${twin}`);
}
