"""One query string selects the same projects in every form: list, table, timeline, map, figures, feed and frame."""

from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial.texts import site_languages
from projects.mapping import Map
from tests.finder.test_selection import PAIRS, SPAN, VALUES, catalogue, query_of, select  # noqa: F401

pytestmark = pytest.mark.django_db
PATIENT = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
VALID = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(VALUES[name]))),
    max_size=3,
)
ENTRY = "{http://www.w3.org/2005/Atom}entry"
ID = "{http://www.w3.org/2005/Atom}id"


def slugs(client, address, selector):
    """Returns the slugs of the projects that all pages of a list name, in their order."""
    found = []
    while address:
        page = BeautifulSoup(client.get(address).content, "html.parser")
        found += [link["href"].rstrip("/").rpartition("/")[2] for link in page.select(selector)]
        following = page.select_one("a[rel=next]")
        address = following["href"] if following else None
    return found


@PATIENT
@given(pairs=VALID, since=st.sampled_from([None, "2014", "2096"]), language=st.sampled_from(site_languages()))
def test_every_form_of_a_selection_has_the_same_projects(client, pairs, since, language):
    data = query_of(pairs, from_=since)
    query, path = data.urlencode(), f"/{language}/projects/"
    wanted = {publication.key for publication in select(data, language=language).qs}
    listed = slugs(client, f"{path}?{query}", ".entry__t a")
    assert len(set(listed)) == len(listed) == len(wanted)
    assert slugs(client, f"{path}?{query}&view=table", "table.rows th[scope=row] a") == listed
    assert slugs(client, f"{path}?{query}&view=timeline", ".tlv .tl__t a") == listed
    feed = ElementTree.fromstring(client.get(f"/{language}/projects.atom?{query}").content)
    assert {entry.findtext(ID).rpartition("/")[2] for entry in feed.iter(ENTRY)} == wanted
    for view in ("list", "table", "map", "timeline", "figures"):
        response = client.get(f"{path}?{query}&view={view}")
        assert response.context["selection"].total == len(wanted), view


def circles_at_each_width(drawn):
    """Gives the numbers of the circles that a wide, a middling and a narrow page show: of the world and of regions."""
    regional = [plate.panel for plate in drawn.plates]
    for world in (drawn.atlas.overview.panel, drawn.atlas.middle, drawn.atlas.tall) if drawn.atlas else (None,):
        panels = [world, *regional] if world else []
        yield {circle.place.code.lower(): circle.place.count for panel in panels for circle in panel.circles}


@PATIENT
@given(pairs=PAIRS, since=SPAN)
def test_the_circles_of_a_map_and_what_has_no_country_are_the_selection(pairs, since):
    selection = select(query_of(pairs, from_=since))
    drawn = Map(selection)
    behind = set(selection.ids - selection.index.given("country"))
    assert drawn.elsewhere[0] == len(behind)
    for numbers in circles_at_each_width(drawn):
        assert numbers == selection.numbers_by("country")
        for key, number in numbers.items():
            found = set(selection.ids & selection.index.any_of("country", [key]))
            assert len(found) == number
            behind |= found
    assert behind == set(selection.ids)
