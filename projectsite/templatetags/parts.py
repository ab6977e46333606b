"""Prints what every page is made of: a text in its language, a name as a link, a drawing by its file."""

import re

from django import template
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from editorial.texts import Shown
from finder.worldmap import Panel

register = template.Library()

_LAST_NUMBER = re.compile(r" (?=\d{1,2}$)")


@register.filter
def speaks(text: str) -> SafeString:
    """Returns the attributes `lang` and `dir` for an element around a text that is not in the reader's language."""
    if isinstance(text, Shown) and text.is_fallback:
        return format_html(' lang="{}" dir="{}"', text.language, text.direction)
    return mark_safe("")


@register.filter
def shown(text: str) -> SafeString:
    """Prints a text within a line, marked with its language when that is not the reader's.

    A dash stays at the end of its line, a last number with its word.
    """
    tied = _LAST_NUMBER.sub("\u00a0", conditional_escape(text or "").replace(" – ", "\u00a0– "))
    escaped = mark_safe(tied)  # noqa: S308 - escaped just here
    attributes = speaks(text)
    return format_html("<span{}>{}</span>", attributes, escaped) if attributes else escaped


@register.simple_tag
def link(name, *, acronym: bool = False) -> SafeString:
    """Prints what a list knows of something public as a link; with `acronym`, its short name after it."""
    label = format_html("{}{}", shown(name.name), name.note or "")
    parts = [format_html('<a href="{}">{}</a>', name.url, label) if name.url else label]
    if acronym and name.acronym and name.acronym != name.name:
        parts.append(format_html(' <bdi class="acr" translate="no">{}</bdi>', name.acronym))
    if name.unpublished:
        parts.append(format_html(' <span class="tag">{}</span>', gettext("not public yet")))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped


@register.simple_tag
def icon(name: str) -> SafeString:
    """Prints a drawing of img/icons.svg, the size of the text beside it."""
    return format_html('<svg class="ico" aria-hidden="true"><use href="{}#{}"/></svg>', static("img/icons.svg"), name)


@register.simple_tag
def base_map(panel: Panel) -> str:
    """Returns the address of the outlines that a panel is drawn over."""
    return static(f"img/{panel.base}.svg")
