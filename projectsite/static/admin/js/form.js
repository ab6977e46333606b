/* The forms of the admin: nothing typed is lost when the language of the texts is switched or the page is left, an
   address follows the title while it has none of its own, and choices with a search have a name. */

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

const written = (form) => JSON.stringify(
  [...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value]),
);

const guard = (form) => {
  /* A form that came back with errors holds what is not saved yet. */
  const before = form.querySelector(".errornote") ? null : written(form);
  let leaves = false;
  const isChanged = () => before !== written(form);
  const switcher = form.querySelector("[name=_switch_to]");
  const button = form.querySelector("[name=_switch]");
  for (const link of form.querySelectorAll("a[data-language]:not([aria-current])")) {
    link.addEventListener("click", (event) => {
      if (!button || !isChanged() || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      switcher.value = link.dataset.language;
      form.requestSubmit(button);
    });
  }
  form.addEventListener("submit", () => { leaves = true; });
  window.addEventListener("pageshow", () => { leaves = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaves && isChanged()) event.preventDefault();
  });
};

/* Select2 draws a box of its own beside each select and gives it no name. */
const nameChoices = (within) => {
  for (const box of within.querySelectorAll(".select2-selection")) {
    const select = box.closest(".select2")?.previousElementSibling;
    const label = select?.labels?.[0];
    if (!label) continue;
    const name = label.textContent.trim().replace(/:$/, "");
    box.removeAttribute("aria-labelledby");
    for (const part of [box, ...box.querySelectorAll("[role=textbox], .select2-search__field")]) {
      part.setAttribute("aria-label", name);
    }
  }
};

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("#content-main form[id$=_form]");
  if (!form) return;
  followTitle(form);
  guard(form);
  /* After Django's own scripts have run. */
  setTimeout(() => nameChoices(form));
  document.addEventListener("formset:added", (event) => setTimeout(() => nameChoices(event.target)));
  window.django?.jQuery(document).on("select2:open", (event) => {
    const field = document.querySelector(".select2-container--open .select2-dropdown .select2-search__field");
    field?.setAttribute("aria-label", event.target.labels?.[0]?.textContent.trim() ?? "");
    const box = event.target.nextElementSibling?.querySelector("[role=combobox]");
    setTimeout(() => box?.setAttribute("aria-controls", box.getAttribute("aria-owns") ?? ""));
  });
});
