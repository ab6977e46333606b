/* Sections of a form that this browser has seen folded, or laid open, are so again before they are first drawn: the
   watcher runs while the page is read, so that nothing moves afterwards. */
(() => {
  const place = "desk-folds";
  const read = () => { try { return JSON.parse(localStorage.getItem(place)) ?? {}; } catch { return {}; } };
  const folds = read();
  const name = (details) => `${location.pathname.split("/").slice(2, 4).join(".")} ${details.dataset.section}`;
  const watcher = new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) {
      if (node.localName !== "details" || !node.dataset.section || "errors" in node.dataset) continue;
      const wanted = folds[name(node)];
      if (wanted !== undefined) node.open = wanted;
    }
  });
  watcher.observe(document, { childList: true, subtree: true });
  addEventListener("DOMContentLoaded", () => {
    watcher.disconnect();
    setTimeout(() => document.addEventListener("toggle", ({ target }) => {
      if (!target.dataset?.section) return;
      try { localStorage.setItem(place, JSON.stringify({ ...read(), [name(target)]: target.open })); } catch { /* full or forbidden */ }
    }, true));
  });
})();
