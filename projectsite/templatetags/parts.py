"""Prints what every page is made of: a text in its language, a name as a link, a drawing by its file."""

import functools
import json
import re
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.encoding import uri_to_iri
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, gettext, pgettext

from editorial.texts import MARKS, Shown
from finder.addresses import absolute
from finder.charts import Bar, Piece
from finder.controls import Group, Option
from finder.lists import join
from finder.reading import Name
from finder.views import vocabulary
from finder.vocabulary import at_hand
from finder.worldmap import Panel

register = template.Library()

# Where the lead of a card comes, and what is said of its box; what people write is escaped and can hold no such sign.
_LEAD = mark_safe("<!--lead-->")
_BOX = ' name="project"'
# Where the source lost its dash: "2013September".
_LOST_DASH = re.compile(r"(?<=\b[12]\d{3})(?=[^\W\d_])")
_LAST_NUMBER = re.compile(r" (?=\d{1,2}$)")
# Inside of a script element only these could end it or begin another.
_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def speaks(text: str | Name) -> SafeString:
    """Returns the attributes `lang` and `dir` for an element around a text that is not in the reader's language."""
    text = text.name if isinstance(text, Name) else text
    if isinstance(text, Shown) and text.is_fallback:
        return format_html(' lang="{}" dir="{}"', text.language, text.direction)
    return mark_safe("")


@register.filter
def tied(text: str) -> SafeString:
    """Prints a text whose dashes stay at the end of their line, and its last number with its word."""
    text = _LAST_NUMBER.sub("\u00a0", conditional_escape(text or "").replace(" – ", "\u00a0– "))
    return mark_safe(text)  # noqa: S308 - escaped just here


@register.filter
def quoted(text: str) -> SafeString:
    """Prints the exact words of a source, with a place where a sheet shows that a dash was lost between two dates."""
    return mark_safe(_LOST_DASH.sub('<span class="asp__gap"></span>', conditional_escape(text)))  # noqa: S308 - escaped here


@register.filter
def shown(text: Any) -> SafeString:
    """Prints a text or a name within a line, marked with its language when that is not the reader's.

    A name beside which a note has to stand carries the note's sign.
    """
    sign = "*" if isinstance(text, Name) and text.note else ""
    text = text.name if isinstance(text, Name) else text
    escaped = format_html("{}{}", tied(text), sign)
    attributes = speaks(text)
    return format_html("<span{}>{}</span>", attributes, escaped) if attributes else escaped


@register.simple_tag
def link(name: Name, *, acronym: bool = False) -> SafeString:
    """Prints what a list knows of something public as a link; with `acronym`, its short name in brackets after it."""
    label = shown(name)
    parts = [format_html('<a href="{}">{}</a>', name.url, label) if name.url else label]
    if acronym and name.acronym and name.acronym != name.name:
        parts.append(format_html(' <span class="acr" translate="no">(<bdi>{}</bdi>)</span>', name.acronym))
    if name.unpublished:
        parts.append(format_html(' <span class="tag">{}</span>', gettext("not public yet")))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped


@register.simple_tag
def participants(role: Any) -> SafeString:
    """Prints those who take part in a role as one sentence part, joined as the language joins names.

    Those who are no organisations stand last, in the words of the source.
    """
    printed = [_participant(row) for row in role.participants]
    return mark_safe(join([*printed, shown(role.others)] if role.others else printed))  # noqa: S308 - escaped parts


@register.simple_tag(name="participant")
def _participant(row: Any) -> SafeString:
    """Prints an organisation in a role: its name as a link, whether it leads, and the note beside it."""
    parts = [link(row.organisation, acronym=True)]
    if row.lead:
        parts.append(format_html(' <span class="tag">{}</span>', pgettext("organisation", "lead")))
    if row.note:
        parts.append(format_html(' <span class="small">{}</span>', shown(row.note)))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped


@register.simple_tag
def filter_group(group: Group) -> SafeString:
    """Prints one filter of a panel (parts/group.html)."""
    return _filter_group(group, get_language())


# Of a page with a dozen groups most are as they were on the page before.
@functools.lru_cache(maxsize=256)
def _filter_group(group: Group, language: str) -> SafeString:
    return render_to_string("parts/group.html", {"group": group})


