// Keeps the page on the phone: all its files of one version, or none. The server writes VERSION and FILES above this.
/* global VERSION, FILES */

const BEGINNING = "street-";
const CACHE = BEGINNING + VERSION;
const PAGE = "/street";
const TRIES = 4;

self.addEventListener("install", (event) => event.waitUntil(store()));

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const isOurs = url.origin === location.origin && FILES.includes(url.pathname);
  if (event.request.method === "GET" && isOurs) event.respondWith(answer(event.request, url.pathname));
});

async function store() {
  const cache = await caches.open(CACHE);
  await Promise.all(FILES.map(async (file) => cache.put(file, await loaded(file))));
}

// A bad line cuts every third request; one file must not undo all others.
async function loaded(file, tries = TRIES) {
  try {
    const answer = await fetch(new Request(file, { cache: "no-cache", credentials: "omit" }));
    if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
    return answer;
  } catch (error) {
    if (tries <= 1) throw error;
    return loaded(file, tries - 1);
  }
}

async function takeOver() {
  for (const name of await caches.keys()) {
    if (name.startsWith(BEGINNING) && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

async function answer(request, path) {
  const kept = await (await caches.open(CACHE)).match(path);
  return kept ?? fetch(request);
}
