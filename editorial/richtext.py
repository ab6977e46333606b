"""Rich text: the few elements an editor may use, and the one function that lets nothing else through.

`clean` works in three steps. nh3 parses whatever came in as a browser would and throws away scripts and unknown
elements; a small reader turns what is left into blocks of marked text (this is where lists pasted from Word become
lists again, and where spaces are tidied); nh3 checks the written result once more against the final allow-list, so
that the safety of a text never rests on our own code.

The written form is canonical: cleaning a cleaned text changes nothing.
"""

import re
import unicodedata
from collections.abc import Iterator
from html import escape
from itertools import groupby

import nh3

from editorial.richtext_reader import (
    BULLETED,
    INVISIBLE,
    LISTS,
    MAX_DEPTH,
    READ_ATTRIBUTES,
    READ_TAGS,
    Container,
    Mark,
    Nodes,
    Reader,
    Text,
    safe_href,
)

ALLOWED_TAGS = frozenset({"p", "ul", "ol", "li", "a", "strong", "em", "h3", "h4", "blockquote", "br"})
ALLOWED_SCHEMES = frozenset({"http", "https", "mailto"})
DROPPED_WITH_CONTENT = {"script", "style", "template", "title", "noscript", "iframe", "object", "svg", "math"}

SPACES = re.compile("[ \u00a0\u202f\n]+")
NO_BREAK = frozenset("\u00a0\u202f")
# A single no-break space stays where typography asks for it: before ; : ! ? » % and currency signs (French), before a
# dash (Russian), after « and №, and between digits.
KEEPS_SPACE_BEFORE = frozenset(";:!?»%‰€$£₽–—")
KEEPS_SPACE_AFTER = frozenset("«№")


def clean(html: str | None) -> str:
    """Returns the safe, canonical form of `html`: only ALLOWED_TAGS, only links that `safe_href` accepts."""
    written = _write(_read(html or ""))
    checked = nh3.clean(
        written,
        tags=set(ALLOWED_TAGS),
        attributes={"a": {"href"}},
        attribute_filter=lambda _tag, _name, value: safe_href(value),
        url_schemes=set(ALLOWED_SCHEMES),
        link_rel=None,
    )
    # The same character, written so that a search for the words finds them.
    return checked.replace("&nbsp;", "\u00a0")


def to_text(html: str | None) -> str:
    """Returns the words alone, a line for each paragraph, heading, list item and line break."""
    return "\n".join(unicodedata.normalize("NFC", text.chars) for text in _texts(_read(html or "")))


def is_blank(html: str | None) -> bool:
    """Tells whether a reader would see nothing: no words, whatever the elements."""
    return all(unicodedata.category(char) in {"Cf", "Zs", "Cc"} for char in to_text(html))


def _read(html: str) -> Nodes:
    first = nh3.clean(
        INVISIBLE.sub("", html),
        tags=set(READ_TAGS),
        clean_content_tags=DROPPED_WITH_CONTENT,
        attributes=READ_ATTRIBUTES,
        url_schemes=set(ALLOWED_SCHEMES),
        link_rel=None,
    )
    reader = Reader()
    reader.feed(first)
    reader.close()
    reader.end_text()
    return _arrange(reader.open[0], 1)


def _arrange(container: Container, depth: int) -> Nodes:
    """Returns a container's children with tidy texts, without empty parts, paragraphs with bullets made lists."""
    children: Nodes = []
    for child in container.children:
        if isinstance(child, Text):
            if container.tag == "li":
                child.tag = "p"  # a heading is no item
            children += [part for text in _tidy(child) for part in _bulleted(text)]
        elif inner := _arrange(child, depth + 1):
            children.append(Container(child.tag, inner))
    if container.tag in LISTS:
        return _own_items(children)
    if container.tag == "li" and children and isinstance(children[0], Text):
        children[0].level = 0  # an item already: only its bullet goes
    return _listed(children, depth)


def _own_items(items: list[Container]) -> Nodes:
    """Returns a list's items; one that holds nothing of its own before an inner list gives that list away."""
    result: Nodes = []
    for item in items:
        inner = item.children[0]
        if not (isinstance(inner, Container) and inner.tag in LISTS):
            result.append(item)
        elif result:
            result[-1].children += item.children
        else:
            result += inner.children
            result[-1].children += item.children[1:]
    return result