@register.simple_tag
def boxes(options: tuple[Option, ...], name: str) -> SafeString:
    """Prints the options of a filter as boxes to tick, as a tree."""
    return _boxes(options, name, get_language())


# A page has hundreds of options, most of them unchosen and the same on every page. The same words may be the reader's
# in one language and borrowed in another.
@functools.lru_cache(maxsize=512)
def _boxes(options: tuple[Option, ...], name: str, language: str) -> SafeString:
    items = []
    for option in options:
        field, sign = conditional_escape(f"{name}-{option.value}"), "-" if option.excluded else ""
        value, state = conditional_escape(option.value), " checked" if option.chosen or option.excluded else ""
        if not state and option.count == 0:  # there is nothing to choose
            state = " disabled"
        box = f'<input type="checkbox" id="{field}" name="{name}" value="{sign}{value}"{state}>'
        below = _boxes(option.below, name, language) if option.below else ""
        label = shown(option.label if isinstance(option.label, Name) else capfirst(option.label))
        if option.excluded:
            label = f"<span><em>{pgettext('a filter excludes', 'not')}</em> {label}</span>"
        number = "" if option.count is None else f' <span class="n">{localize(option.count, use_l10n=True)}</span>'
        items.append(f'<li>{box}<label for="{field}">{label}{number}</label>{below}</li>')
    return mark_safe(f'<ul class="opts">{"".join(items)}</ul>')  # noqa: S308 - every part is escaped


@register.simple_tag
def status(state: Any) -> SafeString:
    """Prints a status (value, label) as shape and word; without dates there is none."""
    return _status(state.value, str(state.label))


@functools.lru_cache(maxsize=256)
def _status(value: str, label: str) -> SafeString:
    if not value:
        return mark_safe("")
    shape = "" if value == "none" else format_html("{} ", icon(value))
    css = "st" if value == "none" else f"st st--{value}"
    return format_html('<span class="{}">{}{}</span>', css, shape, capfirst(label))


@register.simple_tag
def bar(period: Bar | None, state: Any, *, years: bool = False) -> SafeString:
    """Prints a period at its place among the years; with `years`, the first and the last of them above it."""
    if period is None:
        return mark_safe("")
    return _bar(period, state.value, years, get_language_info(get_language())["bidi"])


@functools.lru_cache(maxsize=4096)
def _bar(period: Bar, status_value: str, years: bool, rtl: bool) -> SafeString:
    now = period.today
    line = f'<line class="spark__now" x1="{now}%" x2="{now}%" y1="0" y2="10"/>' if now is not None else ""
    drawn = f'<line x1="0" x2="100%" y1="5" y2="5"/>{line}{pieces_of(period.pieces, status_value, "2.5", 5)}'
    if not years:
        return mark_safe(f'<svg class="spark" aria-hidden="true"><g>{drawn}</g></svg>')  # noqa: S308 - numbers only
    left, right = (period.last, period.first) if rtl else (period.first, period.last)
    return mark_safe(  # noqa: S308 - numbers only
        f'<svg class="spark spark--key" aria-hidden="true"><g transform="translate(0 14)">{drawn}</g>'
        f'<text x="0" y="9">{left}</text><text x="100%" y="9" text-anchor="end">{right}</text></svg>'
    )


