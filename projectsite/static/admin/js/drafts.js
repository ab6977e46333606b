/* What is typed and not saved is kept in this browser, under the person, the form and the version it was opened on, so
   that it can be brought back when the session ended, the connection failed or the window was closed. It goes once it
   is saved, and after two weeks. Files and passwords are not kept. */

const form = document.querySelector("#content-main form[id$=_form]:not([data-popup])");
const box = form?.querySelector("[data-restore]");
const PREFIX = "desk-draft ";
const DAYS = 14;

const fields = () => [...form.elements].filter((field) =>
  field.name && !field.disabled && !["submit", "button", "file", "password"].includes(field.type)
  && !/^(csrfmiddlewaretoken|mark|replace|_plan|_popup|_switch)/.test(field.name));

/* A choice with a search keeps the words of what is chosen: its list has no others. */
const value = (field) => {
  if (field.type === "checkbox" || field.type === "radio") return field.checked ? [field.value] : [];
  if (field.localName === "select") return [...field.selectedOptions].map((option) => [option.value, option.text]);
  return field.value;
};

const typed = () => Object.fromEntries(fields().map((field) => [field.type === "radio" ? `${field.name} ${field.value}` : field.name, value(field)]));

const put = (field, kept) => {
  if (kept === undefined || JSON.stringify(kept) === JSON.stringify(value(field))) return;
  if (field.type === "checkbox" || field.type === "radio") field.checked = kept.length > 0;
  else if (field.localName === "select") {
    for (const option of field.options) option.selected = false;
    for (const [key, words] of kept) {
      let option = [...field.options].find((other) => other.value === key);
      if (!option) field.append(option = new Option(words, key));
      option.selected = true;
      if (field.multiple) field.append(option);
    }
  } else field.value = kept;
  if (window.django?.jQuery) window.django.jQuery(field).trigger("change");
  field.dispatchEvent(new Event("richtext:set"));
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

if (box) {
  const language = new URLSearchParams(location.search).get("language") ?? "";
  const place = `${PREFIX}${form.dataset.person} ${location.pathname} ${language}`;
  const mark = form.elements.mark?.value ?? "";
  const store = (draft) => { try { localStorage.setItem(place, JSON.stringify(draft)); } catch { /* full or forbidden */ } };
  const load = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const drop = () => localStorage.removeItem(place);

  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX) && !(Date.now() - load(name)?.at < DAYS * 864e5)) localStorage.removeItem(name);
  }
  const sent = sessionStorage.getItem("desk-sent");
  sessionStorage.removeItem("desk-sent");
  if (sent && document.querySelector(".messagelist .success")) localStorage.removeItem(sent);

  let before = "unsaved" in form.dataset ? "" : null, waits;
  const keep = () => {
    const values = typed();
    if (JSON.stringify(values) !== before) store({ mark, at: Date.now(), values });
  };
  for (const name of ["input", "change", "rows:changed"]) form.addEventListener(name, (event) => {
    if (before === null || (name !== "rows:changed" && !event.isTrusted && !event.target.matches("textarea.richtext, select"))) return;
    clearTimeout(waits);
    waits = setTimeout(keep, 600);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waits);
    if (before !== null && JSON.stringify(typed()) !== before) keep();
    const draft = load(place);
    if (draft) store({ ...draft, sent: true });
    try { sessionStorage.setItem("desk-sent", place); } catch { /* the mark tells it too */ }
  });

  addEventListener("load", () => setTimeout(() => {
    const now = JSON.stringify(typed());
    if (before === null) before = now;
    const draft = load(place);
    if (!draft || "unsaved" in form.dataset) return;
    /* Sent, and the form has a newer version now: that was saved. */
    if (JSON.stringify(draft.values) === now || (draft.sent && draft.mark !== mark)) return drop();
    const time = box.querySelector("time");
    time.dateTime = new Date(draft.at).toISOString();
    time.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(draft.at);
    box.hidden = false;
    box.querySelector("[data-restore-drop]").addEventListener("click", () => { drop(); box.hidden = true; });
    box.querySelector("[data-restore-take]").addEventListener("click", () => {
      for (const [name, count] of Object.entries(draft.values)) {
        if (name.endsWith("-TOTAL_FORMS")) document.dispatchEvent(new CustomEvent("rows:want", { detail: { prefix: name.slice(0, -12), count: Number(count) } }));
      }
      for (const field of fields()) {
        if (!/_FORMS$/.test(field.name)) put(field, draft.values[field.type === "radio" ? `${field.name} ${field.value}` : field.name]);
      }
      /* What somebody else saved since is not overwritten in silence: the server asks. */
      if (form.elements.mark && draft.mark) form.elements.mark.value = draft.mark;
      box.hidden = true;
      form.querySelector("input:not([type=hidden])")?.focus();
    });
  }, 500));
}
