// Service worker. Keeps files, never pages: a page is personal, and no personal HTML is ever stored.
//
//   /pkg/…      the name carries a hash of the content: from the cache, else from the network and then kept
//   a page      from the network; without one, the offline page
//   all else    untouched. Forms are not queued: a request that moves money fails loudly, its draft is on the server.

const SHELL = "shell-1";
const FILES = "files";
const OFFLINE = "/offline.html";
const SHELL_FILES = [OFFLINE, "/offline.css", "/icon.svg"];
// A release has about eight files; the rest belongs to releases that are gone.
const FILES_KEPT = 24;

self.addEventListener("install", (event) => {
  const kept = caches.open(SHELL).then((cache) => cache.addAll(SHELL_FILES));
  event.waitUntil(kept.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const swept = caches.keys().then((names) =>
    Promise.all(names.filter((name) => name !== SHELL && name !== FILES).map((name) => caches.delete(name))));
  event.waitUntil(swept.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/pkg/")) {
    event.respondWith(hashed(event, request));
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (SHELL_FILES.includes(url.pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(url.pathname)));
  }
});

async function hashed(event, request) {
  const cache = await caches.open(FILES);
  const known = await cache.match(request);
  if (known) return known;
  const reply = await fetch(request);
  if (reply.ok) {
    const copy = reply.clone();
    event.waitUntil(cache.put(request, copy).then(() => trim(cache)));
  }
  return reply;
}

async function trim(cache) {
  const requests = await cache.keys();
  const old = requests.slice(0, Math.max(0, requests.length - FILES_KEPT));
  await Promise.all(old.map((request) => cache.delete(request)));
}
