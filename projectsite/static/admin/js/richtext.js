/* Turns every textarea of class "richtext" into an editor for paragraphs, lists, links, bold, italic, headings and
   quotations. The textarea stays the form's field: each change is written back into it, and where this module or the
   bundle fails to load it is what people type in.

   The textarea tells the address of the bundle (data-richtext-editor) and the words of the toolbar in the language of
   the page (data-richtext-labels); its lang and dir belong to the text and are carried by the editor. A script that
   sets the textarea's value says so with an event "richtext:set". */

const SVG = "http://www.w3.org/2000/svg";

/* name: icon, keyboard shortcut, what runs, what tells that it is on, what must be possible */
const TOOLS = [
  { name: "bold", icon: "M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z", keys: "B", run: (c) => c.toggleBold(), on: ["bold"] },
  { name: "italic", icon: "M10 5h8M6 19h8M14 5l-4 14", keys: "I", run: (c) => c.toggleItalic(), on: ["italic"] },
  { name: "heading3", icon: "M6 4v16M18 4v16M6 12h12", keys: "Alt+3", run: (c) => c.toggleHeading({ level: 3 }), on: ["heading", { level: 3 }] },
  { name: "heading4", icon: "M8 9v11M16 9v11M8 14.5h8", keys: "Alt+4", run: (c) => c.toggleHeading({ level: 4 }), on: ["heading", { level: 4 }] },
  { name: "bulletList", icon: "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01", keys: "Shift+8", run: (c) => c.toggleBulletList(), on: ["bulletList"], mirror: true },
  { name: "orderedList", icon: "M10 6h10M10 12h10M10 18h10M4 4.5 5.5 4v5M4 15c0-1.6 2.6-1.6 2.6 0 0 1-2.6 2.6-2.6 4h2.6", keys: "Shift+7", run: (c) => c.toggleOrderedList(), on: ["orderedList"] },
  { name: "blockquote", icon: "M9 7c-3 1-4 3-4 6v4h5v-5H7M19 7c-3 1-4 3-4 6v4h5v-5h-3", keys: "Shift+B", run: (c) => c.toggleBlockquote(), on: ["blockquote"], mirror: true },
  { name: "link", icon: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17", keys: "K", on: ["link"] },
  { name: "undo", icon: "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3", keys: "Z", run: (c) => c.undo(), can: (can) => can.undo(), mirror: true },
  { name: "redo", icon: "m15 14 5-5-5-5M20 9H10a6 6 0 0 0 0 12h3", keys: "Shift+Z", run: (c) => c.redo(), can: (can) => can.redo(), mirror: true },
];

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

/* The address a link may have, or null: the same rule as editorial.richtext_reader.safe_href. */
const safeHref = (value) => {
  let href = value.trim();
  if (/^www\.[\w-]+\./i.test(href)) href = `https://${href}`;
  else if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(href)) href = `mailto:${href}`;
  href = href.replaceAll(" ", "%20");
  if (/[\u0000-\u0020\u007f-\u00a0\\]/.test(href)) return null;
  return /^(https?:\/\/[^/?#]|mailto:[^/?#]|\/(?!\/)|\/$)/i.test(href) ? href : null;
};

/* Word writes its lists as paragraphs with a bullet in them. Their style attributes would be refused by the page's
   policy as soon as the text is parsed, so they are read under another name. */
const wordLists = (html) => {
  if (!/mso-list/i.test(html)) return html;
  const page = new DOMParser().parseFromString(html.replace(/(\s)style=/gi, "$1data-style="), "text/html");
  let lists = [];
  for (const paragraph of page.querySelectorAll("p, h1, h2, h3, h4, h5, h6")) {
    const style = (paragraph.dataset.style ?? "").replace(/\s/g, "");
    const marker = [...paragraph.querySelectorAll("[data-style]")].find((span) => /mso-list:\s*ignore/i.test(span.dataset.style));
    if (!marker || !/mso-list/i.test(style)) {
      lists = [];
      continue;
    }
    const tag = /^\s*\(?(\d+|[a-z]+)[.)]/i.test(marker.textContent) ? "ol" : "ul";
    marker.remove();
    const level = Math.min(Number(/mso-list:[^;]*level(\d)/i.exec(style)?.[1] ?? 1), lists.length + 1);
    if (level === 1 && lists[0]?.localName !== tag) lists = [];
    lists.length = Math.min(lists.length, level);
    const item = page.createElement("li");
    if (lists.length < level) {
      const list = page.createElement(tag);
      if (lists.length) lists.at(-1).lastElementChild.append(list);
      else paragraph.before(list);
      lists.push(list);
    }
    lists.at(-1).append(item);
    item.append(...paragraph.childNodes);
    paragraph.remove();
  }
  return page.body.innerHTML;
};

/* What would load or run goes before the text is parsed: the policy forbids it, and every parser would complain. The
   server's own cleaning does not rest on this. */
const inert = (html) =>
  html
    .replace(/<(style|script|xml)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<\/?(?:img|picture|source|svg|video|audio|iframe|object|embed|link)\b[^>]*>/gi, "")
    .replace(/\son[a-z]+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, "");

/* Everything that a browser would take for a style of its own goes before the pasted text is parsed; what makes text
   bold in the markup of Google Docs is kept as a class. */
const transformPasted = (html) => {
  return wordLists(inert(html))
    .replace(/<(b|span)\b[^>]*\s(?:data-)?style=("[^"]*"|'[^']*')[^>]*>/gi, (whole, tag, style) => {
      const weight = /(?:^|["';\s])font-weight:\s*(\w+)/i.exec(style)?.[1].toLowerCase();
      if (weight === "normal" || weight === "400") return "<span>";
      return /^(bold|[6-9]00)$/.test(weight ?? "") ? `<${tag} class="strong">` : whole;
    })
    .replace(/(<[^>]*?)\sstyle=("[^"]*"|'[^']*'|[^\s>]+)/gi, "$1");
};

const extensions = (bundle, openLink) => {
  const { Document, Paragraph, Text, HardBreak, Bold, Italic, Heading, BulletList, OrderedList, ListItem, Blockquote, Link, UndoRedo } = bundle;
  return [
    Document, Paragraph, Text, HardBreak, Italic, BulletList, Blockquote, UndoRedo,
    Bold.extend({ parseHTML: () => [{ tag: "strong" }, { tag: "b" }, { tag: "span.strong" }] }),
    Heading.extend({
      parseHTML: () => [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: level < 4 ? 3 : 4 } })),
      addInputRules: () => [],
    }).configure({ levels: [3, 4] }),
    OrderedList.extend({ addAttributes: () => ({}), addNodeView: null }),
    /* Tab belongs to the page: it leaves the editor, also from within a list. */
    ListItem.extend({
      addKeyboardShortcuts() {
        return {
          Enter: () => this.editor.commands.splitListItem(this.name),
          "Mod-]": () => this.editor.commands.sinkListItem(this.name),
          "Mod-[": () => this.editor.commands.liftListItem(this.name),
        };
      },
    }),
    Link.extend({
      addAttributes: () => ({ href: { default: null } }),
      addKeyboardShortcuts: () => ({ "Mod-k": () => openLink() }),
    }).configure({ openOnClick: false, autolink: false, isAllowedUri: (url) => safeHref(url ?? "") !== null }),
  ];
};

const icon = ({ icon: path, mirror }) => {
  const svg = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", width: "20", height: "20", "aria-hidden": "true", focusable: "false" })) svg.setAttribute(name, value);
  if (mirror) svg.setAttribute("class", "richtext-mirrored");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
};

/* One tab stop; the arrow keys, Home and End move inside (the toolbar pattern of the ARIA practices). */
const toolbar = (editor, labels, openLink, id) => {
  const bar = make("div", { class: "richtext-toolbar", role: "toolbar", "aria-label": labels.toolbar, "aria-controls": id });
  const buttons = TOOLS.map((tool, index) => {
    const keys = tool.keys.split("+").map((key, i, all) => (i < all.length - 1 ? key : key.toUpperCase())).join("+");
    const button = make("button", {
      type: "button", class: "richtext-tool", title: `${labels[tool.name]} (Ctrl+${keys})`, "aria-label": labels[tool.name],
      "aria-keyshortcuts": `Control+${keys}`, tabindex: index ? "-1" : "0", "data-tool": tool.name,
    }, icon(tool));
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") === "true") return;
      if (!tool.run) return void openLink();
      editor.view.focus(); /* at once; the chain's own focus() waits for the next frame */
      tool.run(editor.chain()).run();
    });
    return button;
  });
  bar.addEventListener("keydown", (event) => {
    const forward = getComputedStyle(bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backward = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const now = buttons.indexOf(document.activeElement);
    const next = { [forward]: now + 1, [backward]: now - 1 + buttons.length, Home: 0, End: buttons.length - 1 }[event.key];
    if (next === undefined || now < 0) return;
    event.preventDefault();
    for (const button of buttons) button.tabIndex = -1;
    buttons[next % buttons.length].tabIndex = 0;
    buttons[next % buttons.length].focus();
  });
  const show = () =>
    TOOLS.forEach((tool, index) => {
      if (tool.on) buttons[index].setAttribute("aria-pressed", String(editor.isActive(...tool.on)));
      if (tool.can) buttons[index].setAttribute("aria-disabled", String(!tool.can(editor.can())));
    });
  editor.on("transaction", show);
  show();
  bar.append(...buttons);
  return bar;
};

