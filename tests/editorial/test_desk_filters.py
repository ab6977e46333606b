"""Filters of lists: what each keeps, and that the number beside a choice is what choosing it leaves."""

import pytest

from editorial import workflow
from editorial.models import Revision
from tests.factories import (
    CountryFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectCountryFactory,
    ProjectFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
PROJECTS = "/admin/projects/project/"


def keys(response):
    return {obj.key for obj in response.context["cl"].result_list}


@pytest.fixture
def projects(editor, publisher):
    """Six projects that differ in everything that is filtered by."""
    country, eu, agency = CountryFactory(code="ZZ"), OrganisationFactory(key="eu"), OrganisationFactory(key="iom")
    theme = ThemeFactory(key="law")
    ProjectFactory(key="past", start="2013", end="2014-05", texts={"fr": {"title": "Fini"}}, public=True)
    now = ProjectFactory(key="now", start="2020-02", public=True)
    ProjectCountryFactory(project=now, country=country)
    ParticipationFactory(project=now, organisation=eu, role="donor")
    ParticipationFactory(project=now, organisation=agency, role="implementing")
    ParticipationFactory(project=now, organisation=agency, role="cooperating")
    now.themes.add(theme)
    workflow.save_revision(now, by=publisher)
    stale = ProjectFactory(key="planned", start="2999", texts={"fr": {"title": "Ancien"}}, by=editor)
    stale.set_current_language("en")
    stale.title = "Another title"
    stale.save()
    workflow.save_revision(stale, by=editor)
    ProjectFactory(
        key="suspended", start="2020", held="suspended", objective="<p>x</p>", texts={"fr": {"title": "À demi"}}
    )
    ProjectFactory(key="undated", sample=True)
    workflow.withdraw(ProjectFactory(key="gone", end="2001", public=True), by=None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=draft", {"planned", "suspended", "undated"}),
        ("state=public", {"past"}),
        ("state=ahead", {"now"}),
        ("state=withdrawn", {"gone"}),
        ("status=planned", {"planned"}),
        ("status=ongoing", {"now"}),
        ("status=completed", {"past", "gone"}),
        ("status=suspended", {"suspended"}),
        ("stale=fr", {"planned"}),
        ("missing=fr", {"suspended"}),
        ("none=fr", {"now", "undated", "gone"}),
        ("none=fr&none=de", {"past", "now", "planned", "suspended", "undated", "gone"}),
        ("country=zz", {"now"}),
        ("donor=eu", {"now"}),
        ("agency=iom", {"now"}),
        ("donor=iom", set()),
        ("organisation=iom", {"now"}),
        ("theme=law", {"now"}),
        ("theme=unknown", set()),
        ("gap=period", {"undated"}),
        ("gap=donor", {"past", "planned", "suspended", "undated", "gone"}),
        ("mine=1", {"planned"}),
        ("sample=1", {"undated"}),
        ("sample=0&state=draft&status=planned", {"planned"}),
        ("state=unknown", {"past", "now", "planned", "suspended", "undated", "gone"}),
    ],
)
def test_filters(client, editor, projects, query, expected):
    client.force_login(editor)
    assert keys(client.get(f"{PROJECTS}?{query}")) == expected


@pytest.mark.parametrize(
    "query", ["", "state=draft", "status=completed", "stale=fr", "mine=1", "gap=donor", "q=project", "country=zz"]
)
@pytest.mark.parametrize("opened", ["country", "donor", "agency", "theme"])
def test_the_number_beside_a_choice_is_what_it_leaves(client, editor, projects, query, opened):
    client.force_login(editor)
    cl = client.get(f"{PROJECTS}?{query}&open={opened}").context["cl"]
    assert cl.result_count == len(cl.result_list)
    choices = [choice for side in cl.sides for choice in side.choices] + cl.tabs
    assert len(choices) >= 6
    for choice in choices:
        if choice.url:
            found = client.get(f"{PROJECTS}{choice.url}").context["cl"]
            assert found.result_count == len(found.result_list) == choice.count, choice
        else:
            assert choice.count == 0


