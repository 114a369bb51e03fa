// Says what Streamlit says in English only in the visitor's language, and lets the keyboard reach what scrolls.
// SAID, LANGUAGES and STANDARD are written before this by survey_ui/built_in.py.
(() => {
  const NAMES = ["aria-label", "title", "placeholder", "alt"];
  // Boxes of our own that scroll sideways on a phone; elsewhere only Streamlit's own lists and tables do.
  const SCROLLING = [".koe-cloud", ..."_wide figure_theme_map figure_network".split(" ")
    .map((name) => `[data-testid=stElementContainer][class*=${name}]`)].join(", ");
  // Texts are changed where Streamlit alone writes: never in what people wrote, named or chose from.
  const OURS = "[data-testid=stMain], [data-testid=stSidebar], [role=listbox]";
  const STREAMLITS = "[data-testid=stFileUploaderDropzone] button, [data-testid=stFileUploaderDropzoneInstructions]";
  const kept = new WeakMap();
  let language = "";

  const chosen = () => LANGUAGES[new URLSearchParams(location.search).get("lang")] || STANDARD;
  const phrase = (words) => (SAID[language].exactly || {})[words];

  function said(words) {
    const whole = phrase(words);
    if (whole) return whole;
    for (const [start, target] of SAID[language].beginnings || []) {
      if (words.startsWith(start)) return target.replace("{rest}", words.slice(start.length));
    }
    for (const [end, target] of SAID[language].endings || []) {
      if (words.endsWith(end)) return target.replace("{rest}", words.slice(0, -end.length));
    }
    return words;
  }

  // What stands there is Streamlit's own, unless it is what we put there.
  function renamed(node, place, now) {
    const known = kept.get(node) || {};
    const original = known[place] && known[place].said === now ? known[place].original : now;
    const words = said(original.trim());
    if (words === original.trim() && !known[place]) return now;
    const target = words === original.trim() ? original : words;
    kept.set(node, { ...known, [place]: { original, said: target } });
    return target;
  }

  function rename(node) {
    for (const place of NAMES) {
      const now = node.getAttribute(place);
      if (!now) continue;
      const target = renamed(node, place, now);
      if (target !== now) node.setAttribute(place, target);
    }
  }

  function rewrite(text) {
    const now = text.nodeValue;
    const box = text.parentElement;
    if (!now.trim() || !box || (box.closest(OURS) && !box.closest(STREAMLITS))) return;
    const target = renamed(text, "text", now);
    if (target !== now) text.nodeValue = target;
  }

  function whole(root) {
    if (root.nodeType === Node.TEXT_NODE) return rewrite(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    rename(root);
    root.querySelectorAll(NAMES.map((name) => `[${name}]`).join()).forEach(rename);
    const inOurs = root.closest(OURS) && !root.closest(STREAMLITS);
    for (const box of inOurs ? root.querySelectorAll(STREAMLITS) : [root]) {
      const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) rewrite(texts.currentNode);
    }
  }

  function reachable() {
    for (const box of document.querySelectorAll(SCROLLING)) {
      if (box.scrollWidth > box.clientWidth + 1) {
        // Setting what is set already would be a change to look at again, for ever.
        if (box.getAttribute("aria-label") === SAID[language].sideways) continue;
        box.tabIndex = 0;
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", SAID[language].sideways);
      } else if (box.tabIndex === 0) {
        ["tabindex", "role", "aria-label"].forEach((name) => box.removeAttribute(name));
      }
    }
  }

  function changed(changes) {
    if (chosen() !== language) {
      language = chosen();
      // Screen readers choose their voice by it.
      document.documentElement.lang = TAGS[language];
      whole(document.body);
    } else {
      for (const change of changes) {
        if (change.type === "attributes") rename(change.target);
        else if (change.type === "characterData") rewrite(change.target);
        else change.addedNodes.forEach(whole);
      }
    }
    cancelAnimationFrame(changed.soon);
    changed.soon = requestAnimationFrame(reachable);
  }

  const watch = new MutationObserver(changed);
  const watched = { subtree: true, childList: true, characterData: true, attributeFilter: NAMES };
  addEventListener("resize", () => requestAnimationFrame(reachable));
  changed([]);
  watch.observe(document.body, watched);
})();
