// A keyboard scanner: types a text faster than a person can, and ends with Enter.

const SHIFTED = { ":": "Semicolon", "#": "Digit3" };
const PLAIN = { "/": "Slash", ".": "Period", "-": "Minus" };
const SHIFT = 8;

function press(key) {
  if (key in SHIFTED) return { key, code: SHIFTED[key], text: key, modifiers: SHIFT };
  if (/\d/.test(key)) return { key, code: `Digit${key}`, text: key };
  return { key, code: PLAIN[key] ?? `Key${key.toUpperCase()}`, text: key };
}

/**
 * All keys are on their way before the first is answered. Each carries the time at which a scanner would have sent it,
 * so that a busy machine hands them out late but never makes the scanner slow.
 */
export async function scan(page, text) {
  const session = await page.context().newCDPSession(page);
  const began = Date.now();
  let sent = 0;
  const send = (event) => session.send("Input.dispatchKeyEvent", { ...event, timestamp: (began + sent++) / 1000 });
  const keys = [...text].map(press);
  await Promise.all(keys.flatMap((key) => [send({ type: "keyDown", ...key }), send({ type: "keyUp", ...key, text: "" })]));
  // The page that this key leaves need not answer for it.
  send({ type: "keyDown", key: "Enter", code: "Enter", text: "\r", windowsVirtualKeyCode: 13 }).catch(() => {});
}
