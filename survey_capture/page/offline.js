// The page without a network: its service worker, and newer versions, which come in when nothing is half written.

import { on } from "./news.js";

const WORKER = "/street/sw.js";
const SCOPE = "/street";
const HOUR_MILLISECONDS = 3_600_000;
const AGAIN_MILLISECONDS = 10_000;

/** Whether the page is kept on the phone. */
export const offline = { ready: false };

/** Installs the worker; `isQuiet` tells when the page may be loaded anew, `settled` when what was typed is kept. */
export async function install(isQuiet, settled, ready) {
  if (!("serviceWorker" in navigator)) return;
  const isFirst = !navigator.serviceWorker.controller;
  let reloading = isFirst;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    // The first worker has nothing newer to show. One that took over while the page was loading has left it files of two versions.
    if (!reloading) settled().then(() => location.reload());
    reloading = false;
  });
  const registration = await navigator.serviceWorker.register(WORKER, { scope: SCOPE, updateViaCache: "none" });
  const takeOver = () => {
    if (registration.waiting && navigator.serviceWorker.controller && isQuiet()) registration.waiting.postMessage("take over");
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", takeOver));
  on(["saved", "draft"], takeOver);
  takeOver();
  // What is told once may not be heard: the worker may not hold the page yet, or be asleep.
  setInterval(takeOver, AGAIN_MILLISECONDS);
  const update = () => registration.update().catch(() => {});
  setInterval(update, HOUR_MILLISECONDS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && update());
  await navigator.serviceWorker.ready;
  offline.ready = true;
  if (isFirst) ready();
}
