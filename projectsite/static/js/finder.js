// Brings a changed list without leaving the page. Everything works as links and a GET form without this file.
//
// The page marks what changes with `data-region` (and an id); the address is the only state. A change fetches the same
// full page that a plain visit would show, and takes the regions out of it. Whatever goes wrong, the browser goes to
// the address itself; without a connection the page stays, and says so. The page holds: form[data-finder], #results
// (its heading says the count), #status (parts/said.html, never replaced), and for narrow screens a button[data-toggle]
// with aria-controls. What others added to a region hears `finder:swap` when the region is new, and may put itself back.
// Boxes of the name `project` are ticked for a comparison: they go along in the address and change nothing else of it.

const form = document.querySelector("form[data-finder]");
const status = document.getElementById("status");
const KEY = `groups:${location.pathname.split("/")[2]}`; // of this list, in this tab
const BOXES = "input[type=checkbox], input[type=radio], select";
const TYPED = "[data-region] input[type=text]"; // the years: they apply when the reader leaves them
let request = null; // the latest one: an earlier one is given up
let busy = false;
let shown = location.pathname + location.search;

/** The address that the form asks for, without what is empty or as it is anyway. */
function address() {
  const url = new URL(form.action);
  const fields = [...new FormData(form)].filter(([name, value]) => {
    const field = form.elements.namedItem(name);
    return value.trim() && value !== field?.dataset?.default;
  });
  url.search = new URLSearchParams(fields);
  return url;
}

/** The present address, page and all, with the projects that are ticked for a comparison. */
function withTicked() {
  const url = new URL(location.href);
  url.searchParams.delete("project");
  for (const key of new FormData(form).getAll("project")) url.searchParams.append("project", key);
  return url;
}

const regions = (page) => new Map([...page.querySelectorAll("[data-region][id]")].map((part) => [part.id, part]));

/** Puts the regions of a fetched page in the place of ours, keeping focus, opened groups and what is being typed. */
function swap(page) {
  const fresh = regions(page);
  const ours = regions(document);
  if (!fresh.size || [...ours.keys()].some((id) => !fresh.has(id))) throw new Error("another page");
  const field = document.activeElement;
  const focused = field?.id;
  const open = groups();
  for (const [id, part] of ours) part.replaceChildren(...fresh.get(id).childNodes);
  restore(open);
  document.dispatchEvent(new CustomEvent("finder:swap"));
  document.title = page.title;
  for (const link of document.head.querySelectorAll("link[rel=canonical], link[rel=alternate]")) link.remove();
  document.head.append(...page.head.querySelectorAll("link[rel=canonical], link[rel=alternate]"));
  if (focused && document.activeElement === document.body) {
    const twin = document.getElementById(focused);
    if (twin?.matches(TYPED) && twin !== field && unsent(field)) twin.value = field.value;
    twin?.focus({ preventScroll: true });
  }
}

/** Brings the style sheets that a fetched page has and ours lacks: each view of a list has some of its own. */
function dress(page) {
  const missing = [...page.head.querySelectorAll("link[rel=stylesheet]")].filter(
    (sheet) => !document.head.querySelector(`link[href="${CSS.escape(sheet.getAttribute("href"))}"]`),
  );
  return Promise.all(
    missing.map((sheet) => {
      const link = document.importNode(sheet);
      return new Promise((resolve, reject) => {
        link.onload = resolve;
        link.onerror = reject;
        document.head.append(link);
      });
    }),
  );
}

/** Whether a field says something else than the page that it came with. */
const unsent = (field) => field.value.trim() !== field.defaultValue;

/** Which groups are open, by id. */
const groups = () => [...form.querySelectorAll("details[id]")].map((group) => [group.id, group.open]);

function restore(open) {
  for (const [id, isOpen] of open) {
    const group = document.getElementById(id);
    if (group) group.open = isOpen;
  }
}

/** Gives the fields that stand outside of regions the values of a fetched page. */
function refill(page) {
  for (const field of form.elements) {
    if (!field.id || field.closest("[data-region]")) continue;
    const twin = page.getElementById(field.id);
    if (!twin) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = twin.checked;
    else field.value = twin.value;
  }
}

