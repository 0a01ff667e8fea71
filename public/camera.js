// The script of scan pages: the camera and the keyboard scanner. The decoder (/pkg/scanner.js) is loaded when the
// camera starts, never before. Without this script the form works by hand.

const form = document.querySelector("form[data-scan]");
const field = form && form.querySelector("input[name=text]");
if (form && field) {
  listen();
  camera();
}

/** Sends what was scanned; the server judges it. */
function send(text) {
  field.value = text;
  form.submit();
}

/**
 * A scanner types fast: so many keys or more, less than 50 ms apart, then Enter or silence. While it types, its keys
 * reach no button. Two channels: the keys by their place on the keyboard, which an input method cannot change, and
 * the text that arrives in the field. What was left in the field is no part of the scan.
 */
function listen() {
  const shifted = { Semicolon: ":", Digit3: "#", Slash: "?" };
  const plain = { Slash: "/", Period: ".", Minus: "-", Semicolon: ";", Equal: "=" };
  // Fewer keys are somebody typing.
  const enough = 20;
  // Milliseconds without a key after which a scan is over.
  const pause = 1000;
  // On a busy machine the timer may go off before keys that came in time are handed out: they come within a moment.
  const moment = 300;
  let keys = "";
  let started = 0;
  let last = 0;
  let timer = 0;
  const fast = () => keys.length >= enough && (last - started) / keys.length < 50;
  const end = () => {
    const burst = fast() ? keys : "";
    const typed = field.value.slice(Math.max(0, field.value.lastIndexOf("http")));
    keys = "";
    if (burst) send(digits(typed).length >= digits(burst).length ? typed : burst);
  };
  document.addEventListener("keydown", (event) => {
    const now = event.timeStamp;
    // Once there are enough, silence is the timer's to judge.
    if (now - last > pause && keys.length < enough) keys = "";
    if (!keys) started = now;
    last = now;
    const scanning = fast();
    if (event.code === "Enter" || event.code === "NumpadEnter" || event.code === "Tab") {
      if (!scanning) return;
      event.preventDefault();
      event.stopPropagation();
      clearTimeout(timer);
      // The text channel gets the last characters after this event.
      timer = setTimeout(end, 30);
      return;
    }
    const match = /^(?:Key|Digit|Numpad)(\w)$/.exec(event.code);
    const key = event.shiftKey ? shifted[event.code] : plain[event.code];
    if (key || match) keys += key || match[1].toLowerCase();
    if (scanning && (event.ctrlKey || event.altKey || event.code === "Space")) event.preventDefault();
    if (scanning && document.activeElement !== field) {
      field.value = "";
      field.focus();
    }
    clearTimeout(timer);
    if (keys.length >= enough) timer = setTimeout(() => (timer = setTimeout(end, moment)), pause);
    if (keys.length > 1400) keys = "";
  }, true);
}

const digits = (text) => (text.normalize("NFKC").match(/\d+/g) || []).sort((a, b) => b.length - a.length)[0] || "";

function camera() {
  const video = form.querySelector("video");
  const start = form.querySelector("[data-camera-start]");
  const stop = form.querySelector("[data-camera-stop]");
  const refused = form.querySelector("[data-camera-refused]");
  if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) return;
  let stream = null;
  start.hidden = false;
  start.addEventListener("click", async () => {
    refused.hidden = true;
    try {
      // Browsers offer 640 × 480 by default, where a code of 65 modules has too few pixels.
      stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } },
      });
      video.srcObject = stream;
      video.hidden = stop.hidden = false;
      start.hidden = true;
      await video.play();
      const scanner = await import("/pkg/scanner.js");
      await scanner.default();
      look(scanner);
    } catch {
      close();
      refused.hidden = false;
    }
  });
  stop.addEventListener("click", close);

  function close() {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = stop.hidden = true;
    start.hidden = false;
  }

  /** One frame after the other, the next only when the last is done. */
  function look(scanner) {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const frame = () => {
      if (!stream) return;
      if (video.videoWidth) {
        const { videoWidth: width, videoHeight: height } = video;
        canvas.width = width;
        canvas.height = height;
        context.drawImage(video, 0, 0);
        const text = scanner.read_rgba(context.getImageData(0, 0, width, height).data, width, height);
        if (text) {
          close();
          send(text);
          return;
        }
      }
      setTimeout(frame, 60);
    };
    frame();
  }
}
