/* The frame of the desk: the keys that lead to the search for anything, and its answers while one types, which come
   with the first visit to the field. Everything works without it. */

const field = document.getElementById("find");
const menu = document.getElementById("menu");

const isTyping = (target) => target instanceof Element
  && target.closest("input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable=true]");

document.addEventListener("keydown", (event) => {
  if (!field || event.defaultPrevented) return;
  const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
  const isK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  if (!isSlash && !isK) return;
  event.preventDefault();
  if (field.offsetParent === null) menu.showPopover?.();
  field.focus();
  field.select();
});

field?.addEventListener("focus", () => {
  import(field.dataset.module).then(() => field.value && field.dispatchEvent(new Event("input"))).catch(() => {});
}, { once: true });