def _tidy(text: Text) -> Iterator[Text]:
    """Yields the text with single spaces, split where two line breaks made it two paragraphs; nothing when empty."""
    chars, marks, end = "", [], 0
    for found in SPACES.finditer(text.chars):
        start, stop = found.span()
        chars += text.chars[end:start]
        marks += text.marks[end:start]
        end = stop
        if start == 0 or stop == len(text.chars):
            continue
        space = _space(found[0], text.chars[start - 1], text.chars[stop])
        if text.tag != "p":
            space = space.replace("\n\n", "\n")  # a heading is never two
        chars += space
        marks += [text.marks[start - 1].common(text.marks[stop])] * len(space)
    chars += text.chars[end:]
    marks += text.marks[end:]
    whole, start = Text(text.tag, chars, marks), 0
    for part in chars.split("\n\n") if chars else ():
        piece = whole.cut(start, start + len(part))
        if start == 0:
            piece.level, piece.ordered = text.level, text.ordered
        yield piece
        start += len(part) + 2


def _space(run: str, before: str, after: str) -> str:
    breaks = run.count("\n")
    if breaks:
        return "\n" * min(breaks, 2)
    asked_for = after in KEEPS_SPACE_BEFORE or before in KEEPS_SPACE_AFTER or (before.isdecimal() and after.isdecimal())
    return run if run in NO_BREAK and asked_for else " "


def _bulleted(text: Text) -> Iterator[Text]:
    """Yields a paragraph that begins with a bullet as an item without it; one line each where every line has one."""
    if text.tag != "p" or not (found := BULLETED.match(text.chars)):
        yield text
        return
    lines = text.chars.split("\n")
    if len(lines) > 1 and all(BULLETED.match(line) for line in lines):
        start = 0
        for line in lines:
            yield from _bulleted(text.cut(start, start + len(line)))
            start += len(line) + 1
        return
    item = text.cut(found.end())
    item.level, item.ordered = text.level or 1, text.ordered
    yield item


def _listed(children: Nodes, depth: int) -> Nodes:
    """Returns the children with each run of paragraphs that are items made one list, nested by their levels."""
    deepest = (MAX_DEPTH - depth) // 2
    result: Nodes = []
    lists: list[Container] = []
    for child in children:
        level = min(child.level, deepest) if isinstance(child, Text) else 0
        if not level:
            lists = []
            result.append(child)
            continue
        tag = "ol" if child.ordered else "ul"
        level = min(level, len(lists) + 1)
        if level == 1 and lists and lists[0].tag != tag:
            lists = []
        del lists[level:]
        if len(lists) < level:
            inner = Container(tag)
            (lists[-1].children[-1].children if lists else result).append(inner)
            lists.append(inner)
        lists[-1].children.append(Container("li", [child]))
    return result


def _write(nodes: Nodes) -> str:
    return "".join(f"<{node.tag}>{_inner(node)}</{node.tag}>" for node in nodes)


def _inner(node: Text | Container) -> str:
    if isinstance(node, Text):
        return _wrapped(node.chars, node.marks, 0)
    first, *others = node.children
    # A paragraph alone in its item, lists aside, goes without <p>: the same to a reader, and easier to compare.
    alone = node.tag == "li" and isinstance(first, Text) and all(_is_list(other) for other in others)
    return (_inner(first) if alone else _write([first])) + _write(others)


def _is_list(node: Text | Container) -> bool:
    return isinstance(node, Container) and node.tag in LISTS


def _wrapped(chars: str, marks: list[Mark], which: int) -> str:
    """Returns the characters inside their links; inside those what is strong, and inside that what is emphasised."""
    if which == len(Mark._fields):
        return escape(unicodedata.normalize("NFC", chars), quote=False).replace("\n", "<br>")
    written, start = "", 0
    for value, group in groupby(mark[which] for mark in marks):
        end = start + len(list(group))
        inner = _wrapped(chars[start:end], marks[start:end], which + 1)
        tag = Mark._fields[which]
        if value:
            opening = f'a href="{escape(value)}"' if tag == "href" else tag
            inner = f"<{opening}>{inner}</{opening.partition(' ')[0]}>"
        written += inner
        start = end
    return written


def _texts(nodes: Nodes) -> Iterator[Text]:
    for node in nodes:
        if isinstance(node, Text):
            yield node
        else:
            yield from _texts(node.children)
