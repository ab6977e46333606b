"""Reads HTML into a small tree of lists, quotations, paragraphs and marked characters.

What a browser, Word or Google Docs put on the clipboard is understood here; what is kept of it is decided in
`editorial.richtext`.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple

HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
PARAGRAPHS = frozenset({"p", "div", "section", "article", "pre", "dl", "dt", "dd", "table", "tr", "td", "th"})
LISTS = frozenset({"ul", "ol"})
CONTAINERS = LISTS | {"li", "blockquote"}
# What a first pass of nh3 lets through for the reader to understand.
READ_TAGS = PARAGRAPHS | CONTAINERS | set(HEADINGS) | {"a", "strong", "b", "em", "i", "cite", "span", "br"}
READ_ATTRIBUTES = {"a": {"href"}, "p": {"class", "style"}, "span": {"style"}, "b": {"style"}}
MAX_DEPTH = 12  # containers inside containers; deeper ones are flattened, so that no text exhausts the stack

SOURCE_SPACES = re.compile("[ \\t\\r\\n\\f\u0085\u2028\u2029]+")
# NUL and other controls, the byte order mark, and the two marks that can make a text read as something else.
INVISIBLE = re.compile("[\\x00-\\x08\\x0b\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f\ufeff\u202d\u202e]")
# Written after a tag it would, once somebody normalises the HTML, melt into the tag's ">".
SLASH_OVERLAY = "\u0338"

BULLETS = "·•▪◦‣●○■□\uf0b7\uf0a7\uf0d8\uf076\uf0fc"  # the last five are what Word's symbol fonts leave behind
BULLETED = re.compile(f"(?:[{BULLETS}][ \u00a0\u202f]+)+")
WORD_LEVEL = re.compile(r"mso-list:[^;]*level([1-9])")
WORD_NUMBER = r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxlcIVXLC]{1,6})[.)]"
WORD_NUMBERED = re.compile(f"{WORD_NUMBER}(?:[ \u00a0\u202f]+|$)")
WORD_CIRCLED = re.compile("o[ \u00a0\u202f]+")


class Mark(NamedTuple):
    """How a character is shown: its link, and whether it is strong or emphasised."""

    href: str | None = None
    strong: bool = False
    em: bool = False

    def common(self, other: "Mark") -> "Mark":
        """Returns what the characters on both sides of a space share."""
        href = self.href if self.href == other.href else None
        return Mark(href, self.strong and other.strong, self.em and other.em)


@dataclass
class Text:
    """A paragraph or heading: its characters (a line break is a newline) and one mark for each of them."""

    tag: str = "p"
    chars: str = ""
    marks: list[Mark] = field(default_factory=list)
    level: int = 0  # above 0: an item of a list that was written as a paragraph
    ordered: bool = False

    def cut(self, start: int, end: int | None = None) -> "Text":
        """Returns a part of the text, as a plain paragraph or heading of its own."""
        return Text(self.tag, self.chars[start:end], self.marks[start:end])


@dataclass
class Container:
    """A list, a list item, a quotation or the whole text (tag "")."""

    tag: str = ""
    children: list["Text | Container"] = field(default_factory=list)


Nodes = list[Text | Container]


def safe_href(value: str) -> str | None:
    """Returns the address a link may have, or None: http, https, mailto, or a path from the root of this site."""
    value = value.strip(" \t\r\n\f\u00a0")
    if re.match(r"www\.[\w-]+\.", value, re.IGNORECASE):
        value = "https://" + value
    value = value.replace(" ", "%20")
    if "\\" in value or any(char <= " " or "\x7f" <= char <= "\xa0" for char in value):
        return None
    if value.startswith("/"):
        return None if value.startswith("//") else value
    return value if re.match(r"(?:https?://[^/?#]|mailto:[^/?#])", value, re.IGNORECASE) else None


class Reader(HTMLParser):
    """Reads HTML that nh3 has made well-formed into a tree of containers and texts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Container()]  # outermost first
        self.elements: list[tuple[str, Mark, Container | None]] = []  # open elements, the mark before, what they opened
        self.mark = Mark()
        self.text: Text | None = None
        self.tag = "p"
        self.word: int = 0  # the level of Word's list paragraph while inside one
        self.marker: list[str] = []  # its bullet or number, as Word wrote it
        self.in_marker = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.add("\n")
            return
        values = {name: value or "" for name, value in attrs}
        style = re.sub(r"\s", "", values.get("style", "").lower())
        before, opened = self.mark, None
        if tag in CONTAINERS:
            opened = self.start_container(tag)
        elif tag in HEADINGS or tag in PARAGRAPHS:
            self.start_text(tag, style, values.get("class", ""))
        elif self.in_marker or (tag == "span" and self.word and "mso-list:ignore" in style):
            self.in_marker += 1
        else:
            self.mark = self.marked(tag, style, values)
        self.elements.append((tag, before, opened))

    def handle_endtag(self, tag: str) -> None:
        if tag == "br" or not self.elements:
            return
        tag, self.mark, opened = self.elements.pop()
        if tag in CONTAINERS or tag in HEADINGS or tag in PARAGRAPHS:
            self.end_text()
        elif self.in_marker:
            self.in_marker -= 1
        if opened is not None:
            while self.open.pop() is not opened:
                pass

    def handle_data(self, data: str) -> None:
        chars = unicodedata.normalize("NFC", SOURCE_SPACES.sub(" ", INVISIBLE.sub("", data)))
        chars = chars.replace(SLASH_OVERLAY, "")
        if self.in_marker:
            self.marker.append(chars)
        else:
            self.add(chars)

    def marked(self, tag: str, style: str, values: dict[str, str]) -> Mark:
        mark = self.mark
        if tag == "a":
            return mark._replace(href=safe_href(values.get("href", "")) or mark.href)
        if tag in {"em", "i", "cite"} or re.search(r"(?:^|;)font-style:italic", style):
            mark = mark._replace(em=True)
        # Google Docs wraps a whole text in <b style="font-weight:normal"> and writes bold as <span style=…700>.
        weight = re.search(r"(?:^|;)font-weight:(\w+)", style)
        bold = weight[1] in {"bold", "600", "700", "800", "900"} if weight else tag in {"strong", "b"}
        if bold:
            mark = mark._replace(strong=True)
        return mark

    def start_container(self, tag: str) -> Container | None:
        """Opens a list, an item or a quotation; None where the text is too deeply nested already."""
        self.end_text()
        in_list = self.open[-1].tag in LISTS
        # A list straight inside a list wants an item around it, an item outside any list wants a list.
        around = {True: "li", False: "ul"}[in_list]
        missing = [around] if in_list != (tag == "li") else []
        room = len(missing) + (2 if tag in LISTS else 1)
        if len(self.open) + room > MAX_DEPTH and not (tag == "li" and in_list):
            return None
        if tag != "li" and in_list and self.open[-1].children:
            # A list straight inside a list belongs to the item before it.
            first = self.open[-1].children[-1]
            self.open.append(first)
            self.push(tag)
            return first
        opened = [self.push(each) for each in [*missing, tag]]
        return opened[0]

    def push(self, tag: str) -> Container:
        container = Container(tag)
        self.open[-1].children.append(container)
        self.open.append(container)
        return container

    def start_text(self, tag: str, style: str, classes: str) -> None:
        self.end_text()
        self.tag = HEADINGS.get(tag, "p")
        level = WORD_LEVEL.search(style)
        if level or "MsoList" in classes:
            self.word = int(level[1]) if level else 1

    def add(self, chars: str) -> None:
        if self.text is None:
            if not chars.strip(" \n"):
                return
            self.text = Text(self.tag)
            parent = self.open[-1]
            if parent.tag in LISTS:
                parent.children.append(parent := Container("li"))
            parent.children.append(self.text)
        self.text.chars += chars
        self.text.marks += [self.mark] * len(chars)

    def end_text(self) -> None:
        text, marker = self.text, "".join(self.marker).strip(" \u00a0")
        if text is not None and self.word:
            found = WORD_NUMBERED.match(marker or text.chars.lstrip(" \u00a0"))
            text.ordered = bool(found)
            if marker or found or WORD_CIRCLED.match(text.chars) or BULLETED.match(text.chars.lstrip(" \u00a0")):
                text.level = self.word
            if not marker:
                _strip_marker(text)
        self.text, self.tag, self.word, self.marker = None, "p", 0, []


def _strip_marker(text: Text) -> None:
    """Takes away the bullet or number that Word wrote into the words of a list item."""
    start = len(text.chars) - len(text.chars.lstrip(" \u00a0"))
    found = text.level and (WORD_NUMBERED.match(text.chars, start) or WORD_CIRCLED.match(text.chars, start))
    if found:
        text.chars, text.marks = text.chars[found.end() :], text.marks[found.end() :]
