"""A selection of projects as a feed: Atom (RFC 4287), the last changed first, paged as RFC 5005 has it."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from editorial.models import Publication
from finder.addresses import absolute
from finder.paging import Pager
from projects.filters import ProjectSelection
from projects.reading import ProjectEntry


class FeedSelection(ProjectSelection):
    """The projects that a query string selects, the last published first, whatever order the list has."""

    default_per_page = 50

    def keys(self, first: int, count: int) -> list[int]:
        newest_first = Publication.objects.visible().of(self.of).order_by("-change")
        return self.part(newest_first, "pk", first, count)


class PagedFeed(Atom1Feed):
    """Django's Atom with the links from page to page, and entries that say in which language they are."""

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for relation, address in self.feed["pages"].items():
            handler.addQuickElement("link", "", {"rel": relation, "href": address})

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]} if item["language"] != self.feed["language"] else {}


def tag(first_published: Any, *names: str) -> str:
    """Returns an identifier that never changes, whatever becomes of addresses: a tag of RFC 4151."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"tag:{host},{first_published:%Y-%m-%d}:{'/'.join(names)}"


def atom(selection: FeedSelection, listed: str, site_name: str, publisher: str) -> str:
    """Returns a page of the feed of a selection; `listed` is the address of the same projects as a list."""
    pager = Pager(selection)
    pages = {"previous": pager.previous_url, "next": pager.next_url}
    feed = PagedFeed(
        title=site_name,
        description=None,
        subtitle=selection.sentence or _("All projects"),
        link=absolute(listed),
        feed_url=absolute(selection.url(page=str(pager.number) if pager.number > 1 else None)),
        feed_guid=absolute(selection.url()),
        language=selection.language,
        author_name=publisher,
        pages={relation: absolute(address) for relation, address in pages.items() if address},
    )
    for project in selection.entries:
        feed.add_item(**_item(project))
    return feed.writeString("utf-8")


def _item(project: ProjectEntry) -> dict[str, Any]:
    publication = project.publication
    labels = [str(name) for name in (*project.themes, *project.countries)]
    return {
        "title": f"{project.title} ({project.acronym})" if project.acronym else str(project.title),
        "link": absolute(project.url),
        "description": " · ".join(filter(None, [project.period, str(project.lead)])),
        "unique_id": tag(publication.first_published, "project", project.key),
        "pubdate": publication.first_published,
        "updateddate": publication.changed_at,
        "categories": [_("sample data"), *labels] if project.sample else labels,
        "language": project.title.language,
    }
