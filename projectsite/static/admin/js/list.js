/* Lists: choosing rows together, and long filters that open in place. Everything works without it. */

/* --- Choosing rows: all of the page, a stretch with Shift, and how many there are ------------------------------------- */
const form = document.getElementById("changelist-form");
const boxes = [...(form?.querySelectorAll("tbody input.action-select") ?? [])];
const toggle = document.getElementById("action-toggle");
const across = form?.querySelector("[name=select_across]");
let last = null;

const count = () => {
  const chosen = boxes.filter((box) => box.checked).length;
  for (const box of boxes) box.closest("tr").classList.toggle("selected", box.checked);
  if (toggle) {
    toggle.checked = chosen > 0 && chosen === boxes.length;
    toggle.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  if (across && chosen < boxes.length) across.checked = false;
  const output = document.getElementById("chosen-count");
  if (!output) return;
  output.value = chosen;
  output.parentElement.hidden = false;
};

if (boxes.length) {
  toggle?.addEventListener("change", () => {
    for (const box of boxes) box.checked = toggle.checked;
    count();
  });
  across?.addEventListener("change", () => {
    for (const box of boxes) box.checked = across.checked;
    count();
  });
  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        for (const other of boxes.slice(from, to + 1)) other.checked = box.checked;
      }
      last = box;
      count();
    });
  }
  window.addEventListener("pageshow", count);
}

/* --- Long filters: the same page with the filter open, of which its part comes here ----------------------------------- */
const load = async (filter, address) => {
  const before = document.activeElement;
  filter.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { credentials: "same-origin" });
    if (!response.ok) throw new Error(response.status);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const loaded = page.getElementById(filter.id);
    if (!loaded) throw new Error("not there");
    const summary = filter.querySelector("summary");
    filter.replaceChildren(summary, ...[...loaded.children].filter((child) => child.localName !== "summary"));
    delete filter.dataset.open;
    const place = before?.name && filter.querySelector(`input[name="${before.name}"]`);
    (place || (filter.contains(before) ? null : before === document.body && summary))?.focus?.();
  } catch {
    location.assign(address);
  } finally {
    filter.removeAttribute("aria-busy");
  }
};

const filters = document.querySelector(".filters");
filters?.addEventListener("toggle", (event) => {
  const filter = event.target;
  if (filter.open && filter.dataset.open) load(filter, filter.dataset.open);
}, true);
filters?.addEventListener("click", (event) => {
  const link = event.target.closest("a.filter-load");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  load(link.closest(".filter"), link.href);
});
filters?.addEventListener("submit", (event) => {
  const among = event.target.closest("form.filter-among");
  if (!among) return;
  event.preventDefault();
  load(among.closest(".filter"), `${location.pathname}?${new URLSearchParams(new FormData(among))}`);
});
