"""The page of all values of a filter offers each that the selection has, and its form loses nothing of the address."""

from urllib.parse import parse_qsl

import pytest

from editorial import workflow
from finder.facets import FacetPage
from tests.factories import OrganisationFactory, ProjectFactory

from .test_selection import catalogue, select  # noqa: F401

pytestmark = pytest.mark.django_db


def facet(query, name, group_of=None, **own):
    return FacetPage(select(query), name, own, group_of)


def shown(page):
    return [(value.value, value.count) for value in page.page]


def test_every_value_that_the_selection_has_is_listed_by_name():
    assert shown(facet("country=az", "donor")) == [("cabs", 1), ("eu", 2), ("iom", 1), ("none", 1)]
    assert shown(facet("", "document")) == [("factsheet", 2), ("report", 3), ("none", 5)]


def test_what_is_not_given_is_listed_but_is_no_value_of_those_counted():
    page = facet("", "donor")
    assert [value.value for value in page.all][-1] == "none"
    assert page.count == len(page.all) - 1


def test_a_chosen_value_is_listed_even_with_nothing():
    page = facet("country=az&donor=sida&donor=-iom", "donor")
    assert ("sida", 0) in shown(page)
    assert [value.value for value in page.page if value.chosen] == ["sida"]
    assert [(value.value, value.count) for value in page.page if value.excluded] == [("iom", 1)]


def test_a_theme_counts_with_those_below_it():
    assert ("migration", 5) in shown(facet("", "theme"))


def test_a_value_is_found_by_any_of_its_names(db):
    project = ProjectFactory(title="Other")
    other = OrganisationFactory(key="other", name="Quite Different", acronym="QD", public=True)
    project.participations.create(organisation=other, role="donor")
    workflow.publish(workflow.save_revision(project, by=None), by=None)
    for text in ("quite diff", "qd", "QUITE"):
        assert shown(facet("", "donor", find=text)) == [("other", 1)], text
    assert shown(facet("", "donor", find="nobody")) == []
    assert shown(facet("", "region", find="CAUC")) == []
    assert shown(facet("", "region", find="western as"))[0][0] == "145"


def test_many_values_stand_under_letters_and_on_pages(monkeypatch):
    monkeypatch.setattr("finder.facets.PER_PAGE", 2)
    page = facet("", "donor")
    assert [letter for letter, _url, _open in page.letters] == ["O"]
    assert len(page.page) == 2
    assert dict(parse_qsl(page.next_url.partition("?")[2]))["at"] == "2"
    assert page.previous_url == ""
    assert [value for value, _count in shown(facet("", "donor", at="99"))] == ["none"]
    assert ("none", 4) not in shown(facet("", "donor", letter="O"))
    assert len(shown(facet("", "donor", letter="Ж"))) == 2


def test_groups_stand_under_their_headings():
    page = facet("", "country", group_of=lambda key: "West" if key == "xk" else "Asia")
    sections = [(heading, [value.value for value in values]) for heading, values in page.sections]
    assert ("West", ["xk"]) in sections
    assert page.letters == []


@pytest.mark.parametrize(("name", "group_of"), [("country", lambda _key: "Asia"), ("donor", None)])
def test_what_is_not_given_stands_last_under_no_heading(client, name, group_of):
    assert [(heading, [value.value for value in values]) for heading, values in facet("", name, group_of).sections][
        -1
    ] == ("", ["none"])
    content = client.get(f"/en/projects/facets/{name}/").content.decode()
    assert "<bdi></bdi>" not in content


def test_what_is_ticked_is_applied_to_the_list_and_kept_while_a_value_is_looked_for(client):
    ticked = "country=az&donor=eu&donor=-iom"
    kept = client.get(f"/en/projects/facets/donor/?{ticked}&find=sida").content.decode()
    for value in ("eu", "-iom"):
        assert f'<input type="hidden" name="donor" value="{value}">' in kept
    applied = client.get(f"/en/projects/facets/donor/?{ticked}&find=sida&apply=1")
    assert (applied.status_code, applied["Location"]) == (302, f"/en/projects/?{ticked}")


def test_the_form_carries_along_what_it_does_not_show(monkeypatch):
    monkeypatch.setattr("finder.facets.PER_PAGE", 1)
    page = facet("country=az&donor=iom&donor=-eu&sort=title&colour=red&page=2", "donor", at="1")
    assert page.kept == [("country", "az"), ("sort", "title"), ("donor", "iom"), ("donor", "-eu")]
    assert ("donor", "iom") in page.others
    assert ("page", "2") not in page.others


def test_what_is_looked_for_stays_in_every_address(monkeypatch):
    monkeypatch.setattr("finder.facets.PER_PAGE", 1)
    page = facet("country=az", "donor", find="o & x")
    assert page.url(letter="O") == "/en/projects/facets/donor/?country=az&find=o+%26+x&letter=O"


@pytest.mark.parametrize("own", [{"find": "\x00"}, {"find": "x" * 5000}, {"at": "x"}, {"at": "-1"}, {"letter": "'--"}])
def test_bad_input_is_an_ordinary_page(client, own):
    assert client.get("/en/projects/facets/donor/", own).status_code in {200, 400}


@pytest.mark.parametrize("name", ["country", "theme", "region", "status", "year", "translated", "organisation"])
def test_every_facet_has_a_page(client, name):
    response = client.get(f"/en/projects/facets/{name}/?country=az&find=")
    assert response.status_code == 200
    assert b'name="country" value="az"' in response.content


def test_an_unknown_facet_is_not_found(client):
    assert client.get("/en/projects/facets/colour/").status_code == 404
    assert client.get("/en/projects/facets/q/").status_code == 404
