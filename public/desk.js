// The keys of the reviewer's desk. They move the focus and nothing else: a link or a button is pressed by Enter,
// deliberately. Without this script the desk is whole, and its line of keys stays hidden.

const hint = document.querySelector("[data-keys]");
const list = document.getElementById("keys");
if (hint && list) {
  const [words, more] = hint.children;
  const use = list.querySelector("input");
  const verdicts = { a: "approve", r: "return", x: "refuse" };
  hint.hidden = false;
  use.checked = kept() !== "off";
  words.hidden = !use.checked;

  more.addEventListener("click", toggle);
  // Keys of one letter can be turned off: dictation would press them.
  use.addEventListener("change", () => {
    kept(use.checked ? "on" : "off");
    words.hidden = !use.checked;
  });

  document.addEventListener("keydown", (event) => {
    const { target } = event;
    if (!use.checked || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (target !== use && (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) || target.isContentEditable)) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (key === "?" || key === "？" || (key === "escape" && !list.hidden)) toggle();
    else if (verdicts[key]) focus(document.querySelector(`button[value=${verdicts[key]}]`));
    else return;
    event.preventDefault();
  });

  /** From the row that has the focus, else from the case that is open, else to the first. */
  function step(by) {
    const links = [...document.querySelectorAll(".panes tbody a")];
    let at = links.indexOf(document.activeElement);
    if (at < 0) at = links.findIndex((link) => link.closest("[aria-current]"));
    focus(links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + by))]);
  }

  function focus(target) {
    if (target) target.focus();
  }

  function toggle() {
    list.hidden = !list.hidden;
    more.setAttribute("aria-expanded", String(!list.hidden));
  }

  /** The choice on this device; where nothing can be kept the keys are on. */
  function kept(choice) {
    try {
      if (choice) localStorage.setItem("desk-keys", choice);
      return localStorage.getItem("desk-keys");
    } catch {
      return null;
    }
  }
}
