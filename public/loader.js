// Starts the live islands of a page. Served only on pages that have one.
//
// The page works without this file. It replaces the framework's own start-up script because streaming
// compilation fails in some web views that do support WebAssembly (Android WebView 150, iOS hosts), and the
// generated glue then gives up instead of trying again with the bytes.
//
// <html data-wasm> says what happened: "on" (islands answer), "off" (the page stays plain HTML).

// The release build writes the hashed names in place of these two (.make/site.mjs).
const GLUE = "/pkg/anju.js";
const WASM = "/pkg/anju.wasm";

const root = document.documentElement;

async function compile() {
  try {
    return await WebAssembly.compileStreaming(fetch(WASM));
  } catch (reason) {
    const reply = await fetch(WASM);
    if (!reply.ok) throw reason;
    return WebAssembly.compile(await reply.arrayBuffer());
  }
}

// Islands start in document order; one inside another's children starts after its parent has put them there.
async function start(node, glue, children) {
  const island = node.localName === "leptos-island" && glue[node.dataset.component];
  if (island) {
    const parent = children[children.length - 1];
    if (parent) parent();
    await island(node);
  }
  const slot = node.localName === "leptos-children";
  if (slot) children.push(node.$$on_hydrate);
  for (const child of Array.from(node.children)) await start(child, glue, children);
  if (slot) children.pop();
}

async function run() {
  const [glue, module] = await Promise.all([import(GLUE), compile()]);
  await glue.default({ module_or_path: module });
  glue.hydrate();
  window.__hydrateIsland = (node, id) => glue[id](node);
  await start(document.body, glue, []);
}

const link = navigator.connection || {};
if (link.saveData || navigator.deviceMemory < 1 || typeof WebAssembly !== "object") {
  root.dataset.wasm = "off";
} else {
  run().then(
    () => (root.dataset.wasm = "on"),
    (reason) => {
      root.dataset.wasm = "off";
      console.warn("The page stays plain:", reason);
    },
  );
}

// Files for the next visit and a word when there is no network. Asked for last: it must not delay the page.
if (navigator.serviceWorker && window.isSecureContext) {
  window.addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
}
