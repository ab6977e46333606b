// Finds further values of a filter in place. "Show all" leads to a page of all values (without this file it just does);
// here it opens a field that asks that same page, and takes the values out of it.

const PAUSE = 200; // ms after the last key
const MOST = 20;

/** The values that a page of a filter lists, as boxes of the list's own form; those that stand here already left out. */
function values(page) {
  const items = [...page.querySelectorAll("#values .opts > li")].slice(0, MOST);
  for (const item of items) item.querySelector(".not")?.remove();
  return items.filter((item) => !document.getElementById(item.querySelector("input").id));
}

/** Puts a field and its list before the link, which from now on leads to the page of all values. */
function open(link) {
  const url = new URL(link.href);
  const field = document.createElement("input");
  const label = document.createElement("label");
  const list = document.createElement("ul");
  const status = document.getElementById("status");
  Object.assign(field, { type: "search", id: `find-${link.dataset.find}`, autocomplete: "off" });
  Object.assign(label, { htmlFor: field.id, textContent: link.dataset.label, className: "small" });
  Object.assign(list, { className: "opts" });
  link.parentElement.before(label, field, list);
  link.removeAttribute("data-find");

  let request = null;
  let timer = 0;
  async function look() {
    request?.abort();
    const mine = (request = new AbortController());
    url.searchParams.set("find", field.value);
    if (!field.value.trim()) return list.replaceChildren();
    try {
      const response = await fetch(url, { signal: mine.signal });
      if (!response.ok) throw new Error(response.status);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (mine.signal.aborted) return;
      list.replaceChildren(...values(page));
      if (status) status.textContent = page.getElementById("found")?.textContent.trim() ?? "";
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
    }
  }
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // it would send the form
    clearTimeout(timer);
    look();
  });
  field.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-find]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(link);
});