def pieces_of(pieces: tuple[Piece, ...], status_value: str, y: str, height: int) -> str:
    """Returns the rectangles of a period, wherever one is drawn: what is sure lies on the whole, which is soft."""
    drawn = [(piece.x, piece.width, "") for piece in pieces if not piece.soft]
    if len(drawn) < len(pieces):
        x = min(piece.x for piece in pieces)
        width = round(max(piece.x + piece.width for piece in pieces) - x, 2)
        drawn.insert(0, (x, width, " bar--soft"))
    return "".join(
        f'<rect class="bar bar--{status_value}{soft}" x="{x}%" width="{width}%" y="{y}" height="{height}"/>'
        for x, width, soft in drawn
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """Prints a drawing of img/icons.svg, the size of the text beside it."""
    return format_html('<svg class="ico" aria-hidden="true"><use href="{}#{}"/></svg>', static("img/icons.svg"), name)


@register.simple_tag
def base_map(panel: Panel) -> str:
    """Returns the address of the outlines that a panel is drawn over."""
    return static(f"img/{panel.base}.svg")


@register.simple_tag
def draw_map(
    panel: Panel, label: str, css_class: str = "", *, rectangle: tuple[float, float, float, float] | None = None
) -> SafeString:
    """Prints a map of links (parts/map.html); `rectangle` marks a part of it that is drawn larger elsewhere."""
    return _drawn(panel, str(label), css_class, rectangle, get_language())


# The same numbers always give the same drawing, and the drawing takes longer than all the rest of a page.
@functools.lru_cache(maxsize=256)
def _drawn(panel: Panel, label: str, css_class: str, rectangle: Any, language: str) -> SafeString:
    context = {"panel": panel, "label": label, "css_class": css_class, "rectangle": rectangle}
    return render_to_string("parts/map.html", context)


@register.simple_tag(takes_context=True)
def card(context: template.Context, project: Any, *, years: bool = False, picked: Any = None) -> SafeString:
    """Prints a project in a list (parts/entry.html); with `years`, the ends of its axis are named.

    With `picked` (projects.comparing.Picked), it can be ticked for a comparison; the page has the form for that.

    A card says the same to everybody until what it names changes or the day ends, so each process keeps what it drew,
    but for the state of its box, and the lead: after a search that is the place where the words stand.
    """
    drawn = _card(context["request"], project, years, picked is not None)
    state = picked.state_of(project.key) if picked is not None else ""
    return mark_safe(drawn.replace(_BOX, f"{_BOX} {state}", 1)) if state else drawn  # noqa: S308 - as it was


def _card(request: Any, project: Any, years: bool, pick: bool) -> SafeString:
    known = vocabulary(request)

    def draw() -> str:
        return render_to_string("parts/entry.html", {"project": project, "years": years, "pick": pick, "lead": _LEAD})

    if getattr(request, "is_preview", False):  # names what is not public; never kept
        return _with_lead(draw(), project.excerpt or project.lead)
    project.names.mention(country for country in project.countries if country.note)
    publication = project.publication
    shown = publication.pk, publication.change, project.bar, project.status, years, pick
    if project.excerpt:
        return _with_lead(known.lasting(("card", *shown), draw), project.excerpt)
    return known.lasting(("card with its lead", *shown), lambda: _with_lead(draw(), project.lead))


def _with_lead(drawn: str, lead: Shown) -> SafeString:
    line = format_html('<p class="entry__s"{}>{}</p>', speaks(lead), lead) if lead else ""
    return mark_safe(drawn.replace(_LEAD, line, 1))  # noqa: S308 - every part is escaped


@register.simple_tag(takes_context=True)
def view_part(context: template.Context, name: str) -> SafeString:
    """Prints the part of a page that shows a selection in one view, or what was drawn when it was lately seen."""
    selection = context["selection"]

    def draw() -> tuple[SafeString, list[Name]]:
        drawn = context.template.engine.get_template(name).render(context)
        return drawn, selection.names.with_notes

    drawn, with_notes = selection.lately(name, draw, page=selection.data.get("page"))
    selection.names.mention(with_notes)
    return drawn


@register.simple_block_tag
def capture(content: str) -> SafeString:
    """Keeps what a block prints, without the spaces around it, for use in several places (`as name`)."""
    return mark_safe(content.strip())  # noqa: S308 - the template engine has escaped it


@register.simple_tag
def name_at_hand() -> str:
    """Returns the name of the site without asking the database; empty where this process has not read it yet."""
    known = at_hand(get_language())
    site = known.get("site", "site") if known else None
    return site.texts.name if site else ""


@register.simple_tag
def data_block(data: dict[str, Any] | None) -> SafeString:
    """Prints facts as a JSON-LD block: data for machines, which no browser runs."""
    if not data:
        return mark_safe("")
    text = json.dumps(data, ensure_ascii=False).translate(_UNSAFE)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - nothing in it ends the block


@register.filter
def native(language: str) -> str:
    """Returns the name of a language in itself, as it stands alone: "Français", and Arabic without vowel signs."""
    return capfirst(MARKS.sub("", get_language_info(language)["name_local"]))


@register.filter
def at_site(path: str) -> str:
    """Returns the absolute address of a path of this site."""
    return absolute(path)


@register.filter
def readable(address: str) -> str:
    """Returns an address as people read it: letters of every script instead of percent signs."""
    return uri_to_iri(address)