const linkDialogue = (editor, labels, id) => {
  const input = make("input", { type: "text", id: `${id}_link`, dir: "ltr", inputmode: "url", autocomplete: "off", "aria-describedby": `${id}_link_help ${id}_link_error` });
  const error = make("p", { id: `${id}_link_error`, class: "richtext-error", role: "alert" });
  const remove = make("button", { type: "button" }, labels.unlink);
  const cancel = make("button", { type: "button" }, labels.cancel);
  const form = make("form", { method: "dialog", novalidate: "" },
    make("p", {}, make("label", { for: input.id }, labels.address)), input,
    make("p", { id: `${id}_link_help`, class: "richtext-help" }, labels.addressHelp), error,
    make("p", { class: "richtext-choices" }, make("button", { type: "submit", class: "default" }, labels.apply), remove, cancel),
  );
  const dialogue = make("dialog", { class: "richtext-dialogue", "aria-label": labels.link }, form);
  const done = (change) => {
    dialogue.close();
    editor.view.focus();
    if (change) change(editor.chain().extendMarkRange("link"));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const href = safeHref(input.value);
    if (href === null) {
      error.textContent = labels.addressWrong;
      input.setAttribute("aria-invalid", "true");
      input.focus();
    } else if (editor.state.selection.empty && !editor.isActive("link")) {
      done((chain) => chain.insertContent({ type: "text", text: input.value.trim(), marks: [{ type: "link", attrs: { href } }] }).run());
    } else done((chain) => chain.setLink({ href }).run());
  });
  remove.addEventListener("click", () => done((chain) => chain.unsetLink().run()));
  cancel.addEventListener("click", () => done(null));
  document.body.append(dialogue);
  return () => {
    input.value = editor.getAttributes("link").href ?? "";
    input.removeAttribute("aria-invalid");
    error.textContent = "";
    remove.hidden = !editor.isActive("link");
    dialogue.showModal();
    input.select();
    return true;
  };
};

