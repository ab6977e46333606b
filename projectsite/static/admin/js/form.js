/* The forms of the desk: nothing typed is lost when the language of the texts is switched or the page is left, the bar
   says how it stands, an address follows the title, budgets and periods are told while one types, choices have names,
   links lead into folded sections, and whoever else has the form open is shown. Everything can be saved without it. */

/* As editorial.slugs.slugify, which has the last word when the form is saved. */
const GERMAN = { "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss" };
const SPECIAL = { "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ß": "ss" };

const slugify = (title, language, longest) => {
  let text = title.normalize("NFC").toLocaleLowerCase("en");
  if (language === "de") text = text.replace(/[äöüß]/g, (char) => GERMAN[char]);
  text = text.replace(/[øæœłđðþıß]/g, (char) => SPECIAL[char]).replace(/[\u200e\u200f\u061c\u0640\u064b-\u065f\u0670]/g, "");
  text = [...text.replace(/[\u0300-\u036f]/g, "")].map((char) => {
    const parts = char.normalize("NFKD");
    return parts.length > 1 && /^[\u0000-\u007f]/.test(parts) ? parts[0] : char;
  }).join("");
  const slug = text.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  if (slug.length <= longest) return slug;
  const cut = slug.slice(0, longest + 1);
  return cut.includes("-") ? cut.slice(0, cut.lastIndexOf("-")).slice(0, longest) : slug.slice(0, longest);
};

const followTitle = (form) => {
  for (const slug of form.querySelectorAll("[data-slug-from]")) {
    const title = document.getElementById(slug.dataset.slugFrom);
    let follows = slug.value === "";
    slug.addEventListener("input", () => { follows = slug.value === ""; });
    title?.addEventListener("input", () => {
      if (follows) slug.value = slugify(title.value, slug.lang, Number(slug.maxLength));
    });
  }
};

export const written = (form) => JSON.stringify(
  [...new FormData(form)]
    .filter(([name]) => !name.startsWith("_pasted"))
    .map(([name, value]) => [name, value instanceof File ? value.name : value]),
);

/* A form that came back with errors, or from a step in between, holds what is not saved yet. */
const guard = (form) => {
  let before = "unsaved" in form.dataset ? null : written(form);
  let leaves = false, isDirty = false;
  const bar = form.querySelector(".savebar-state");
  const isChanged = () => before !== written(form);
  const show = () => {
    const now = isChanged() || !form.elements.mark?.value;
    if (!bar || now === isDirty) return;
    isDirty = now;
    bar.toggleAttribute("data-is-dirty", now);
    bar.textContent = now ? bar.dataset.dirty : bar.dataset.clean;
  };
  isDirty = bar?.hasAttribute("data-is-dirty") ?? false;
  for (const name of ["input", "change", "rows:changed"]) form.addEventListener(name, () => setTimeout(show));
  const switcher = form.querySelector("[name=_switch_to]");
  const button = form.querySelector("[name=_switch]");
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-language]:not([aria-current])");
    if (!link || !button || !isChanged() || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    switcher.value = link.dataset.language;
    form.requestSubmit(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const save = form.querySelector(".savebar [name=_continue], .savebar [name=_save]");
    if (!save) return;
    event.preventDefault();
    document.activeElement?.dispatchEvent(new Event("change", { bubbles: true }));
    form.requestSubmit(save);
  });
  form.addEventListener("submit", () => { leaves = true; });
  addEventListener("pageshow", () => { leaves = false; });
  addEventListener("beforeunload", (event) => { if (!leaves && isChanged()) event.preventDefault(); });
  /* Scripts that dress the fields may write their texts a little differently: that is no change of anybody's. */
  return { settle: () => { if (before !== null) before = written(form); show(); } };
};

/* Select2 draws a box of its own beside each select and gives it no name. */
const nameChoices = (within) => {
  for (const box of within.querySelectorAll(".select2-selection")) {
    const select = box.closest(".select2")?.previousElementSibling;
    const label = select?.labels?.[0];
    if (!label) continue;
    box.removeAttribute("aria-labelledby");
    for (const part of [box, ...box.querySelectorAll("[role=textbox], .select2-search__field")]) {
      part.setAttribute("aria-label", label.textContent.trim());
      const help = select.getAttribute("aria-describedby");
      if (help) part.setAttribute("aria-describedby", help);
    }
  }
};

const watchChoices = (form) => {
  const all = () => setTimeout(() => nameChoices(form));
  all();
  document.addEventListener("formset:added", all);
  const $ = window.django?.jQuery;
  $?.(document).on("change", "select", all);
  $?.(document).on("select2:open", (event) => {
    const field = document.querySelector(".select2-container--open .select2-dropdown .select2-search__field");
    field?.setAttribute("aria-label", event.target.labels?.[0]?.textContent.trim() ?? "");
    const box = event.target.nextElementSibling?.querySelector("[role=combobox]");
    setTimeout(() => {
      field?.focus();
      box?.setAttribute("aria-controls", box.getAttribute("aria-owns") ?? "");
      document.querySelector(".select2-results__options")?.setAttribute("aria-label", event.target.labels?.[0]?.textContent.trim() ?? "");
    });
  });
};