def test_a_long_filter_is_counted_only_when_it_is_opened(client, editor, projects, django_assert_max_num_queries):
    client.force_login(editor)
    page = client.get(PROJECTS).content.decode()
    assert 'href="?open=country#filter-country"' in page
    assert 'data-open="?open=country#filter-country"' in page
    assert "?country=zz" not in page
    page = client.get(f"{PROJECTS}?open=country").content.decode()
    assert "?country=zz" in page
    assert "?donor=eu" not in page


def test_a_long_filter_shows_the_most_frequent_all_of_them_or_those_with_a_word(client, editor):
    for number in range(35):
        organisation = OrganisationFactory(key=f"o{number:02}", name=f"Body {number:02}")
        ParticipationFactory(organisation=organisation, role="donor")
    ParticipationFactory(organisation=organisation, role="donor")
    client.force_login(editor)

    def offered(query):
        cl = client.get(f"{PROJECTS}?open=donor{query}").context["cl"]
        return [choice.value for side in cl.sides if side.name == "donor" for choice in side.choices]

    assert offered("")[0] == "o34"
    assert len(offered("")) == 30
    assert len(offered("&every=1")) == 35
    assert offered("&among=BODY+07") == ["o07"]
    assert "No name has these words." in client.get(f"{PROJECTS}?open=donor&among=zz").content.decode()


def test_what_is_chosen_is_in_sight_and_can_be_taken_off(client, editor, projects):
    client.force_login(editor)
    cl = client.get(f"{PROJECTS}?state=ahead&country=zz&organisation=iom").context["cl"]
    assert [(chip.title, chip.url) for chip in cl.chips] == [
        ("state", "?country=zz&organisation=iom"),
        ("country", "?organisation=iom&state=ahead"),
        ("organisation", "?country=zz&state=ahead"),
    ]
    assert any(side.name == "organisation" for side in cl.sides)
    assert not any(side.name == "organisation" for side in client.get(PROJECTS).context["cl"].sides)


def test_mine_is_what_i_saved_at_any_time(client, editor, publisher):
    project = ProjectFactory(key="ours", by=editor)
    Revision.objects.update(was_public=True)
    project.acronym = "X"
    project.save()
    workflow.save_revision(project, by=publisher)
    for person in (editor, publisher):
        client.force_login(person)
        assert keys(client.get(f"{PROJECTS}?mine=1")) == {"ours"}


def test_organisations_are_filtered_by_hat_kind_and_country(client, editor):
    country = CountryFactory(code="AM")
    OrganisationFactory(key="both", is_donor=True, is_agency=True, organisation_type="10", country=country)
    OrganisationFactory(key="bare")
    client.force_login(editor)
    for query, expected in (
        ("hat=donor", {"both"}),
        ("hat=none", {"bare"}),
        ("kind=10", {"both"}),
        ("country=am", {"both"}),
    ):
        response = client.get(f"/admin/partners/organisation/?{query}")
        assert keys(response) == expected
        assert response.context["cl"].result_count == 1
    numbers = client.get("/admin/partners/donor/").context["cl"].tabs
    assert [tab.count for tab in numbers][:2] == [1, 1]


def test_people_are_filtered_by_their_group_with_the_number_of_each(client, administrator, editor, publisher):
    UserFactory(groups=["Editor"])
    client.force_login(administrator)
    sides = {side.name: side.choices for side in client.get("/admin/auth/user/").context["cl"].sides}
    assert {one.name: one.count for one in sides["group"]} == {"Administrator": 1, "Editor": 2, "Publisher": 1}
    chosen = next(one for one in sides["group"] if one.name == "Editor")
    people = client.get(f"/admin/auth/user/{chosen.url}").context["cl"].result_list
    assert len(people) == 2
    assert editor in people