const dress = (bundle, textarea) => {
  const labels = JSON.parse(textarea.dataset.richtextLabels);
  const label = textarea.labels[0];
  if (label && !label.id) label.id = `${textarea.id}_label`;
  const frame = make("div", { class: "richtext-editor" });
  const id = `${textarea.id}_editor`;
  const write = ({ editor }) => {
    textarea.value = editor.isEmpty ? "" : editor.getHTML();
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const attributes = { id, class: "richtext-content", role: "textbox", "aria-multiline": "true" };
  for (const name of ["lang", "dir", "aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
  if (label) attributes["aria-labelledby"] = label.id;
  let openLink;
  const editor = new bundle.Editor({
    element: frame,
    injectCSS: false, /* its style element would be inline; richtext.css holds what it says */
    editable: !textarea.disabled && !textarea.readOnly,
    extensions: extensions(bundle, () => openLink()),
    content: textarea.value,
    editorProps: { attributes, transformPastedHTML: transformPasted },
    onUpdate: write,
    onBlur: () => textarea.dispatchEvent(new Event("change", { bubbles: true })),
  });
  openLink = linkDialogue(editor, labels, textarea.id);
  if (editor.isEditable) frame.prepend(toolbar(editor, labels, openLink, id));
  const asleep = textarea.previousElementSibling;
  if (asleep?.matches(".richtext-asleep")) asleep.replaceWith(frame);
  else textarea.before(frame);
  textarea.hidden = true;
  label?.addEventListener("click", () => editor.commands.focus());
  textarea.addEventListener("focus", () => editor.commands.focus());
  const take = () => editor.commands.setContent(textarea.value, { emitUpdate: false });
  textarea.addEventListener("richtext:set", take);
  textarea.form?.addEventListener("reset", () => setTimeout(take));
};

const start = async (within) => {
  for (const textarea of within.querySelectorAll("textarea.richtext[data-richtext-editor]:not([hidden])")) {
    if (textarea.id.includes("__prefix__")) continue;
    try {
      dress(await import(textarea.dataset.richtextEditor), textarea);
    } catch (error) {
      textarea.previousElementSibling?.matches(".richtext-asleep") && textarea.previousElementSibling.remove();
      console.error("The rich text editor did not start; the text can be edited as HTML.", error);
    }
  }
};

start(document);
document.addEventListener("formset:added", (event) => start(event.target));
