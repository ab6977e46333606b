"""Prints charts as SVG with coordinates in percent: no style attribute, no script, and text that nothing distorts."""

import functools
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext

from finder.charts import Column, Piece
from finder.worldmap import Panel
from partners.maps import CLOSE, OPEN

from .parts import draw_map, pieces_of

register = template.Library()
EDGE = 3  # %: so near to an edge a year stands within it
TARGET = 26  # px: the width that a column which is a link keeps on a narrow screen


@register.simple_tag
def draw_columns(columns: tuple[Column, ...], label: str) -> SafeString:
    """Prints a column chart. Columns that have a list become links, each as high as the chart.

    Links keep their width on a narrow screen, where the chart scrolls sideways.
    """
    return _columns(columns, str(label), get_language())


@register.simple_tag
def draw_linked(panel: Panel, label: str, css_class: str, around: tuple[str, str], rectangle: Any = None) -> SafeString:
    """Prints a map whose circles lead to `around` with their value in the middle.

    Drawn with a sign in place of the addresses, the same numbers are drawn once, whatever else an address says.
    """
    before, after = (conditional_escape(part) for part in around)
    drawn = draw_map(panel, label, css_class, rectangle=rectangle)
    linked = drawn.replace(f'href="{OPEN}', f'href="{before}').replace(f'{CLOSE}"', f'{after}"')
    return mark_safe(linked)  # noqa: S308 - both parts are escaped


@register.simple_tag
def draw_pieces(pieces: tuple[Piece, ...] | None, status: str) -> SafeString:
    """Prints a period on the axis of its page (the symbol "axis"), its uncertain ends soft; without one the axis."""
    return _pieces(pieces or (), status)


@functools.lru_cache(maxsize=4096)
def _pieces(pieces: tuple[Piece, ...], status: str) -> SafeString:
    axis = '<use href="#axis" width="100%" height="100%"/>'
    bars = f'<g transform="translate(0 -5)">{pieces_of(pieces, status, "50%", 10)}</g>'
    return mark_safe(f'<svg class="tl__bar" aria-hidden="true">{axis}{bars}</svg>')  # noqa: S308 - numbers only


# The same numbers always give the same drawing.
@functools.lru_cache(maxsize=512)
def _columns(columns: tuple[Column, ...], label: str, language: str) -> SafeString:
    linked = any(column.url for column in columns)
    width = format_html(' width="{}"', TARGET * len(columns)) if linked else ""
    role = "group" if linked else "img"
    years = format_html_join(
        "",
        '<text x="{}%" y="16" text-anchor="{}">{}</text>',
        (
            (c.middle, "start" if c.middle < EDGE else "end" if c.middle > 100 - EDGE else "middle", c.year)
            for c in columns
            if c.named
        ),
    )
    return format_html(
        '<div class="cols{}"><svg class="cols__s" role="{}" aria-label="{}"{}>'
        '<line class="cols__b" x1="0" x2="100%" y1="100%" y2="100%"/>{}</svg>'
        '<svg class="cols__x" aria-hidden="true"{}>{}</svg></div>',
        " scroller" if linked else "",
        role,
        label,
        width,
        mark_safe("".join(map(_column, columns))),  # noqa: S308 - numbers and escaped words
        width,
        years,
    )


def _column(column: Column) -> str:
    tense = "" if column.tense == "past" else f" cols__r--{column.tense}"
    drawn = (
        f'<rect class="cols__r{tense}" x="{column.x}%" y="{column.y}%" width="{column.width}%" '
        f'height="{column.height}%"/>'
        if column.count
        else ""
    )
    if column.url:
        words = ngettext("%(name)s: %(counter)s project", "%(name)s: %(counter)s projects", column.count)
        words = conditional_escape(words % {"name": column.year, "counter": column.count})
        drawn = (
            f'<a href="{conditional_escape(column.url)}" aria-label="{words}"><title>{words}</title>'
            f'<rect class="cols__h" x="{column.left}%" y="0" width="{column.room}%" height="100%"/>{drawn}</a>'
        )
    if column.labelled and column.count:
        text = conditional_escape(column.text)
        drawn += (
            f'<text x="{column.middle}%" y="{column.y}%" dy="-6" text-anchor="{column.anchor}" '
            f'aria-hidden="true">{text}</text>'
        )
    return drawn
