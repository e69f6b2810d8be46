// The service worker: the page works without a network after one visit, and only the files of its own build are ever
// fetched. The two lines below are filled in by `cargo xtask post-build`.
//
// One cache per build. A new build waits until every tab of the old one is closed or the page says "apply": a page
// with a log open is never replaced. This file keeps its name for ever; the page registers it with
// `updateViaCache: "none"`.
//
// Turned off by `?nosw` in the address: an empty cache OFF is left behind, and while it exists nothing is answered
// from here and the page does not register again. `?sw` (handled by the page) removes it.

const BUILD = "";
const FILES = []; // [path relative to this file, bytes, digest] of every file of the build

const SCOPE = new URL("./", self.location).href;
// Several sites can share one origin (name.github.io): caches carry the path of theirs.
const PREFIX = `racecard ${new URL(SCOPE).pathname} `;
const CACHE = PREFIX + BUILD;
const OFF = `racecard-off ${new URL(SCOPE).pathname}`;
const HOME = new URL("index.html", SCOPE).href;
const KNOWN = new Set(FILES.map(([path]) => new URL(path, SCOPE).href));
const NAVIGATION_LIMIT_MS = 3000;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => event.respondWith(answer(event.request)));
self.addEventListener("message", (event) => {
  if (event.data === "apply") self.skipWaiting();
});

// All files or none: a digest or size that differs fails the whole installation.
async function install() {
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(FILES.map(([path, bytes, integrity]) => fetchInto(cache, path, bytes, integrity)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function fetchInto(cache, path, bytes, integrity) {
  const url = new URL(path, SCOPE).href;
  const response = await fetch(url, { integrity, cache: "no-cache", redirect: "error", credentials: "same-origin" });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  const body = await response.clone().arrayBuffer();
  if (body.byteLength !== bytes) throw new Error(`${path}: ${body.byteLength} bytes, not ${bytes}`);
  await cache.put(url, response);
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request) {
  if (await caches.has(OFF)) return fetch(request);
  const url = new URL(request.url);
  const address = url.origin + url.pathname;
  if (request.mode === "navigate" && address.startsWith(SCOPE)) return navigate(request, url, address);
  const ours = KNOWN.has(address) || admitted.has(address);
  if (request.method === "GET" && ours) return (await cached(address)) ?? fetch(request);
  // Whatever else the page could be made to ask for: no.
  return Response.error();
}

const cached = async (address) => (await caches.open(CACHE)).match(address);

// The network gets three seconds to bring a newer page; then the one at hand is shown. A host's error page (a captive
// portal, a project that moved) does not replace a page that works.
async function navigate(request, url, address) {
  if (url.searchParams.has("nosw")) return turnOff(request);
  const isHome = address === SCOPE || address === HOME;
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(NAVIGATION_LIMIT_MS) });
    if (response.ok && isHome) await admit(response.clone());
    if (response.ok || !isHome) return response;
  } catch {
    // No network, or too slow.
  }
  return (await cached(HOME)) ?? fetch(request);
}

// Files that a newer index.html than ours names; without them its page would meet our refusals.
const admitted = new Set();

async function admit(page) {
  for (const [name] of (await page.text()).matchAll(/[\w-]+\.(?:js|css|wasm)\b/g)) {
    admitted.add(new URL(name, SCOPE).href);
  }
}

async function turnOff(request) {
  await caches.open(OFF);
  await self.registration.unregister();
  return fetch(request);
}
