"""How a page reads content pages and the settings of the site."""

from collections.abc import Iterable

from editorial.kinds import Data
from finder.reading import Entry, Name, Pair, reader


@reader("page")
class PageEntry(Entry):
    """A content page as it is shown."""

    @property
    def parent(self) -> Name | None:
        return self.names.get("page", self.record["parent"])


@reader("site")
class SiteEntry(Entry):
    """The site's own settings as every page shows them."""

    @staticmethod
    def mentions(record: Data) -> Iterable[Pair]:
        return [("organisation", record["publisher"])] if record["publisher"] else []

    @property
    def contact_email(self) -> str:
        return self.record["contact_email"]

    @property
    def publisher(self) -> Name | None:
        return self.names.get("organisation", self.record["publisher"])
