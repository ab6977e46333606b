"""One site for the house tests of a module: countries, the source page, and a part of the sample with all it names."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils.translation import override

from editorial import kinds
from editorial.models import Label
from editorial.texts import site_languages
from finder.models import IndexRow
from partners.models import Hat
from projects.content import theme_snapshots
from projects.content.sample import snapshots as sample_snapshots
from projects.management.commands.load_sample import bring

SAMPLE_PROJECTS = 3
LISTS = (
    "home", "project-list", "agency-list", "partner-list", "donor-list", "country-list", "theme-list", "document-list",
)  # fmt: skip


def part_of_sample():
    """Returns some sample projects, and before each what it names."""
    sample = [*theme_snapshots(), *sample_snapshots()]
    by_key = {(snapshot["kind"], snapshot["key"]): snapshot for snapshot in sample}
    wanted = {}

    def want(kind, key):
        snapshot = by_key.get((kind, key))
        if snapshot is None or (kind, key) in wanted:
            return
        for name, pairs in (
            ("theme", snapshot.get("themes", [])),
            ("theme", [snapshot.get("parent")]),
            ("organisation", [snapshot.get("part_of"), snapshot.get("successor")]),
            ("organisation", [row["organisation"] for row in snapshot.get("participations", [])]),
            ("project", [snapshot.get("predecessor")]),
            ("document", [row["document"] for row in snapshot.get("documents", [])]),
        ):
            for other in filter(None, pairs):
                want(name, other)
        wanted[kind, key] = snapshot

    projects = [snapshot for snapshot in sample if snapshot["kind"] == "project"]
    for snapshot in projects[:: max(1, len(projects) // SAMPLE_PROJECTS)]:
        want("project", snapshot["key"])
    return list(wanted.values())


def know_sizes() -> None:
    """Lets PostgreSQL plan with the sizes of its tables, as a running site's autovacuum does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@pytest.fixture(scope="module")
def site(for_the_module):
    """The site that every test of a module reads."""
    call_command("load_countries", verbosity=0)
    call_command("load_source", verbosity=0)
    for snapshot in part_of_sample():
        if not kinds.get(snapshot["kind"]).model._base_manager.filter(key=snapshot["key"]).exists():
            bring(snapshot)
    know_sizes()


def content_of(response) -> bytes:
    """Returns all bytes of an answer; a stored file is closed once it is read."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def list_addresses(language: str) -> Iterator[str]:
    """Gives the lists, also with filters, a search, another page and what means nothing."""
    with override(language):
        yield from (reverse(name) for name in LISTS)
        projects = reverse("project-list")
        yield f"{projects}?country=az&country=-ge&status=completed&sort=title&per_page=50"
        yield f"{projects}?q=the&year=2014&theme=none&donor=nobody&colour=red&view=map&page=9&sort=x"
        yield f"{projects}?region=142&document=report&translated=fr&from=2010&to=2030&organisation=-eu"
        yield f"{projects}?q=zzzzzzzz"
        yield f"{reverse('donor-list')}?status=completed&theme=none&sort=-projects&q=e"
        yield f"{reverse('country-list')}?region=142&status=completed&sort=-projects"
        yield f"{reverse('document-list')}?kind=report&language=en&sort=title"


def detail_addresses(language: str) -> Iterator[str]:
    """Gives the page of everything public, an organisation's under each hat that it wears."""
    with override(language):
        for label in Label.objects.filter(language=language).exclude(kind="site").order_by("kind", "key"):
            url = kinds.get(label.kind).url
            if label.kind == "country":
                if IndexRow.objects.filter(of="project", facet="country", value=label.key).exists():
                    yield url(label.key, label.slug)
            elif label.kind == "organisation":
                rows = IndexRow.objects.filter(of="project", facet__in=Hat.values, value=label.key)
                hats = set(rows.values_list("facet", flat=True)) or {Hat.PARTNER.value}
                yield from (url(label.key, label.slug, hat=hat) for hat in Hat if hat.value in hats)
            else:
                yield url(label.key, label.slug)


def machine_addresses() -> list[str]:
    """Returns what machines ask for, and the files of everything public."""
    parts = ("project", "organisation", "country", "theme", "document", "page")
    files = IndexRow.objects.filter(facet="file").values_list("value", flat=True)
    return [
        "/", "/robots.txt", "/sitemap.xml", "/sitemap-lists-1.xml", *(f"/sitemap-{kind}-1.xml" for kind in parts),
        "/health/live", "/health/ready", *(f"/media/{name}" for name in files),
    ]  # fmt: skip


def every_address(languages: list[str] | None = None) -> list[str]:
    """Returns every public address there is, with some query strings."""
    pages = [
        address
        for language in languages or site_languages()
        for addresses in (list_addresses, detail_addresses)
        for address in addresses(language)
    ]
    return [*machine_addresses(), *pages]
