"use strict";
// Choosing lines and groups, and a word at the finger; every chart is read without any of it.
document.documentElement.classList.add("script");
for (const pick of document.querySelectorAll(".pick")) {
  const chart = pick.closest(".chart");
  pick.addEventListener("change", (event) => {
    for (const part of chart.querySelectorAll(`[data-item="${event.target.value}"]`)) {
      part.classList.toggle("off", !event.target.checked);
    }
  });
}
const tip = document.createElement("div");
tip.id = "tip";
tip.hidden = true;
tip.setAttribute("aria-hidden", "true");
document.body.append(tip);
function told(part) {
  if (!part) return "";
  if (part.dataset.tip) return part.dataset.tip;
  // A wave tells all lines that are drawn.
  const points = part.closest("svg").querySelectorAll(`[data-item]:not(.off) [data-wave="${part.dataset.of}"]`);
  return [...points].map((point) => point.dataset.tip).join("\n");
}
function show(event) {
  const part = event.target instanceof Element ? event.target.closest("[data-tip], [data-of]") : null;
  tip.textContent = told(part);
  tip.hidden = !tip.textContent;
  if (tip.hidden) return;
  const beside = Math.min(event.clientX + 14, document.documentElement.clientWidth - tip.offsetWidth - 8);
  const above = event.clientY - tip.offsetHeight - 14;
  tip.style.left = `${Math.max(beside, 8)}px`;
  tip.style.top = `${above < 8 ? event.clientY + 18 : above}px`;
}
document.addEventListener("pointermove", show);
document.addEventListener("pointerdown", show);
document.addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });
document.addEventListener("keydown", (event) => { if (event.key === "Escape") tip.hidden = true; });
window.addEventListener("beforeprint", () => {
  for (const more of document.querySelectorAll(".more")) more.open = true;
  for (const photo of document.images) photo.loading = "eager";
});
