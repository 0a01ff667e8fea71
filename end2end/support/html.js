// Faults of an HTML document that a browser silently repairs, and that break islands and assistive technology.

import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  root: true,
  extends: [],
  rules: {
    "close-order": "error",
    "element-name": ["error", { whitelist: ["leptos-island", "leptos-children"] }],
    "element-permitted-content": "error",
    "element-permitted-occurrences": "error",
    "element-permitted-order": "error",
    "element-required-content": "error",
    "no-dup-attr": "error",
    "no-dup-id": "error",
    "no-missing-references": "error",
    "form-dup-name": "error",
    "input-missing-label": "error",
    "void-content": "error",
    "unrecognized-char-ref": "error",
  },
  elements: ["html5", {
    "leptos-island": { flow: true, phrasing: true },
    "leptos-children": { flow: true, phrasing: true },
  }],
});

// Long tables leave out the end tags of cells and rows, as HTML allows; the validator does not know that.
const CELL = /(<(td|th)\b[^>]*>[^<]*)(?=<(?:td|th|tr|tbody|\/tr|\/tbody|\/thead|\/table)\b)/g;
const ROW = /(<tr\b[^>]*>(?:<(td|th)\b[^>]*>[^<]*<\/\2>)*)(?=<(?:tr|tbody|\/tbody|\/thead|\/table)\b)/g;

const TABLE = /<table\b[\s\S]*?<\/table>/g;
const PARTS = /<(thead|tbody|tfoot)\b[\s\S]*?<\/\1>/g;

/** Rows that a browser puts into a `tbody` of its own: allowed in HTML, and not what an island finds. */
function looseRows(html) {
  const tables = (html.match(TABLE) ?? []).filter((table) => /<tr\b/.test(table.replace(PARTS, "")));
  return tables.map((table) => `a row outside of thead, tbody and tfoot: ${table.slice(0, 60)}`);
}

/** One line a fault; empty when there is none. */
export function htmlFaults(html) {
  // The framework marks places with `<!>`, which browsers read as an empty comment.
  const whole = html.replaceAll("<!>", "").replace(CELL, "$1</$2>").replace(ROW, "$1</tr>");
  const report = validator.validateStringSync(whole);
  const faults = report.results.flatMap((result) => result.messages.slice(0, 8).map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
  return faults.concat(looseRows(html));
}
