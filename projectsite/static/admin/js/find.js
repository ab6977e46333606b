/* The search for anything: as one types, the answers of its page as a list to choose from by the arrow keys.
   Without it the field leads to the page. */

const field = document.getElementById("find");
const form = field?.form;
/* What the form on this page can do, by the words on its buttons. */
const buttons = () => [...document.querySelectorAll("main button[type=submit][name^='_'], main button[name^='_']:not([type]), main input[type=submit]")]
  .filter((button) => button.offsetParent !== null && (button.value || button.textContent).trim());

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const combobox = () => {
  const list = make("div", { id: "find-options", className: "find-options", role: "listbox", hidden: true });
  list.setAttribute("aria-label", form.getAttribute("aria-label"));
  const status = make("p", { className: "visually-hidden", role: "status" });
  form.append(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) field.setAttribute(name, value);
  let options = [], links = [], active = -1, asked = "", drawn = "", latest = 0, timer = 0;

  const show = (open) => {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  };
  const choose = (index) => {
    options[active]?.element.removeAttribute("aria-selected");
    active = index;
    const option = options[index];
    if (!option) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    option.element.setAttribute("aria-selected", "true");
    option.element.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.element.id);
  };
  const option = (title, facts, act, language, direction, other) => {
    const name = make("span", { className: "find-title" }, title);
    if (language) Object.assign(name, { lang: language, dir: direction });
    const element = make("div", { id: `find-option-${options.length}`, className: "find-option", role: "option" }, name);
    const details = facts.map((fact) => make("span", { dir: "auto" }, fact));
    if (other) details.unshift(make("span", { lang: other.language, dir: other.direction }, other.text));
    if (details.length) element.append(make("span", { className: "row-facts" }, ...details));
    element.addEventListener("pointerdown", (event) => event.preventDefault());
    element.addEventListener("click", act);
    options.push({ element, act });
    return element;
  };
  const group = (name, elements) => {
    const heading = make("div", { className: "find-heading", id: `find-group-${list.children.length}` }, name);
    const box = make("div", { role: "group" }, heading, ...elements);
    box.setAttribute("aria-labelledby", heading.id);
    heading.setAttribute("role", "presentation");
    return box;
  };
  /* What Enter opens without an arrow key: the one thing that was found, or the first that is called just so. */
  const meant = () => {
    const words = field.value.trim();
    if (list.hidden || !words || drawn !== words) return undefined;
    const same = links.find(({ title }) => title.localeCompare(words, undefined, { sensitivity: "base" }) === 0);
    return same ?? (options.length === 1 ? links[0] : undefined);
  };
  const draw = (answer, words) => {
    options = [];
    links = [];
    active = -1;
    field.removeAttribute("aria-activedescendant");
    list.replaceChildren();
    const here = buttons().filter((button) => words.every((word) => (button.value || button.textContent).toLocaleLowerCase().includes(word)));
    if (here.length) {
      const title = document.querySelector("main h1")?.textContent.trim() ?? document.title;
      list.append(group(title, here.map((button) => option((button.textContent.trim() || button.value), [], () => button.click()))));
    }
    for (const found of answer.groups) {
      const elements = found.hits.map((hit) => option(hit.title, hit.facts, () => {
        if (hit.interface) document.querySelector(`.interface-languages button[value="${hit.interface}"]`)?.click();
        else location.assign(hit.url);
      }, hit.language, hit.direction, hit.other));
      links.push(...found.hits.filter(({ url }) => url));
      if (found.more) elements.push(option(answer.more, [], () => location.assign(found.more)));
      list.append(group(found.name, elements));
    }
    status.textContent = answer.words;
    if (!options.length) list.append(make("p", { className: "quiet" }, answer.words));
    show(true);
  };
  const ask = async () => {
    const query = field.value.trim();
    if (query === asked) return;
    asked = query;
    const turn = latest += 1;
    if (!query) return show(false);
    try {
      const address = `${form.action}?${new URLSearchParams({ q: query, format: "json" })}`;
      const response = await fetch(address, { credentials: "same-origin" });
      if (!response.ok || response.redirected) return;
      const answer = await response.json();
      if (turn !== latest || document.activeElement !== field) return;
      draw(answer, query.toLocaleLowerCase().split(/\s+/));
      drawn = query;
    } catch { /* the page of the search is still there */ }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  field.addEventListener("blur", () => show(false));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      if (list.hidden) return;
      event.preventDefault();
      event.stopPropagation();
      asked = "";
      show(false);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      if (list.hidden) show(true);
      const last = options.length - 1;
      const next = event.key === "ArrowDown" ? active + 1 : active - 1;
      choose(next > last ? -1 : next < -1 ? last : next);
    } else if (event.key === "Enter" && active >= 0 && !list.hidden) {
      event.preventDefault();
      options[active].act();
    } else if (event.key === "Enter" && meant()) {
      event.preventDefault();
      location.assign(meant().url);
    }
  });
};

if (field) combobox();
