// Offers names while somebody types: a combobox with a list (ARIA 1.2). The form works the same without this file.
//
// The page holds one input[data-suggest] whose value is the address to ask; `data-suggest-label` names the list.

const field = document.querySelector("input[data-suggest]");
const WAIT = 120; // ms of rest before anything is asked
let timer = 0;
let request = null; // the latest one: an earlier answer is never shown
let items = [];
let active = -1;

const list = document.createElement("ul");
const status = document.createElement("p");

function element(name, className, text, item = {}) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  if (item.lang) made.lang = item.lang;
  if (item.dir) made.dir = item.dir;
  return made;
}

function close() {
  clearTimeout(timer);
  request?.abort();
  list.hidden = true;
  items = [];
  status.textContent = "";
  mark(-1);
  field.setAttribute("aria-expanded", "false");
}

/** Makes one option the active one, -1 none: focus stays in the field. */
function mark(place) {
  active = place;
  for (const [number, option] of [...list.children].entries()) {
    option.setAttribute("aria-selected", String(number === place));
  }
  const option = list.children[place];
  if (option) {
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}

function show(answer) {
  items = answer.suggestions;
  list.replaceChildren(
    ...items.map((item, number) => {
      const option = element("li", "suggest__o", "");
      option.id = `suggestion-${number}`;
      option.setAttribute("role", "option");
      option.append(
        element("span", "suggest__k", item.kind),
        " ",
        element("span", "suggest__n", item.name, item),
        " ",
        element("span", "suggest__c", item.note),
      );
      return option;
    }),
  );
  list.hidden = !items.length;
  field.setAttribute("aria-expanded", String(!!items.length));
  status.textContent = answer.status;
  mark(-1);
}

async function ask() {
  const text = field.value;
  request?.abort();
  if (!text.trim()) return close();
  const mine = (request = new AbortController());
  try {
    const response = await fetch(`${field.dataset.suggest}?${new URLSearchParams({ q: text })}`, { signal: mine.signal });
    const answer = response.ok ? await response.json() : null;
    if (mine.signal.aborted || document.activeElement !== field || field.value !== text) return;
    if (answer) show(answer);
  } catch {
    // given up, or no connection: there are no suggestions
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT);
}

function onKey(event) {
  if (event.isComposing || event.keyCode === 229) return; // the keys are those of an input method
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) return soon();
    const step = event.key === "ArrowDown" ? 1 : -1;
    const places = items.length + 1; // the text itself is one of them
    mark(((active + 1 + step + places) % places) - 1);
  } else if (event.key === "Enter") {
    if (active >= 0) {
      event.preventDefault();
      location.assign(items[active].url);
    } else close();
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    close();
  } else if (event.key === "Tab") close();
}

if (field) {
  field.type = "text"; // a search field may not be a combobox
  list.id = "suggestions";
  list.className = "suggest";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.suggestLabel);
  status.className = "vh";
  status.setAttribute("role", "status");
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
  field.autocomplete = "off";
  field.parentElement.append(list, status);
  field.addEventListener("input", (event) => event.isComposing || soon());
  field.addEventListener("compositionend", soon);
  field.addEventListener("keydown", onKey);
  field.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const place = [...list.children].indexOf(event.target.closest("[role=option]"));
    if (place >= 0) location.assign(items[place].url);
  });
}
