"""The search for anything: what it finds, in which order, for whom."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial import workflow
from tests.factories import (
    CountryFactory,
    DocumentFactory,
    OrganisationFactory,
    PageFactory,
    ProjectFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
FIND = "/admin/find/"


def found(client, query):
    """Returns the titles that a search finds, by group."""
    answer = client.get(FIND, {"q": query, "format": "json"}).json()
    return {group["name"]: [hit["title"] for hit in group["hits"]] for group in answer["groups"]}


@pytest.mark.parametrize("query", ["zéro", "ZERO bet", "bt-1", "the-key", "XM-1-7", "beta"])
def test_an_object_is_found_by_any_of_its_names(client, editor, query):
    project = ProjectFactory(
        key="the-key", title="Beta zeta", acronym="BT-1", iati_identifier="XM-1-7", texts={"fr": {"title": "Zéro"}}
    )
    client.force_login(editor)
    answer = client.get(FIND, {"q": query, "format": "json"}).json()
    hits = [hit for group in answer["groups"] if group["name"] == "Projects" for hit in group["hits"]]
    assert [(hit["title"], hit["url"]) for hit in hits] == [
        ("Beta zeta", f"/admin/projects/project/{project.pk}/change/")
    ]


def test_every_kind_is_found(client, administrator):
    for factory, name in (
        (OrganisationFactory, "name"),
        (ThemeFactory, "name"),
        (CountryFactory, "name"),
        (ProjectFactory, "title"),
        (DocumentFactory, "title"),
        (PageFactory, "title"),
    ):
        factory(**{name: "Needle"})
    UserFactory(username="needle", last_name="Needle")
    client.force_login(administrator)
    groups = {"Projects", "Documents", "Themes", "Organisations", "Countries", "Pages", "Users"}
    assert groups <= found(client, "needle").keys()


def test_other_names_find_an_organisation_and_are_said(client, editor):
    organisation = OrganisationFactory(name="United Nations")
    organisation.names.create(name="League of Nations", nature="former")
    workflow.save_revision(organisation, by=None)
    client.force_login(editor)
    answer = client.get(FIND, {"q": "league", "format": "json"}).json()
    hit = answer["groups"][0]["hits"][0]
    assert hit["facts"] == ["draft"]
    assert hit["other"] == {"text": "League of Nations", "language": "", "direction": "auto"}


def test_the_name_that_was_found_is_said_as_it_is_written_in_its_language(client, editor):
    ProjectFactory(title="Alpha", acronym="ÄB-1", texts={"fr": {"title": "Évaluation"}, "ar": {"title": "تقييم"}})
    organisation = OrganisationFactory(name="Alpha")
    organisation.names.create(name="Évêché", language="fr")
    workflow.save_revision(organisation, by=None)
    client.force_login(editor)
    for query, text, language, direction in (
        ("evaluation", "Évaluation", "fr", "ltr"),
        ("تقييم", "تقييم", "ar", "rtl"),
        ("ab-1", "ÄB-1", "", "auto"),
        ("eveche", "Évêché", "fr", "ltr"),
    ):
        (group,) = client.get(FIND, {"q": query, "format": "json"}).json()["groups"]
        assert group["hits"][0]["title"] == "Alpha"
        assert group["hits"][0]["other"] == {"text": text, "language": language, "direction": direction}
    page = client.get(FIND, {"q": "evaluation"}).content.decode()
    assert '<span lang="fr" dir="ltr">Évaluation</span>' in page
    (group,) = client.get(FIND, {"q": "alpha", "format": "json"}).json()["groups"][:1]
    assert group["hits"][0]["other"] is None


def test_the_exact_acronym_comes_first_then_what_begins_so(client, editor):
    for number in range(50):
        OrganisationFactory(name=f"Museum {number}")
        ProjectFactory(title=f"The museum {number}")
    OrganisationFactory(name="European Union", acronym="EU")
    OrganisationFactory(name="Eurojust")
    ProjectFactory(title="Something", acronym="EU")
    ProjectFactory(title="Eureka")
    client.force_login(editor)
    answers = found(client, "eu")
    assert answers["Organisations"][:2] == ["European Union", "Eurojust"]
    assert answers["Projects"][:2] == ["Something", "Eureka"]
    more = {g["name"]: g["more"] for g in client.get(FIND, {"q": "eu", "format": "json"}).json()["groups"]}
    assert more["Projects"] == "/admin/projects/project/?q=eu"


def test_pages_and_actions_are_found_by_their_names(client, editor):
    client.force_login(editor)
    assert "Projects" in found(client, "proj")["Pages of the desk"]
    assert found(client, "add project")["Pages of the desk"] == ["Add project"]
    assert found(client, "home")["Pages of the desk"][0] == "Home"
    assert found(client, "français")["Language of the interface"] == ["français"]
    assert len(found(client, "language")["Language of the interface"]) == 6


def test_nobody_finds_what_they_may_not_see(client, editor):
    UserFactory(username="needle")
    client.force_login(editor)
    assert found(client, "needle") == {}
    assert "Add user" not in str(found(client, "add"))
    client.logout()
    assert client.get(FIND, {"q": "needle"}).status_code == 302


def test_the_page_groups_what_was_found_and_works_without_scripts(client, editor):
    ProjectFactory(title="Alpha", source_language="fr")
    client.force_login(editor)
    page = client.get(FIND, {"q": "alpha"}).content.decode()
    assert ">Projects</h2>" in page
    assert 'lang="fr" dir="ltr">Alpha</a>' in page
    assert "1 found." in page
    nothing = client.get(FIND, {"q": "nowhere"}).content.decode()
    assert "Nothing found." in nothing
    assert "Try fewer words" in nothing
    assert client.get(FIND).status_code == 200


def test_a_search_in_another_language_is_answered_in_it(client, editor):
    ProjectFactory(title="Alpha", texts={"fr": {"title": "Zone"}})
    client.force_login(editor)
    client.cookies["django_language"] = "fr"
    assert [title for titles in found(client, "alpha").values() for title in titles] == ["Zone"]


def test_an_answer_costs_the_same_at_any_size(client, administrator):
    client.force_login(administrator)
    costs = []
    for count in (1, 30):
        for number in range(count):
            ProjectFactory(title=f"Alpha {number}")
            DocumentFactory(title=f"Beta {number}", texts={"fr": {"title": f"Alpha bis {number}"}})
            OrganisationFactory(name=f"Alpha {number}")
        client.get(FIND, {"q": "alpha"})
        with CaptureQueriesContext(connection) as captured:
            client.get(FIND, {"q": "alpha", "format": "json"})
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 20


def test_a_page_is_found_by_those_who_may_open_it_alone(client, editor, translator):
    client.force_login(editor)
    assert "Likely doubles" in found(client, "doubles")["Pages of the desk"]
    client.force_login(translator)
    assert found(client, "doubles") == {}
