"""The pages of a list as links."""

from dataclasses import dataclass

from .selection import Selection


@dataclass(frozen=True)
class PageLink:
    """A page of a list and its address."""

    number: int
    url: str


class Pager:
    """The pages of a selection as links: the first, the last, and those around the present one; None is a gap."""

    def __init__(self, selection: Selection) -> None:
        page = selection.page
        self.first, self.last, self.total = page.start_index(), page.end_index(), selection.total
        self.number, count = page.number, page.paginator.num_pages
        around = range(max(1, self.number - 2), min(count, self.number + 2) + 1)
        near = sorted({1, count, *around})
        self.pages: list[PageLink | None] = []
        for number in near:
            if self.pages and self.pages[-1] and number - self.pages[-1].number > 1:
                self.pages.append(None)
            self.pages.append(PageLink(number, self._url(selection, number)))
        self.previous_url = self._url(selection, self.number - 1) if page.has_previous() else ""
        self.next_url = self._url(selection, self.number + 1) if page.has_next() else ""

    @staticmethod
    def _url(selection: Selection, number: int) -> str:
        return selection.url(page=None if number == 1 else str(number))
