"""The index of the search follows whatever is published, withdrawn, merged or removed; made anew it is never empty."""

import io
import threading

import pytest
from django.core.management import call_command
from django.core.management.base import OutputWrapper
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial import snapshots, workflow
from editorial.loading import Progress
from editorial.models import Publication
from finder import removal, search
from finder.merging import merge
from finder.searching import analysis, keeping, store, words
from tests.factories import CountryFactory, OrganisationFactory, ProjectFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
PATIENT = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def found(question, language="en", kind="project"):
    ids = list(search.find(question, language, kind).ids)
    return set(Publication.objects.filter(pk__in=ids).values_list("key", flat=True))


def save(obj, **texts):
    for name, text in texts.items():
        setattr(obj, name, text)
    obj.save()
    return workflow.publish(workflow.save_revision(obj, by=None), by=None)


def donated(key, organisation):
    project = ProjectFactory(key=key, title=f"Project {key}")
    project.participations.create(organisation=organisation, role="donor")
    save(project)
    return project


def rows():
    return store.current().rows()


def test_a_publication_is_found_at_once_and_a_withdrawal_takes_it_away():
    project = ProjectFactory(key="a", title="Saffron fields")
    assert found("saffron") == set()
    save(project)
    assert found("saffron") == {"a"}
    save(project, title="Olive groves")
    assert (found("saffron"), found("olives")) == (set(), {"a"})
    workflow.withdraw(project, by=None)
    assert (found("olives"), rows()) == (set(), [])
    save(project)
    assert found("olive") == {"a"}


def test_what_is_only_saved_is_not_found():
    project = ProjectFactory(key="a", title="Saffron", public=True)
    project.title = "Obsidian"
    project.save()
    workflow.save_revision(project, by=None)
    assert (found("saffron"), found("obsidian")) == ({"a"}, set())


def test_a_renamed_donor_finds_its_projects_by_writing_one_document():
    donor = OrganisationFactory(key="d", name="Old Foundation", public=True)
    for number in range(5):
        donated(f"p{number}", donor)
    before = dict(rows())
    save(donor, name="New Endowment")
    changed = {pk for pk, tokens in rows() if before.get(pk) != tokens}
    assert len(changed) == 1
    assert (found("endowment"), found("foundation")) == ({f"p{number}" for number in range(5)}, set())
    assert found("project endowment") == {f"p{number}" for number in range(5)}


def test_a_country_or_theme_that_was_withdrawn_finds_nothing():
    country, theme = CountryFactory(key="ge", code="GE", name="Georgia"), ThemeFactory(key="t", name="Borders")
    project = ProjectFactory(key="a", title="A")
    project.countries.create(country=country)
    project.themes.set([theme])
    save(project)
    assert found("georgia") == found("border") == {"a"}
    workflow.withdraw(country, by=None)
    workflow.withdraw(theme, by=None)
    assert found("georgia") == found("border") == set()


def test_after_a_merge_projects_are_found_by_the_name_of_the_survivor():
    loser, survivor = (OrganisationFactory(key=key, name=f"{key} union", public=True) for key in ("lesser", "greater"))
    donated("a", loser)
    donated("b", survivor)
    merge(loser, survivor, snapshots.take(survivor), by=None)
    assert (found("greater"), found("lesser")) == ({"a", "b"}, set())


def test_what_is_removed_leaves_nothing_behind():
    project = ProjectFactory(key="a", title="Saffron", public=True, sample=True)
    assert found("saffron") == {"a"}
    removal.remove({"project": {project.key}}, Progress(OutputWrapper(io.StringIO()), "Removed", 1))
    assert rows() == []


def test_records_made_anew_are_indexed_anew():
    ProjectFactory(key="a", title="Saffron", public=True)
    store.current().run(f"DELETE FROM {store.TABLE}")
    call_command("rebuild_records", verbosity=0)
    assert found("saffron") == {"a"}


# --- As a whole ------------------------------------------------------------------------------------------------------

TITLES = ["Saffron fields", "Obsidian THB/1", "Champs d’été", "Кедр и ёлка", "حقوق المرأة", "", "a " * 300]
STEPS = st.lists(
    st.tuples(st.sampled_from(["publish", "withdraw", "rename", "merge"]), st.integers(0, 2), st.sampled_from(TITLES)),
    max_size=8,
)


