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

/** One line a fault; empty when there is none. */
export function htmlFaults(html) {
  // The framework marks places with `<!>`, which browsers read as an empty comment.
  const report = validator.validateStringSync(html.replaceAll("<!>", ""));
  return report.results.flatMap((result) => result.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
}