/* Countries as chips in the order in which they are chosen, each with an input for its share. */
const chips = (form) => {
  const $ = window.django?.jQuery;
  for (const select of form.querySelectorAll("select[data-chips]")) {
    const list = select.parentElement.querySelector("[data-shares]");
    const shares = () => {
      for (const item of list.querySelectorAll("[data-share]")) if (![...select.selectedOptions].some(({ value }) => value === item.dataset.share)) item.remove();
      for (const { value, text } of select.selectedOptions) {
        let item = list.querySelector(`[data-share="${value}"]`);
        if (!item) {
          const input = Object.assign(document.createElement("input"), { type: "text", inputMode: "decimal", size: 6, name: `${select.name}-share-${value}`, id: `id_${select.name}-share-${value}` });
          const label = Object.assign(document.createElement("label"), { htmlFor: input.id, textContent: text });
          item = document.createElement("li");
          item.dataset.share = value;
          item.append(label, " ", input);
        }
        list.append(item);
      }
      select.parentElement.querySelector("[data-no-shares]")?.toggleAttribute("hidden", list.childElementCount > 0);
    };
    if (!$?.fn.select2) continue;
    $(select).select2({ theme: "admin-autocomplete", width: "100%" });
    $(select).on("select2:select", ({ params }) => {
      /* After those chosen before; the others keep their place. */
      const last = [...select.selectedOptions].filter((option) => option !== params.data.element).at(-1);
      if (last) last.after(params.data.element);
      else select.prepend(params.data.element);
      $(select).trigger("change.select2");
    });
    $(select).on("change", () => { shares(); select.form.dispatchEvent(new Event("rows:changed")); });
  }
};

const budgets = (form) => {
  for (const line of form.querySelectorAll("[data-budget-of]")) {
    const field = document.getElementById(line.dataset.budgetOf);
    const show = () => {
      line.querySelector("[data-budget-used]").textContent = field.value.length;
      line.classList.toggle("over", field.value.length > Number(field.dataset.budget));
    };
    field?.addEventListener("input", show);
    if (field) show();
  }
};

/* What visitors will read of a period, asked for a moment after the last key. */
const periods = (form) => {
  for (const input of form.querySelectorAll("[data-period]")) {
    const place = input.parentElement.querySelector("[data-reads]");
    const [line, text, guess, error] = ["line", "text", "guess", "error"].map((name) => place.querySelector(`[data-reads-${name}]`));
    let waits, asks;
    const ask = async () => {
      asks?.abort();
      asks = new AbortController();
      try {
        const address = `${input.dataset.period}?${new URLSearchParams({ text: input.value, language: text.lang })}`;
        const answer = await (await fetch(address, { signal: asks.signal })).json();
        text.textContent = answer.reads;
        error.textContent = answer.error;
        line.hidden = !answer.reads;
        guess.hidden = !answer.guessed;
      } catch { /* told when it is saved */ }
    };
    input.addEventListener("input", () => { clearTimeout(waits); waits = setTimeout(ask, 350); });
  }
};

/* A link to a field lays its section open and puts the cursor there, into the editor of a text too. */
const reach = (id) => {
  const target = document.getElementById(id);
  if (!target) return false;
  for (let parent = target; parent; parent = parent.parentElement) if (parent.localName === "details") parent.open = true;
  const place = target.hidden ? document.getElementById(`${id}_editor`) ?? target : target;
  const inside = place.nextElementSibling?.matches?.(".select2") ? place.nextElementSibling.querySelector("[role=combobox], .select2-search__field") : null;
  const first = "input:not([type=hidden]), select, textarea, summary";
  const focus = inside ?? (place.matches(`${first}, [contenteditable]`) ? place : place.querySelector(first));
  (focus ?? place).focus({ preventScroll: true });
  place.scrollIntoView({ block: "center" });
  return true;
};

const links = () => {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".problems a, .findings a, .contents a");
    const address = link?.getAttribute("href") ?? "";
    if (address.startsWith("#") && reach(address.slice(1))) {
      event.preventDefault();
      history.replaceState(null, "", address);
    }
  });
  const first = document.querySelector("#problems, [data-focus]");
  if (first) setTimeout(() => { first.focus(); first.scrollIntoView({ block: "start" }); });
  else if (location.hash.length > 1) setTimeout(() => reach(decodeURIComponent(location.hash.slice(1))), 400);
};

/* A sign of life every half minute while the form is in sight, and a farewell. */
const presence = (form) => {
  const { presence: address } = form.dataset;
  const list = document.querySelector("[data-others]");
  if (!address || !list) return;
  const body = () => { const data = new FormData(); data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value); return data; };
  const call = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(address, { method: "POST", body: body(), redirect: "error" });
      if (!answer.ok) return;
      const { others } = await answer.json();
      if (JSON.stringify(others) === JSON.stringify([...list.children].map((item) => item.textContent.trim()))) return;
      list.replaceChildren(...others.map((words) => Object.assign(document.createElement("li"), { className: "note", textContent: words })));
    } catch { /* nobody is told of a sign of life that is lost */ }
  };
  setInterval(call, 30_000);
  document.addEventListener("visibilitychange", call);
  addEventListener("pagehide", () => { const data = body(); data.set("leave", "1"); navigator.sendBeacon(address, data); });
};

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("#content-main form[id$=_form]");
  if (!form) return;
  for (const key of form.querySelectorAll("kbd[data-mac]")) if (/Mac|iP(hone|ad)/.test(navigator.platform)) key.textContent = key.dataset.mac;
  followTitle(form);
  budgets(form);
  periods(form);
  chips(form);
  const { settle } = guard(form);
  links();
  presence(form);
  /* After Django's own scripts have run. */
  setTimeout(() => { watchChoices(form); settle(); });
});
