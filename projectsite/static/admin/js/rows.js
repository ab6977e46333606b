/* Rows of a form: one more, another order by dragging or by keys, the numbers that keep it. Without this script the
   last row is empty for one more, and the numbers are typed. */

const groups = document.querySelectorAll("[data-rows]");
const rowsOf = (group) => [...group.querySelectorAll(".form-row[id]")].filter((row) => !row.classList.contains("empty-form"));
const position = (row) => row.querySelector("[name$='-position']");

const isFilled = (row) =>
  [...row.querySelectorAll("input, select, textarea")].some((field) => {
    if (/-(position|DELETE)$/.test(field.name) || !field.name) return false;
    if (field.type === "checkbox") return field.checked;
    return field.localName === "select" ? field.selectedIndex > 0 || (field.options[0]?.value && field.options[0].selected && field.dataset.appLabel)
      : field.type !== "hidden" ? field.value !== "" : /-id$/.test(field.name) && field.value !== "";
  });

const number = (group) => {
  let next = 1;
  for (const row of rowsOf(group)) if (isFilled(row) && position(row)) position(row).value = next++;
  group.closest("form").dispatchEvent(new Event("rows:changed"));
};

const nameOf = (group, row) =>
  row.querySelector("select[data-app-label]")?.selectedOptions[0]?.textContent.trim() || row.dataset.name || group.dataset.unnamed;

const announce = (group, row) => {
  const rows = rowsOf(group);
  const words = { name: nameOf(group, row), number: rows.indexOf(row) + 1, count: rows.length };
  group.querySelector("[data-announce]").textContent = group.dataset.moved.replace(/\{(\w+)\}/g, (_all, key) => words[key]);
};

const move = (group, row, by) => {
  const rows = rowsOf(group);
  const other = rows[rows.indexOf(row) + by];
  if (!other) return;
  if (by < 0) other.before(row);
  else other.after(row);
  number(group);
  announce(group, row);
};

const add = (group) => {
  const template = group.querySelector(".empty-form");
  const total = group.querySelector("[name$='-TOTAL_FORMS']");
  const holder = document.createElement(template.localName === "tr" ? "tbody" : "div");
  holder.append(template.cloneNode(true));
  const row = holder.firstElementChild;
  row.classList.remove("empty-form");
  row.hidden = false;
  row.id = `${group.dataset.rows}-${total.value}`;
  for (const part of row.querySelectorAll("*")) {
    for (const name of ["id", "name", "for", "aria-describedby", "href", "data-budget-of", "aria-labelledby"]) {
      const value = part.getAttribute(name);
      if (value?.includes("__prefix__")) part.setAttribute(name, value.replaceAll("__prefix__", total.value));
    }
  }
  row.setAttribute("aria-labelledby", `${row.id}-name`);
  row.querySelector("h3")?.setAttribute("id", `${row.id}-name`);
  if (row.localName === "tr") row.removeAttribute("aria-labelledby");
  total.value = Number(total.value) + 1;
  template.before(row);
  row.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: group.dataset.rows } }));
  row.querySelector(":is(select, input, textarea):not([type=hidden], [name$='-position'])")?.focus();
  return row;
};

/* The row goes where the pointer is; letting go leaves it where it was last. */
const drag = (group, grip, event) => {
  const row = grip.closest(".form-row");
  event.preventDefault();
  row.classList.add("dragged");
  const follow = ({ clientY }) => {
    const over = rowsOf(group).find((other) => {
      const { top, bottom } = other.getBoundingClientRect();
      return other !== row && clientY > top && clientY < bottom;
    });
    if (!over) return;
    const { top, height } = over.getBoundingClientRect();
    if (clientY < top + height / 2) over.before(row);
    else over.after(row);
  };
  const end = () => {
    document.removeEventListener("pointermove", follow);
    row.classList.remove("dragged");
    number(group);
    announce(group, row);
  };
  /* Not on the grip, which moves with its row and so would let go of the pointer. */
  document.addEventListener("pointermove", follow);
  const gone = new AbortController();
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, () => { gone.abort(); end(); }, { signal: gone.signal });
  }
};

/* A form that came back shows its rows in the order of their numbers. */
const arrange = (group) => {
  const rows = rowsOf(group).filter((row) => position(row)?.value);
  const sorted = rows.toSorted((one, other) => position(one).value - position(other).value);
  if (sorted.some((row, place) => row !== rows[place])) for (const row of sorted) group.querySelector(".empty-form").before(row);
};

for (const group of groups) {
  arrange(group);
  group.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move], [data-add-row]");
    if (!button) return;
    if ("addRow" in button.dataset) return void add(group);
    move(group, button.closest(".form-row"), Number(button.dataset.move));
    button.focus();
  });
  group.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    /* Alt and an arrow open a choice: there they stay what they are. */
    if (!by || !event.altKey || event.target.closest("select, .select2, textarea, [contenteditable]")) return;
    const row = event.target.closest(".form-row");
    if (!row) return;
    event.preventDefault();
    const { target } = event;
    move(group, row, by);
    target.focus();
  });
  group.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (grip && event.button === 0) drag(group, grip, event);
  });
  group.addEventListener("change", (event) => {
    if (event.target.name?.endsWith("-DELETE")) event.target.closest(".form-row").classList.toggle("removed", event.target.checked);
  });
}

document.addEventListener("rows:want", ({ detail: { prefix, count } }) => {
  const group = document.querySelector(`[data-rows="${prefix}"]`);
  while (group && Number(group.querySelector("[name$='-TOTAL_FORMS']").value) < count) add(group);
});
