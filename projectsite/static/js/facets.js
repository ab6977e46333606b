// Finds values of a filter in place. "Show all" leads to a page of all values (without this file it just does); here it
// opens a field that asks that same page, and takes the values out of it. While there is text in the field, what is
// found stands in the place of the group's own values.

const PAUSE = 200; // ms after the last key
const finders = new Map(); // those open, by the name of their filter

/** Makes the field, what it says and the list of what it finds, to stand before the link. */
function parts(name, words) {
  const [label, field, said, list] = ["label", "input", "p", "ul"].map((tag) => document.createElement(tag));
  Object.assign(field, { type: "search", id: `find-${name}`, autocomplete: "off" });
  Object.assign(label, { htmlFor: field.id, textContent: words, className: "small" });
  Object.assign(said, { className: "small", hidden: true });
  Object.assign(list, { className: "opts" });
  return { label, field, said, list };
}

class Finder {
  places = new Map(); // the group's own values that were found, and where they stand otherwise
  known = []; // the ids that were found last
  request = null;
  timer = 0;

  constructor(link) {
    Object.assign(this, parts(link.dataset.find, link.dataset.label));
    this.field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), PAUSE);
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // it would send the form
      clearTimeout(this.timer);
      this.look();
    });
    this.attach(link);
  }

  /** Stands before a link, which from now on leads to the page of all values. */
  attach(link) {
    this.url = new URL(link.href);
    link.removeAttribute("data-find");
    this.group = link.closest("fieldset");
    link.parentElement.before(this.label, this.field, this.said, this.list);
  }

  /** Goes on in a group that was brought anew: its own values are those of now, the others are no longer ticked. */
  resume(link) {
    this.places.clear();
    for (const box of this.list.querySelectorAll("input")) {
      if (document.getElementById(box.id)) box.closest("li").remove();
      else box.checked = false;
    }
    this.attach(link);
    if (!this.field.value.trim()) return;
    this.show(this.known.map((id) => this.own(id)));
    this.look(); // the numbers have changed
  }

  /** The group's own value of an id, which is moved to the list and stays a part of the group. */
  own(id) {
    const box = document.getElementById(id);
    return box && this.group.contains(box) ? box.closest("li") : undefined;
  }

  /** Puts values in the list, each of the group's own with a sign where it stood, and focus back where it was. */
  show(items) {
    const focused = document.activeElement?.id;
    const shown = items.filter(Boolean);
    for (const [item, place] of this.places) if (!shown.includes(item)) this.home(item, place);
    for (const item of shown) {
      if (this.places.has(item) || this.list.contains(item) || !this.group.contains(item)) continue;
      const place = document.createComment("");
      this.places.set(item, place);
      item.before(place);
    }
    this.list.replaceChildren(...shown);
    this.whole(false);
    if (focused && document.activeElement === document.body) {
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
  }

  home(item, place) {
    place.replaceWith(item);
    this.places.delete(item);
  }

  /** Shows the group's own values, or hides them. */
  whole(isShown) {
    for (const part of this.group.querySelectorAll(":scope > .opts, :scope > .more")) {
      if (part !== this.list) part.hidden = !isShown;
    }
    this.said.hidden = isShown;
  }

  clear() {
    for (const [item, place] of this.places) this.home(item, place);
    this.list.replaceChildren();
    this.whole(true);
  }

  async look() {
    this.request?.abort();
    const mine = (this.request = new AbortController());
    const url = new URL(this.url);
    url.searchParams.set("find", this.field.value);
    if (!this.field.value.trim()) return this.clear();
    try {
      const response = await fetch(url, { signal: mine.signal });
      if (!response.ok) throw new Error(response.status);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (mine.signal.aborted) return;
      this.take(page);
    } catch (error) {
      if (error.name === "AbortError") return;
      const offline = !navigator.onLine && document.getElementById("status")?.dataset.offline;
      if (!offline) return location.assign(url);
      this.said.textContent = offline;
      this.said.hidden = false;
    }
  }

  /** Shows the values that a page of the filter lists, and says how many they are. */
  take(page) {
    const items = [...page.querySelectorAll("#values .opts > li")];
    this.known = items.map((item) => item.querySelector("input").id);
    for (const item of items) item.querySelector(".not")?.remove();
    const standing = (id) => {
      const item = this.own(id);
      return item && (!this.list.contains(item) || this.places.has(item) || item.querySelector(":checked"));
    };
    this.show(items.map((item, i) => (standing(this.known[i]) ? this.own(this.known[i]) : item)));
    const words = items.length ? page.getElementById("found") : page.getElementById("values");
    this.said.textContent = words?.textContent.trim() ?? "";
    const status = document.getElementById("status");
    if (status) status.textContent = this.said.textContent;
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-find]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const name = link.dataset.find;
  finders.set(name, new Finder(link));
  finders.get(name).field.focus();
});

document.addEventListener("finder:swap", () => {
  for (const [name, finder] of finders) {
    const link = document.querySelector(`a[data-find="${CSS.escape(name)}"]`);
    if (link) finder.resume(link);
    else finders.delete(name);
  }
});
