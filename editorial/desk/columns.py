"""The columns that lists of working copies may show, and what a row of a list knows beside its object."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from .. import kinds, texts
from ..models import State, TextState, WorkingCopy
from .filters import language_name


@dataclass
class Row:
    """What a list knows of one of its rows: the address of the form, what was searched, and facts for the second line.

    `numbers` are what further columns show; `depth` is how many stand above it in a tree.
    """

    url: str
    query: str = ""
    facts: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    numbers: dict[str, Any] = field(default_factory=dict)
    depth: int = 0


class Columns:
    """The columns of lists; `read_page` is asked once for the rows of a page and may give them facts."""

    list_reads: tuple[str, ...] = ("updated_by",)
    list_order: tuple[str, ...] = ("shown_title", "pk")

    def read_page(self, objects: list[WorkingCopy]) -> None:
        """Gives the rows of a page what their columns show besides the object: one query each, for all rows."""

    @admin.display(description=_("title"), ordering="shown_title")
    def title_column(self, obj: WorkingCopy) -> SafeString:
        """Returns the title as a link to the form, with what else tells the object from others under it."""
        title = obj.shown(kinds.of(obj).title) or texts.Shown(obj.key, texts.active_language())
        return format_html(
            '{}<a class="row-title" href="{}"{}>{}</a>{}{}',
            _depth(obj),
            obj.row.url,
            _language(title),
            title,
            _facts(obj),
            _matches(obj, title),
        )

    @admin.display(description=_("state"))
    def state_column(self, obj: WorkingCopy) -> SafeString:
        """Returns what the public has of the object, and the way to it."""
        state = State(obj.state)
        tag = format_html('<span class="state state-{}">{}</span>', state.value, state.label)
        if not self.has_page or state in (State.DRAFT, State.WITHDRAWN, State.NAME):
            return tag
        name = obj.shown(kinds.of(obj).title)
        hidden = '<span class="visually-hidden">{}: <span{}>{}</span></span>'
        link = '{} <a class="on-site" href="{}" title="{}">{}' + hidden + "</a>"
        url, words = self._address("public", obj), gettext("View on site")
        return format_html(link, tag, url, words, _sign("external"), words, _language(name), name)

    @admin.display(description=_("texts"))
    def languages_column(self, obj: WorkingCopy) -> SafeString:
        """Returns a dot for every language, a link to that language's tab of the form."""
        known = dict(pair.partition(":")[::2] for pair in obj.language_states.split())
        mark = "&" if "?" in obj.row.url else "?"
        dots = format_html_join(
            "",
            '<a class="dot dot-{}" href="{}{}language={}" title="{}">'
            '<span aria-hidden="true">{}</span><span class="visually-hidden">{}</span></a>',
            (
                (state, obj.row.url, mark, code, words, code, words)
                for code in texts.site_languages()
                for state in [known.get(code, TextState.State.NONE.value)]
                for words in [_state_words(code, state)]
            ),
        )
        return format_html('<span class="dots">{}</span>', dots)

    @admin.display(description=_("changed"), ordering="updated_at")
    def saved_column(self, obj: WorkingCopy) -> SafeString:
        """Returns when the object was last saved, and by whom."""
        moment = timezone.localtime(obj.updated_at)
        is_this_year = moment.year == timezone.localdate().year
        day = date_format(moment, "MONTH_DAY_FORMAT" if is_this_year else "DATE_FORMAT")
        person = obj.updated_by
        name = (person.first_name or person.get_username()) if person else ""
        return format_html(
            '<time datetime="{}" title="{}">{}</time>{}',
            moment.isoformat(timespec="seconds"),
            date_format(moment, "DATETIME_FORMAT"),
            day,
            format_html('<span class="who">{}</span>', name) if name else "",
        )


def _sign(name: str) -> SafeString:
    """Returns a drawn sign; words stand beside it, so nothing reads it out."""
    address = f"{static('admin/img/desk.svg')}#{name}"
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', address)


def depth_in_tree(pk: int, parents: Mapping[int, int | None]) -> int:
    """Returns how many stand above one in a tree; a tree that bites its tail still ends."""
    seen: set[int] = set()
    while (above := parents.get(pk)) is not None and above not in seen:
        seen.add(above)
        pk = above
    return len(seen)


def number(value: int | None, url: str) -> SafeString | str:
    """Returns a number of a column as a link to the list of what it counts."""
    return format_html('<a class="number" href="{}">{}</a>', url, value) if value else pgettext("number", "none")


def _language(text: texts.Shown) -> SafeString | str:
    """Returns the attributes of an element with a text that is in another language than the reader's."""
    return format_html(' lang="{}" dir="{}"', text.language, text.direction) if text.is_fallback else ""


def _state_words(code: str, state: str) -> str:
    """Returns what a dot says when it is read out."""
    return gettext("%(language)s: %(state)s") % {
        "language": language_name(code),
        "state": TextState.State(state).label,
    }


def _depth(obj: WorkingCopy) -> SafeString | str:
    """Returns the sign of how deep in its tree an object stands."""
    if not obj.row.depth:
        return ""
    words = ngettext("below %(count)d other", "below %(count)d others", obj.row.depth) % {"count": obj.row.depth}
    signs = "\u00b7 " * obj.row.depth
    return format_html(
        '<span class="depth"><span aria-hidden="true">{}</span><span class="visually-hidden">{} </span></span>',
        signs,
        words,
    )


def _facts(obj: WorkingCopy) -> SafeString | str:
    """Returns the second line of a title: what is known, what is missing, and whether it is sample data."""
    parts = [format_html("<span>{}</span>", fact) for fact in obj.row.facts if fact]
    parts += [format_html('<span class="lack">{}</span>', lack) for lack in obj.row.missing]
    if obj.sample:
        parts.append(format_html('<span class="tag">{}</span>', gettext("sample data")))
    if not parts:
        return ""
    return format_html('<span class="row-facts">{}</span>', format_html_join("", "{}", ((part,) for part in parts)))


# --- Where a search was found -----------------------------------------------------------------------------------------


def _matches(obj: WorkingCopy, title: str) -> SafeString | str:
    """Returns the names in which the words of a search stand, unless one sees them anyway."""
    words = texts.fold(obj.row.query).split()
    seen = texts.fold(" ".join([title, *map(str, obj.row.facts)]))
    missing = [word for word in words if word not in seen]
    if not missing:
        return ""
    found = [
        (place, attributes, name)
        for place, attributes, name in _other_names(obj)
        if any(word in texts.fold(name) for word in missing)
    ]
    return format_html_join("", '<span class="match">{}: <span{}>{}</span></span>', found[:2])


def _other_names(obj: WorkingCopy) -> Iterator[tuple[str, SafeString | str, str]]:
    """Yields what an object can be found by: where it stands, its language as attributes, and the text."""
    reader = texts.active_language()
    names: Iterable[str] = dict.fromkeys(
        [kinds.of(obj).title, *(("acronym",) if "acronym" in obj.aggregate.texts else ())]
    )
    for name in names:
        for code, text in obj.all_texts(name).items():
            shown = texts.Shown(text, code, reader)
            yield str(get_language_info(code)["name_translated"]), _language(shown), text
    for text in obj.row.names:
        yield gettext("Other name"), "", text
    for name in ("acronym", "iati_identifier", "ror", "wikidata", "code"):
        if name in obj.aggregate.fields and (text := getattr(obj, name)):
            yield str(obj._meta.get_field(name).verbose_name), "", text
    yield gettext("Key"), "", obj.key