@PATIENT
@given(steps=STEPS)
def test_the_index_that_followed_is_the_index_built_anew(steps):
    with transaction.atomic():  # each example begins alike
        check_following(steps)
        transaction.set_rollback(True)


def check_following(steps):
    organisations = [OrganisationFactory(name=f"Union {number}", public=True) for number in range(3)]
    projects = [ProjectFactory(title=f"Project {number}") for number in range(3)]
    for step, number, title in steps:
        project, organisation = projects[number], organisations[number]
        if step == "publish":
            project.title, project.objective = f"Project {title}"[:250], title
            project.participations.get_or_create(organisation=organisation, role="donor")
            save(project)
        elif step == "withdraw":
            workflow.withdraw(project, by=None)
        elif step == "rename":
            save(organisation, name=f"Union {title}"[:250])
        elif organisation is not organisations[0]:
            merge(organisation, organisations[0], snapshots.take(organisations[0]), by=None)
            organisations[number] = organisations[0]
    followed = rows()
    keeping.rebuild()
    assert rows() == followed


def test_while_it_is_built_anew_everything_is_found_and_nothing_published_is_lost(monkeypatch):
    monkeypatch.setattr(keeping, "BATCH", 2)
    projects = [ProjectFactory(key=f"p{number}", title="Saffron", public=True) for number in range(5)]
    seen = []

    def meanwhile(_count):
        seen.append(found("saffron"))
        if len(seen) == 1:
            save(projects[0], title="Obsidian")
            workflow.withdraw(projects[1], by=None)
            ProjectFactory(key="new", title="Saffron", public=True)

    assert keeping.rebuild(meanwhile) == 5
    assert seen == [{f"p{number}" for number in range(5)}, *[{"p2", "p3", "p4", "new"}] * 2]
    assert (found("saffron"), found("obsidian")) == ({"p2", "p3", "p4", "new"}, {"p0"})
    followed = rows()
    keeping.rebuild()
    assert rows() == followed


def test_an_index_of_an_older_release_is_known_to_be_empty():
    assert not search.is_empty()
    ProjectFactory(key="a", title="Saffron", public=True)
    assert not search.is_empty()
    store.current().run(f"DELETE FROM {store.TABLE}")
    assert search.is_empty()
    call_command("rebuild_search", verbosity=0)
    assert (search.is_empty(), found("saffron")) == (False, {"a"})


def test_very_long_texts_are_indexed_as_far_as_both_databases_can():
    words = " ".join(f"w{number}" for number in range(17_000))
    save(ProjectFactory(key="a", title="Long"), objective=words, summary="again " * 300 + "end")
    assert (found("w100"), found("w15000"), found("w16990")) == ({"a"}, {"a"}, set())
    save(ProjectFactory(key="b", title="Often"), objective="again " * 300 + "end")
    assert (found('"again again"'), found('"again end"'), found("end again")) == ({"b"}, set(), {"b"})


def test_words_are_counted_once_for_each_record():
    ProjectFactory(title="Été été ÉTÉ", objective="l’été <b>d’été</b>", public=True)
    ProjectFactory(title="Été", public=True)
    keeping.rebuild()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT word, shown, number FROM {words.TABLE}")
        assert cursor.fetchall() == [("ete", "été", 2)]


def test_of_two_who_build_the_index_anew_the_second_waits():
    done = threading.Event()

    def build():
        with store.current().alone():
            done.set()
        connection.close()

    with store.current().alone():
        second = threading.Thread(target=build)
        second.start()
        assert not done.wait(0.3)
    second.join(10)
    assert done.is_set()


def test_few_words_are_remembered_but_while_the_index_is_built(monkeypatch):
    monkeypatch.setattr(analysis, "MOST_KEPT_BUILDING", analysis.MOST_KEPT + 10)
    terms = analysis.terms_of("en")

    def most_remembered():
        terms.clear()
        return max(len(terms) for number in range(analysis.MOST_KEPT + 20) if terms[f"w{number}"])

    assert most_remembered() == analysis.MOST_KEPT
    with analysis.remembering_more():
        assert most_remembered() == analysis.MOST_KEPT + 10
    assert not terms
    assert terms["w" * 100] == "e" + "w" * 60
    assert not terms
