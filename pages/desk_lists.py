"""The list of pages in the desk: its columns and filters."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from editorial.desk.columns import depth_in_tree
from editorial.desk.filters import TEXT_FILTERS, FlagFilter, GapFilter, MineFilter, SampleFilter, StateFilter

from .models import Page


class PageList:
    """The list of pages in the order of the menu."""

    list_order = ("position", "key")
    list_per_page = 100
    example = _("About us, in the menu, with a page for each office below it")
    list_display = ("title_column", "state_column", "languages_column", "saved_column")
    list_filter = (
        StateFilter,
        MineFilter,
        FlagFilter.of("in_menu", _("in the menu"), "in_menu"),
        GapFilter,
        *TEXT_FILTERS,
        SampleFilter,
    )

    def read_page(self, objects: list[Page]) -> None:
        """Says below which page each stands, and whether the menu shows it."""
        parents = dict(Page.objects.order_by().values_list("pk", "parent"))
        for page in objects:
            page.row.depth = depth_in_tree(page.pk, parents)
            page.row.facts = [gettext("in the menu") if page.in_menu else gettext("not in the menu")]
