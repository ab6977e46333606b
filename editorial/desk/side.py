"""What stands beside the form of a working copy: what to mend, how it will look, who else is here, what is public."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language_info, override

from .. import findings, kinds, snapshots, texts
from ..findings import Finding
from ..kinds import Data
from ..models import Label, Publication, Revision, WorkingCopy
from .presence import Other

VERSIONS = 5  # as many of the latest as the side shows


@dataclass(frozen=True)
class Told:
    """A finding with the link to where it is mended: in this tab, or in that of another language."""

    finding: Finding
    url: str


@dataclass(frozen=True)
class Link:
    """An address in one language."""

    language: str
    url: str

    @property
    def name(self) -> str:
        return get_language_info(self.language)["name_local"]


@dataclass(frozen=True)
class Public:
    """What the public has of an object: since when, at which addresses, and in how many lists it stands."""

    since: datetime
    links: list[Link]
    lists: int


@dataclass(frozen=True)
class Side:
    """Everything beside the form."""

    findings: list[Told] = field(default_factory=list)
    previews: list[Link] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)
    versions: list[Revision] = field(default_factory=list)
    public: Public | None = None


def versions_of(obj: WorkingCopy) -> list[Revision]:
    """Returns the latest revisions of an object, newest first; only the data of the first is read."""
    rows = Revision.objects.filter(kind=kinds.of(obj).name, object_id=obj.pk).select_related("by")
    return list(rows.order_by("-number").defer("data")[:VERSIONS])


def told(obj: WorkingCopy, data: Data | None, form: Any, aliases: Mapping[str, str]) -> list[Told]:
    """Returns what is to mend, each with its link; `aliases` name the field of the form that edits another one."""
    found = []
    for finding in findings.of(obj, data):
        name = aliases.get(finding.field, finding.field)
        anchor = form[name].id_for_label if name in form.fields else f"section-{name}"
        is_elsewhere = finding.language and finding.language != form.language_code
        found.append(Told(finding, f"?language={finding.language}#{anchor}" if is_elsewhere else f"#{anchor}"))
    return found


def previews_of(obj: WorkingCopy) -> list[Link]:
    """Returns the address of the page as it would look now, in each language of the site."""
    found = []
    for code in texts.site_languages():
        with override(code):
            found.append(Link(code, reverse("preview", args=[kinds.of(obj).name, obj.key])))
    return found


def public_of(obj: WorkingCopy) -> Public | None:
    """Returns what the public has of an object, None while it has nothing or only its name."""
    kind = kinds.of(obj)
    rows = Publication.objects.visible().of(kind.name).filter(key=obj.key).select_related("revision")
    publication = rows.first()
    if publication is None:
        return None
    slugs = dict(Label.objects.filter(publication=publication).values_list("language", "slug"))
    links = []
    for code in texts.site_languages():
        if code in slugs:
            with override(code):
                links.append(Link(code, kind.url(obj.key, slugs[code])))
    return Public(publication.visible_from, [link for link in links if link.url], _lists(publication))


def _lists(publication: Publication) -> int:
    """Returns in how many lists of countries, organisations, themes … something public stands."""
    if publication.by_name or publication.revision is None:
        return 0
    record = snapshots.record_of(publication.revision.snapshot)
    pages = {kind.name for kind in kinds.every()}  # a facet named like a kind: the page of such a thing lists this one
    return len({(facet, key) for facet, key in kinds.get(publication.kind).index(record) if facet in pages})
