// Pages that verify. A certificate is read from the address: the part after # goes nowhere, and only the status list is
// fetched, the same bytes for everybody. A receipt stands in the page, and only the published root is fetched. Without
// this script the forms of the pages do the work, and the server's answer stands there.

const place = document.querySelector("[data-verifier]");
if (place) {
  read();
  addEventListener("hashchange", read);
}

const receipt = document.querySelector("[data-receipt]");
if (receipt) prove().catch(() => {});

/** Takes the certificate out of the address at once: no history, no shared link carries it on. */
function read() {
  const text = location.hash;
  if (text.length < 2) return;
  history.replaceState(null, "", location.pathname);
  place.setAttribute("aria-busy", "true");
  show(text).catch(() => {
    // Too old a browser, or no connection: the forms below stay.
    place.textContent = place.dataset.failed;
  }).then(() => place.removeAttribute("aria-busy"));
}

async function verifier() {
  const module = await import("/pkg/verifier.js");
  await module.default();
  return module;
}

/** The browser's own answer takes the place of the server's. */
async function prove() {
  const { receipt: text, now } = receipt.dataset;
  const no = /^root (\d+)$/m.exec(text);
  const published = await (await fetch("/roots.csv?no=" + (no ? no[1] : 0))).text();
  const module = await verifier();
  paint(receipt, module.receipt(text, published, document.documentElement.lang, BigInt(now)));
}

async function show(text) {
  const { keys, org, now, checking } = place.dataset;
  // A phone's clock may be wrong; the page goes by the server's.
  const ahead = show.ahead === undefined ? (show.ahead = Number(now) - Date.now()) : show.ahead;
  place.textContent = checking;
  const module = await verifier();
  const scanned = new module.Scanned("/z/" + text, keys, Number(org), document.documentElement.lang);
  const status = scanned.list() ? await listed(scanned.list(), scanned.index()) : 0;
  paint(place, scanned.answer(status, BigInt(Math.round(Date.now() + ahead))));
}

/** Two bits of the public list; 9 when it cannot be had. */
async function listed(list, index) {
  try {
    const response = await fetch("/z/status/" + list);
    const bytes = new Uint8Array(await response.arrayBuffer());
    return response.ok && index >> 2 < bytes.length ? (bytes[index >> 2] >> ((index & 3) * 2)) & 3 : 9;
  } catch (error) {
    return 9;
  }
}

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function paint(place, answer) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", answer.drawing);
  svg.append(path);
  const words = element("div", "", element("h2", "", answer.title), element("p", "", answer.help), element("p", "small", answer.note));
  const verdict = element("section", answer.class, svg, words);
  verdict.setAttribute("role", "status");
  verdict.dataset.verdict = answer.code;
  const parts = [verdict];
  const rows = answer.rows;
  if (rows.length) {
    const list = element("dl", "card summary ruled");
    for (let at = 0; at < rows.length; at += 2) {
      list.append(element("div", "", element("dt", "", rows[at]), element("dd", "", rows[at + 1])));
    }
    parts.push(element("section", "", element("h2", "", answer.kind), element("p", "small", answer.compare)), list);
  }
  place.replaceChildren(...parts);
}
