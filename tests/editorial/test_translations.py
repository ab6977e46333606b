"""A translation is out of date when, and only when, its source text changed after it was made or confirmed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial import freshness, kinds, snapshots, states, translations, workflow
from editorial.freshness import Save, fingerprint
from editorial.models import Event, FieldState, Pending, Publication, State, TextState
from editorial.richtext import clean
from tests.factories import (
    CountryFactory,
    DocumentFactory,
    OrganisationFactory,
    ProjectFactory,
    UserFactory,
)
from tests.forms import save

pytestmark = pytest.mark.thorough

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def write(obj, language, *, by=None, same_meaning=(), **texts):
    """Changes texts of one language as the admin does, and saves."""
    obj = type(obj).objects.get(pk=obj.pk)
    obj.set_current_language(language)
    for name, text in texts.items():
        setattr(obj, name, text)
    obj.save()
    workflow.save_revision(obj, by=by, same_meaning=same_meaning)
    return obj


def change_source(obj, language):
    obj = type(obj).objects.get(pk=obj.pk)
    obj.source_language = language
    obj.save()
    workflow.save_revision(obj, by=None)
    return obj


def row(obj, language, name="title"):
    return FieldState.objects.get(kind=kinds.of(obj).name, object_id=obj.pk, language=language, field=name)


def state(obj, language, name="title"):
    return translations.field_states(obj, language)[name]


@pytest.fixture
def project(db):
    return ProjectFactory(
        title="A title", objective="<p>An aim</p>", texts={"fr": {"title": "Un titre", "objective": "<p>Un but</p>"}}
    )


# --- Comparing texts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a b", "a  b"),
        ("a b", "a\u00a0b"),
        ("a b", "a\u202fb "),
        ("a b", "a\r\nb"),
        ("caf\u00e9", "cafe\u0301"),
        ("", " \u00a0"),
    ],
)
def test_spaces_and_compositions_are_no_change(one, other):
    assert fingerprint(one) == fingerprint(other)


@pytest.mark.parametrize(("one", "other"), [("a b", "ab"), ("a", "A"), ("<p>a</p>", "<h3>a</h3>"), ("", "a")])
def test_everything_else_is(one, other):
    assert fingerprint(one) != fingerprint(other)


def test_writing_the_same_html_in_another_way_makes_nothing_stale(project):
    write(project, "en", objective='<P class="x">An&nbsp;aim</P>\n')
    assert state(project, "fr", "objective") == "translated"
    write(project, "en", objective=clean("<p>An aim</p>"))
    assert state(project, "fr", "objective") == "translated"


# --- States ----------------------------------------------------------------------------------------------------------


def test_what_is_typed_is_made_from_the_source_as_it_is_now(project):
    person = UserFactory()
    write(project, "de", by=person, title="Ein Titel")
    kept = row(project, "de")
    assert (kept.source_language, kept.made_from_hash, kept.by, kept.origin) == (
        "en",
        fingerprint("A title"),
        person,
        "typed",
    )
    assert kept.made_from == ""
    assert state(project, "de") == "translated"
    assert state(project, "de", "objective") == "missing"
    assert state(project, "de", "results") == "not-needed"


def test_a_changed_source_makes_its_translations_stale_and_keeps_what_they_were_made_from(project):
    write(project, "en", title="Another title")
    write(project, "en", title="A third title")
    assert state(project, "fr") == "stale"
    assert state(project, "fr", "objective") == "translated"
    assert row(project, "fr").made_from == "A title"


def test_a_source_text_that_comes_back_makes_its_translations_fresh_again(project):
    write(project, "en", title="Another title")
    write(project, "en", title="A title")
    assert state(project, "fr") == "translated"
    assert row(project, "fr").made_from == ""


def test_touching_one_text_leaves_the_others_stale(project):
    write(project, "en", title="Another title", objective="<p>Another aim</p>")
    write(project, "fr", title="Un autre titre")
    assert state(project, "fr") == "translated"
    assert state(project, "fr", "objective") == "stale"


def test_a_text_without_source_is_an_orphan_and_stale_once_the_source_has_it(project):
    write(project, "fr", results="<p>Un effet</p>")
    assert state(project, "fr", "results") == "orphan"
    write(project, "en", results="<p>An effect</p>")
    assert state(project, "fr", "results") == "stale"


def test_a_text_written_past_the_house_is_unconfirmed(project):
    project.translations.filter(language_code="fr").update(title="Autre chose")
    assert state(project, "fr") == "unconfirmed"


def test_a_draft_and_a_reviewed_text_say_so(project):
    FieldState.objects.filter(field="title").update(status="draft")
    FieldState.objects.filter(field="objective").update(status="reviewed")
    assert state(project, "fr") == "draft"
    assert state(project, "fr", "objective") == "reviewed"


def test_texts_that_were_made_from_each_other_are_never_fresh():
    texts = {"en": "one", "fr": "un", "de": "eins"}
    states = {
        "fr": freshness.confirmed("un", "de", fingerprint("eins"), by=None, at=AT, origin="import"),
        "de": freshness.confirmed("eins", "fr", fingerprint("un"), by=None, at=AT, origin="import"),
    }
    assert freshness.state_of("fr", texts, states, "en") == "stale"


def test_the_source_language_has_no_states(project):
    assert translations.field_states(project, "en") == {}
    assert not FieldState.objects.filter(language="en").exists()


def test_addresses_are_no_texts(project):
    write(project, "en", website="https://example.org/en")
    assert not {"slug", "website"} & set(translations.field_states(project, "fr"))


def test_an_acronym_may_be_missing_but_not_out_of_date(db):
    organisation = OrganisationFactory(name="Union", acronym="EU", texts={"fr": {"name": "L'Union"}})
    assert state(organisation, "fr", "acronym") == "not-needed"
    assert TextState.objects.get(kind="organisation", language="fr").state == "done"
    write(organisation, "fr", acronym="UE")
    write(organisation, "en", acronym="E.U.")
    assert state(organisation, "fr", "acronym") == "stale"


def test_texts_of_rows_count_too(project):
    participation = project.participations.create(organisation=OrganisationFactory(key="eu"), role="donor")
    for language, note in (("en", "in kind"), ("fr", "en nature")):
        participation.set_current_language(language)
        participation.note = note
        participation.save()
    workflow.save_revision(project, by=None)
    name = "participations.eu.donor.note"
    assert state(project, "fr", name) == "translated"
    participation.set_current_language("en")
    participation.note = "in money"
    participation.save()
    workflow.save_revision(project, by=None)
    assert state(project, "fr", name) == "stale"
    assert row(project, "fr", name).made_from == "in kind"
    participation.delete()
    workflow.save_revision(project, by=None)
    assert not FieldState.objects.filter(field=name).exists()


def test_a_text_that_goes_takes_its_state_along(project):
    write(project, "fr", objective="")
    assert state(project, "fr", "objective") == "missing"
    assert not FieldState.objects.filter(field="objective").exists()


# --- Verbs -----------------------------------------------------------------------------------------------------------


def test_confirming_says_that_a_stale_translation_is_still_right(project):
    person = UserFactory()
    write(project, "en", title="The title", objective="<p>The aim</p>")
    revision = translations.confirm(project, ["title"], "fr", by=person)
    assert state(project, "fr") == "translated"
    assert state(project, "fr", "objective") == "stale"
    assert row(project, "fr").by == person
    assert revision.snapshot["states"]["title"]["fr"]["hash"] == fingerprint("The title")
    event = Event.objects.get()
    assert (event.step, event.by, event.about, event.revision) == ("confirm", person, "fr: title", revision)


def test_a_slip_in_the_source_keeps_fresh_what_is_fresh_and_nothing_else(project):
    write(project, "en", title="A tilte")
    write(project, "de", title="Ein Titel")
    project = type(project).objects.get(pk=project.pk)
    project.set_current_language("en")
    project.title = "A new title"
    project.save()
    translations.confirm_meaning_unchanged(project, ["title"], by=None)
    assert state(project, "de") == "translated"
    assert state(project, "fr") == "stale"
    assert row(project, "fr").made_from == "A title"
    assert Event.objects.get().step == "same-meaning"


def test_an_old_version_brings_its_states_back(project):
    old = workflow.latest(project).snapshot
    write(project, "en", title="Another title")
    write(project, "fr", objective="")
    snapshots.apply(old)
    workflow.save_revision(project, by=None)
    assert snapshots.take(project) == old
    assert state(project, "fr") == state(project, "fr", "objective") == "translated"


def test_a_stale_version_is_stale_again_when_it_is_brought_back(project):
    write(project, "en", title="Another title")
    old = workflow.latest(project).snapshot
    translations.confirm(project, ["title"], "fr", by=None)
    snapshots.apply(old)
    workflow.save_revision(project, by=None)
    assert state(project, "fr") == "stale"
    assert row(project, "fr").made_from == "A title"


def test_states_are_part_of_snapshots_and_never_of_records(project):
    data = snapshots.take(project)
    assert set(data["states"]) == {"title", "objective"}
    assert "states" not in snapshots.record_of(data)


def test_a_save_that_changes_nothing_makes_no_revision(project):
    before = workflow.latest(project)
    assert workflow.save_revision(project, by=None) == before
    assert workflow.latest(project).mark == before.mark


# --- The form of the desk ------------------------------------------------------------------------------------------


def test_a_translator_who_types_confirms_and_who_only_saves_does_not(client, editor, project):
    client.force_login(editor)
    address = reverse("admin:projects_project_change", args=[project.pk])
    french = f"{address}?language=fr"
    assert save(client, address, title="Another title").status_code == 200
    assert state(project, "fr") == "stale"
    save(client, french, acronym="NEW")
    assert state(project, "fr") == "stale"
    save(client, french, title="Un autre titre")
    assert state(project, "fr") == "translated"
    assert row(project, "fr").by == editor


def test_the_form_changes_the_source_language_and_no_text(client, editor, three):
    client.force_login(editor)
    save(client, reverse("admin:projects_project_change", args=[three.pk]), source_language="de")
    three.refresh_from_db()
    assert three.source_language == "de"
    assert (state(three, "en"), state(three, "fr")) == ("translated", "translated")


# --- The source language changes -------------------------------------------------------------------------------------


@pytest.fixture
def three(db):
    """A title in three languages that all say the same."""
    return ProjectFactory(title="A title", texts={"fr": {"title": "Un titre"}, "de": {"title": "Ein Titel"}})


def test_what_said_the_same_still_does_when_the_source_language_changes(three):
    three = change_source(three, "fr")
    assert {language: state(three, language) for language in ("en", "de")} == {
        "en": "translated",
        "de": "translated",
    }
    assert {row(three, language).source_language for language in ("en", "de")} == {"fr"}
    assert not FieldState.objects.filter(language="fr").exists()
    write(three, "en", title="The title")
    assert state(three, "de") == "translated"
    write(three, "fr", title="Le titre")
    assert (state(three, "en"), state(three, "de")) == ("stale", "stale")
    assert row(three, "de").made_from == "Un titre"


def test_a_stale_text_that_becomes_the_source_makes_the_others_stale(three):
    write(three, "en", title="Another title")
    write(three, "de", title="Ein anderer Titel")
    three = change_source(three, "fr")
    assert (state(three, "en"), state(three, "de")) == ("stale", "stale")
    translations.confirm(three, ["title"], "en", by=None)
    assert (state(three, "en"), state(three, "de")) == ("translated", "translated")


# --- Any sequence of edits -------------------------------------------------------------------------------------------


@dataclass
class Model:
    """What the states should be, told the long way: every translation remembers the whole text it was made from."""

    source: str = "en"
    texts: dict = field(default_factory=dict)
    made_from: dict = field(default_factory=dict)  # language: (source language, its text then)

    def fresh(self, language, seen=()):
        if language == self.source:
            return True
        if language in seen or language not in self.made_from:
            return False
        source, text = self.made_from[language]
        return self.texts.get(source, "") == text and self.fresh(source, (*seen, language))

    def write(self, language, text, *, slip=False):
        was_fresh = {other for other in self.made_from if self.made_from[other][0] == language and self.fresh(other)}
        changed = self.texts.get(language, "") != text
        self.texts[language] = text
        if language != self.source and changed:
            self.made_from[language] = (self.source, self.texts.get(self.source, ""))
        if not text:
            self.made_from.pop(language, None)
        if language == self.source and slip:
            for other in was_fresh:
                self.made_from[other] = (language, text)

    def confirm(self, language):
        if language != self.source and self.texts.get(language):
            self.made_from[language] = (self.source, self.texts.get(self.source, ""))

    def change(self, source):
        old = self.source
        if source == old:
            return
        agrees = bool(self.texts.get(source)) and self.fresh(source)
        fresh = {other for other in self.made_from if self.made_from[other][0] == old and self.fresh(other)}
        self.source = source
        if agrees:
            for other in fresh:
                self.made_from[other] = (source, self.texts[source])
        self.made_from.pop(source, None)
        if self.texts.get(old):
            unknown = "\0" if self.texts.get(source) else ""
            self.made_from[old] = (source, self.texts[source] if agrees else unknown)

    def state(self, language):
        if not self.texts.get(language):
            return "missing" if self.texts.get(self.source) else "not-needed"
        if not self.texts.get(self.source):
            return "orphan"
        return "translated" if self.fresh(language) else "stale"


LANGUAGES = ("en", "fr", "de")
WORDS = st.sampled_from(("", "one", "two", "three"))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from(LANGUAGES), WORDS),
        st.tuples(st.just("slip"), st.sampled_from(LANGUAGES), WORDS),
        st.tuples(st.just("confirm"), st.sampled_from(LANGUAGES), st.just("")),
        st.tuples(st.just("change"), st.sampled_from(LANGUAGES), st.just("")),
    ),
    max_size=14,
)


def snapshot_of(model, known):
    texts = {language: {"title": text} for language, text in model.texts.items() if text}
    data = {"kind": "project", "source_language": model.source, "texts": texts}
    return data | {"participations": [], "wordings": []} | ({"states": known} if known else {})


def take_step(model, step, language, text):
    if step == "change":
        if model.texts.get(language):
            model.change(language)
    elif step == "confirm":
        model.confirm(language)
    else:
        model.write(language, text, slip=step == "slip")


@settings(max_examples=400, deadline=None)
@given(STEPS)
def test_any_sequence_of_edits_gives_the_states_that_remembering_everything_gives(steps):
    kind, model, known = kinds.get("project"), Model(texts={"en": "start"}), {}
    before = snapshot_of(model, known)
    for step, language, text in steps:
        take_step(model, step, language, text)
        after = snapshot_of(model, {})
        saved = Save(at=AT, same_meaning=frozenset({"title"} if step == "slip" else ()))
        known = freshness.settled(kind, after, before, known, saved)
        if step == "confirm" and language in model.made_from:
            source = model.texts.get(model.source, "")
            known.setdefault("title", {})[language] = saved.confirmed(model.texts[language], model.source, source)
        before = after
        for code in LANGUAGES:
            if code == model.source:
                continue
            titles = {code: fields["title"] for code, fields in after["texts"].items()}
            assert freshness.state_of(code, titles, known.get("title", {}), model.source) == model.state(code)
            kept = known.get("title", {}).get(code)
            assert (kept is None) == (code not in model.made_from)
            if kept and kept.get("text"):
                assert kept["text"] == model.made_from[code][1]


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_and_so_does_the_database(steps):
    model, project = Model(texts={"en": "start"}), ProjectFactory(title="start")
    for step, language, text in steps:
        if step in ("write", "slip") and not text and language == model.source:
            continue  # the form asks for a title
        take_step(model, step, language, text)
        if step == "change":
            if model.source == language:
                project = change_source(project, language)
        elif step == "confirm":
            translations.confirm(project, ["title"], language, by=None)
        else:
            project = write(project, language, title=text, same_meaning=["title"] if step == "slip" else [])
    for code in LANGUAGES:
        if code != model.source:
            assert state(project, code) == model.state(code)
    summed = {row.language: row.state for row in TextState.objects.filter(kind="project", object_id=project.pk)}
    expected = {code: "none" if model.state(code) == "missing" else model.state(code) for code in LANGUAGES}
    expected = {code: {"translated": "done"}.get(name, name) for code, name in expected.items()}
    assert {code: summed[code] for code in LANGUAGES} == expected | {model.source: "source"}


# --- Summaries -------------------------------------------------------------------------------------------------------


def summed(obj, language):
    row = TextState.objects.get(kind=kinds.of(obj).name, object_id=obj.pk, language=language)
    return row.state, row.of, row.done, row.review, row.stale, row.missing


def test_a_row_for_each_language_says_how_far_it_is(project):
    assert summed(project, "en") == ("source", 2, 2, 0, 0, 0)
    assert summed(project, "fr") == ("done", 2, 2, 0, 0, 0)
    assert summed(project, "de") == ("none", 2, 0, 0, 0, 2)
    write(project, "en", title="Another title", results="<p>An effect</p>")
    assert summed(project, "fr") == ("stale", 3, 1, 0, 1, 1)
    write(project, "fr", title="Un autre titre")
    assert summed(project, "fr") == ("missing", 3, 2, 0, 0, 1)


def test_lists_find_what_lacks_a_language(project):
    other = ProjectFactory()
    write(project, "en", title="Another title")
    assert list(TextState.objects.lacking("project", "fr", "stale")) == [{"object_id": project.pk}]
    assert list(TextState.objects.lacking("project", "fr", "none")) == [{"object_id": other.pk}]
    assert not TextState.objects.lacking("organisation", "fr", "stale").exists()


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({}, "not started"),
        ({"title": "Un titre", "objective": "<p>Un but</p>"}, "complete"),
        ({"title": "Un titre"}, "1 missing"),
    ],
)
def test_the_state_of_a_language_is_said_in_words(db, texts, words):
    project = ProjectFactory(title="A title", objective="<p>An aim</p>", texts={"fr": texts} if texts else {})
    found = {item.language: item for item in translations.states_of("project", [project])[project.pk]}
    assert found["fr"].words == words
    assert found["en"].words == "source"


def test_the_languages_of_many_objects_cost_one_query(db, django_assert_num_queries):
    projects = [ProjectFactory() for _number in range(4)]
    with django_assert_num_queries(1):
        found = translations.states_of("project", projects)
    assert set(found) == {project.pk for project in projects}
    assert [item.language for item in found[projects[0].pk]][:2] == ["en", "fr"]


def test_saving_costs_the_same_however_many_texts_there_are(db):
    counted = []
    for languages in (["fr"], ["fr", "es", "de"]):
        texts = {language: {"title": "x", "objective": "<p>y</p>", "results": "<p>z</p>"} for language in languages}
        project = ProjectFactory(title="A", objective="<p>B</p>", results="<p>C</p>", texts=texts)
        project.set_current_language("en")
        project.title, project.objective = "D", "<p>E</p>"
        project.save()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            workflow.save_revision(project, by=None)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 24


# --- What is not public ----------------------------------------------------------------------------------------------


def pending(obj):
    return Pending.objects.filter(kind=kinds.of(obj).name, object_id=obj.pk).values_list("state", flat=True).first()


def test_what_is_not_public_as_it_stands_has_a_row(db):
    person, project = UserFactory(), ProjectFactory()
    assert pending(project) == State.DRAFT
    workflow.publish(workflow.latest(project), by=None)
    assert pending(project) is None
    write(project, "en", by=person, title="Another title")
    assert pending(project) == State.AHEAD
    assert Pending.objects.get().by == person
    workflow.withdraw(project, by=None)
    assert pending(project) == State.WITHDRAWN


def test_what_is_named_is_public_by_name_only(db):
    organisation = OrganisationFactory()
    project = ProjectFactory()
    project.participations.create(organisation=organisation, role="donor")
    workflow.publish(workflow.save_revision(project, by=None), by=None)
    assert pending(organisation) == State.NAME
    assert pending(project) is None


def test_a_kind_that_is_public_on_saving_is_never_pending(db):
    CountryFactory()
    assert not Pending.objects.exists()
    assert Publication.objects.count() == 1


# --- Objects that go, and objects from before ------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["object", "list"])
def test_nothing_is_known_of_what_was_deleted(project, way):
    document = DocumentFactory()
    (project.delete() if way == "object" else type(project).objects.filter(pk=project.pk).delete())
    for model in (FieldState, TextState, Pending):
        assert not model.objects.exclude(kind="document", object_id=document.pk).exists()
    assert TextState.objects.filter(kind="document").exists()


def everything():
    tables = {}
    for model in (FieldState, TextState, Pending):
        names = [column.attname for column in model._meta.local_concrete_fields if column.attname not in ("id", "at")]
        tables[model] = sorted(map(str, model.objects.values_list(*names)))
    return tables


def test_all_can_be_made_anew_from_revisions(project):
    write(project, "de", by=UserFactory(), title="Ein Titel")
    before = everything()
    for model in (FieldState, TextState, Pending):
        model.objects.all().delete()
    assert states.lack_rows()
    states.rebuild(kinds.get("project"), [project.pk])
    made = everything()
    assert made[TextState] == before[TextState]
    assert state(project, "fr") == state(project, "de") == "translated"
    assert pending(project) == State.DRAFT
    assert not states.lack_rows()


def test_making_anew_keeps_what_is_known(project):
    write(project, "en", title="Another title")
    before = everything()
    states.rebuild(kinds.get("project"), [project.pk])
    assert everything() == before
    assert state(project, "fr") == "stale"


def test_words_come_in_the_language_of_the_reader(project):
    with override("fr"):
        assert translations.states_of("project", [project])[project.pk][0].words
