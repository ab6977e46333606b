"""Prints what the pages of the desk share: the drawn signs."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """Prints a drawn sign by its name in `admin/img/desk.svg`; the words stand beside it, so nothing reads it out."""
    classes = f"icon {extra}".strip()
    address = f"{static('admin/img/desk.svg')}#{name}"
    return format_html('<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"/></svg>', classes, address)