function focusResults(top) {
  const heading = document.getElementById("results");
  heading.focus({ preventScroll: true });
  if (top || heading.getBoundingClientRect().top < 0) heading.scrollIntoView({ block: "start" });
}

/** Shows the list at an address. `to` says where focus goes: "stay", "results", "top", or "back" for history. */
async function show(url, to) {
  request?.abort();
  const mine = (request = new AbortController());
  const y = history.state?.y ?? 0;
  busy = true;
  document.getElementById("list")?.setAttribute("aria-busy", "true");
  status.textContent = "";
  status.className = "vh";
  try {
    const response = await fetch(url, { signal: mine.signal });
    const html = response.headers.get("content-type")?.startsWith("text/html");
    if (!response.ok || !html) throw new Error(response.status);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    await dress(page);
    if (mine.signal.aborted) return;
    const reached = new URL(response.url);
    if (to !== "back") rememberPlace();
    if (to !== "stay") refill(page);
    swap(page);
    if (to !== "back" && reached.pathname + reached.search !== shown) history.pushState({}, "", reached);
    shown = location.pathname + location.search;
  } catch (error) {
    if (error.name === "AbortError") return;
    if (navigator.onLine || to === "back") location.assign(url);
    else tellOffline(url);
    return;
  }
  document.getElementById("list")?.removeAttribute("aria-busy");
  status.textContent = [...document.querySelectorAll("#results, [data-said]")].map((part) => part.textContent.trim()).join(". ");
  if (to === "results" || to === "top") focusResults(to === "top");
  if (to === "back") scrollTo({ top: y, behavior: "instant" });
  busy = false;
}

/** Says, for everybody to see, that there is no connection, with a link to what was asked for. */
function tellOffline(url) {
  document.getElementById("list")?.removeAttribute("aria-busy");
  const again = Object.assign(document.createElement("a"), { href: url, textContent: status.dataset.again });
  status.className = "note";
  status.replaceChildren(status.dataset.offline, " ", again);
  status.scrollIntoView({ block: "nearest" });
  busy = false;
}

/** Keeps how far down the reader is, for Back and Forward. */
function rememberPlace() {
  history.replaceState({ ...history.state, y: scrollY }, "");
}

/** Whether a click asks for nothing but following the link here. */
const plain = (event) =>
  !(event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

function onClick(event) {
  const link = event.target.closest("[data-region] a, #status a");
  if (!link || !plain(event) || link.hasAttribute("download") || link.getAttribute("target")) return;
  const url = new URL(link.href.baseVal ?? link.href, location.href);
  if (url.origin !== location.origin || url.pathname !== new URL(form.action).pathname || url.hash) return;
  event.preventDefault();
  show(url, link.hasAttribute("data-top") ? "top" : "results");
}

function toggle(button) {
  button.addEventListener("click", () => {
    button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
  });
}

if (form && status) {
  form.querySelectorAll("[data-toggle]").forEach(toggle);
  try {
    restore(JSON.parse(sessionStorage.getItem(KEY)) ?? []);
  } catch {
    // no storage: the groups open as the page has them
  }
  form.addEventListener(
    "toggle",
    () => {
      try {
        sessionStorage.setItem(KEY, JSON.stringify(groups()));
      } catch {
        // as above
      }
    },
    true,
  );
  form.addEventListener("change", (event) => {
    if (event.target.name === "project") show(withTicked(), "stay");
    else if (event.target.matches(`${BOXES}, ${TYPED}`)) show(address(), "stay");
  });
  // a field that took over what was being typed when the page changed around it reports no change
  form.addEventListener("focusout", (event) => {
    if (!busy && event.target.matches(TYPED) && unsent(event.target)) show(address(), "stay");
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name) return; // the button of the comparison
    event.preventDefault();
    show(address(), "results");
  });
  document.addEventListener("click", onClick);
  addEventListener("popstate", () => {
    if (location.pathname + location.search !== shown) show(new URL(location.href), "back");
  });
  history.scrollRestoration = "manual";
  addEventListener("scrollend", () => busy || rememberPlace());
  addEventListener("pagehide", rememberPlace);
  if (history.state?.y) scrollTo({ top: history.state.y, behavior: "instant" });
}
