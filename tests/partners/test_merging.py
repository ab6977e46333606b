"""Two organisations become one: nothing that was public is lost, and everything leads to the survivor."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from editorial import kinds, snapshots, survivors, workflow
from editorial.models import Address, Event, FieldState, Label, Merged, Publication, Record, Revision, State
from editorial.texts import site_languages
from finder import merging as verbs
from finder import vocabulary
from finder.models import IndexRow
from partners.merging import combined, facts, keep_apart, merge
from partners.models import Hat, KeptApart, Organisation
from projects.models import Participation, Project, Role
from tests.factories import (
    CountryFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    SiteFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def part(project, organisation, role="donor", note="", **kwargs):
    row = ParticipationFactory(project=project, organisation=organisation, role=role, **kwargs)
    if note:
        row.set_current_language("en")
        row.note = note
        row.save()
    return row


def keep(obj, *, public=True):
    revision = workflow.save_revision(obj, by=None)
    if public:
        workflow.publish(revision, by=None)
    return obj


def project_of(organisation, role="donor", *, public=True, **kwargs):
    project = ProjectFactory(**kwargs)
    part(project, organisation, role)
    return keep(project, public=public)


def state(obj):
    row = type(obj).objects.filter(pk=obj.pk).with_compared_state().get()
    assert row.state == row.compared_state
    return row.state


def record_of(obj, kind="project"):
    return json.loads(Record.objects.get(publication__kind=kind, publication__key=obj.key).text)


def everything():
    """Returns all that a merge may change, to compare."""
    tables = (Organisation, Participation, Address, Publication, Record, IndexRow, Revision, Event, Merged, Label)
    return [sorted(map(repr, model._base_manager.values_list())) for model in tables]


@pytest.fixture
def two(publisher):
    """Two organisations that are one."""
    texts = {"fr": {"name": "Office des drogues"}}
    old = OrganisationFactory(name="Drugs Office", acronym="DO", texts=texts, public=True)
    return old, OrganisationFactory(name="Office on Drugs and Crime", acronym="ODC", public=True)


# --- What names it ---------------------------------------------------------------------------------------------------


def test_projects_name_the_survivor_and_stay_as_they_are(two, publisher, client):
    old, new = two
    project = project_of(old)
    marks = workflow.latest(project).mark
    merge(old, new, {}, by=publisher)
    assert not Organisation.objects.filter(pk=old.pk).exists()
    assert list(project.participations.values_list("organisation__key", flat=True)) == [new.key]
    assert [row["organisation"] for row in record_of(project)["participations"]] == [new.key]
    named = IndexRow.objects.filter(of="project", facet__in=["donor", "organisation"])
    assert set(named.values_list("facet", "value")) == {("donor", new.key), ("organisation", new.key)}
    assert state(project) == State.PUBLIC
    assert workflow.latest(project).mark == marks
    vocabulary.forget()
    slug = Label.objects.get(kind="project", language="en").slug
    assert "Office on Drugs and Crime" in client.get(f"/en/projects/{slug}/").content.decode()


def test_saving_such_a_project_again_leaves_it_public(two, publisher):
    project = project_of(two[0])
    merge(*two, {}, by=publisher)
    workflow.save_revision(project, by=publisher)
    assert state(project) == State.PUBLIC


def test_one_merge_after_another_leaves_it_public(two, publisher):
    old, new = two
    third = OrganisationFactory(public=True)
    project = project_of(old)
    part(project, third, "partner")
    keep(project)
    merge(old, new, {}, by=publisher)
    merge(Organisation.objects.get(pk=new.pk), third, {}, by=publisher)
    assert state(project) == State.PUBLIC
    workflow.save_revision(project, by=publisher)
    assert state(project) == State.PUBLIC


def test_drafts_and_changes_stay_what_they_are(two, publisher):
    old, new = two
    draft, ahead = project_of(old, public=False), project_of(old)
    Project.objects.filter(pk=ahead.pk).update(acronym="NEW")
    keep(ahead, public=False)
    merge(old, new, {}, by=publisher)
    assert (state(draft), state(ahead)) == (State.DRAFT, State.AHEAD)
    workflow.publish(workflow.latest(draft), by=publisher)  # a revision from before
    assert state(draft) == State.PUBLIC
    assert record_of(draft)["participations"][0]["organisation"] == new.key


def test_both_in_one_role_become_one_row_with_both_notes(two, publisher):
    old, new = two
    project = ProjectFactory()
    part(project, old, note="for travel", position=0)
    part(project, new, note="for staff", position=1, lead=True)
    part(project, old, "partner", position=2)
    keep(project)
    merge(old, new, {}, by=publisher)
    rows = [
        (row.organisation.key, row.role, row.lead, row.safe_translation_getter("note") or "")
        for row in project.participations.all()
    ]
    assert rows == [(new.key, "donor", True, "for travel; for staff"), (new.key, "partner", False, "")]
    public = record_of(project)["participations"]
    assert public[0]["texts"] == {"note": {"en": "for travel; for staff"}}
    assert len(public) == 2
    assert state(project) == State.PUBLIC
    assert IndexRow.objects.filter(of="project", facet="donor").count() == 1


def test_notes_that_do_not_fit_into_one_are_refused_by_name(two, publisher):
    project = ProjectFactory(title="Long notes")
    for organisation, note in zip(two, ("a" * 200, "b" * 200), strict=True):
        part(project, organisation, note=note)
    keep(project)
    before = everything()
    with pytest.raises(ValidationError, match="In “Long notes” two notes"):
        merge(*two, {}, by=publisher)
    assert everything() == before


def test_the_states_of_notes_go_with_them(two, publisher):
    old, new = two
    project = ProjectFactory(texts={"fr": {"title": "Projet"}})
    row = part(project, old, note="for travel")
    row.set_current_language("fr")
    row.note = "pour voyager"
    row.save()
    keep(project)
    merge(old, new, {}, by=publisher)
    known = FieldState.objects.filter(kind="project", field__startswith="participations.")
    assert {row.field for row in known} == {f"participations.{new.key}.donor.note"}


def test_the_publisher_of_the_site_parts_and_predecessors_follow(two, publisher):
    old, new = two
    child, before = OrganisationFactory(part_of=old, public=True), OrganisationFactory(successor=old, public=True)
    site = SiteFactory(publisher=old, public=True)
    merge(old, new, {}, by=publisher)
    for obj, name in ((child, "part_of"), (before, "successor"), (site, "publisher")):
        obj.refresh_from_db()
        assert getattr(obj, name).pk == new.pk
        assert record_of(obj, kinds.of(obj).name)[name] == new.key
        assert state(obj) == State.PUBLIC
    assert not IndexRow.objects.filter(value=old.key).exists()


def test_a_part_merged_into_its_whole_is_not_part_of_itself(two, publisher):
    old, new = two
    Organisation.objects.filter(pk=new.pk).update(part_of=old)
    keep(new)
    merged = merge(old, new, {}, by=publisher)
    assert merged.part_of is None
    assert record_of(merged, "organisation")["part_of"] is None


def test_a_circle_is_refused_and_nothing_changes(two, publisher):
    old, new = two
    between = keep(OrganisationFactory(part_of=new))
    Organisation.objects.filter(pk=old.pk).update(part_of=between)
    keep(old)
    before = everything()
    with pytest.raises(ValidationError, match="“part of” would lead back"):
        merge(old, new, {}, by=publisher)
    assert everything() == before


# --- Addresses and keys ----------------------------------------------------------------------------------------------


def test_every_address_leads_to_the_survivor(two, publisher, client):
    old, new = two
    project_of(old)
    before = {
        (label.language, label.slug) for label in Label.objects.filter(kind="organisation", key__in=[old.key, new.key])
    }
    merge(old, new, {}, by=publisher)
    vocabulary.forget()
    titles = set()
    for language, slug in before:
        with override(language):
            address = reverse("organisation-donor", args=[slug])
        response = client.get(address, follow=True)
        assert response.status_code == 200
        assert all(code == 301 for _address, code in response.redirect_chain)
        titles.add(response.context["organisation"].key)
    assert titles == {new.key}


def test_the_old_key_selects_the_survivor_for_ever(two, publisher, client):
    old, new = two
    third = OrganisationFactory(name="Third", public=True)
    project_of(old, title="First one")
    project_of(third, title="Second one")
    merge(old, new, {}, by=publisher)
    merge(Organisation.objects.get(pk=new.pk), third, {}, by=publisher)
    vocabulary.forget()
    for key in (old.key, new.key, third.key):
        response = client.get("/en/projects/", {"donor": key})
        assert [str(entry.title) for entry in response.context["selection"].entries] == ["First one", "Second one"] or {
            str(entry.title) for entry in response.context["selection"].entries
        } == {"First one", "Second one"}
        assert not response.context["selection"].ignored
    excluded = client.get("/en/projects/", {"donor": f"-{old.key}"}).context["selection"]
    assert excluded.total == 0


def test_the_old_key_is_never_given_again(two, publisher):
    merge(*two, {}, by=publisher)
    assert OrganisationFactory(name="Another", acronym="DO").key != two[0].key


# --- Facts -----------------------------------------------------------------------------------------------------------


def test_names_that_do_not_stay_are_other_names(two, publisher):
    old, new = two
    merged = merge(old, new, {"name.en": "other"}, nature="former", by=publisher)
    assert merged.all_texts("name") == {"en": "Drugs Office", "fr": "Office des drogues"}
    assert {(row.name, row.nature) for row in merged.names.all()} == {
        ("Office on Drugs and Crime", "former"),
        ("DO", "acronym"),
    }


def test_what_the_survivor_lacks_it_takes_over(two, publisher):
    old, new = two
    country = CountryFactory()
    Organisation.objects.filter(pk=old.pk).update(
        country=country, website="https://old.example/", ror="x", is_donor=True
    )
    Organisation.objects.filter(pk=new.pk).update(website="https://new.example/", is_partner=True)
    for obj in two:
        keep(Organisation.objects.get(pk=obj.pk))
    conflicts = {fact.name for fact in facts(snapshots.take(new), snapshots.take(old)) if fact.is_conflict}
    assert conflicts == {"name.en", "acronym.en", "website"}
    merged = merge(old, new, {"website": "other"}, by=publisher)
    assert (merged.country, merged.website, merged.ror) == (country, "https://old.example/", "x")
    assert merged.hats == [Hat.PARTNER, Hat.DONOR]


def test_both_keep_their_history(two, publisher):
    old, new = two
    workflow.save_revision(new, by=publisher)
    merge(old, new, {}, by=publisher)
    kept = Revision.objects.filter(kind="organisation", object_id=old.pk).latest("number")
    assert kept.snapshot["texts"]["en"]["name"] == "Drugs Office"
    of_new = list(Revision.objects.filter(kind="organisation", object_id=new.pk).order_by("number"))
    assert len(of_new) >= 2
    assert of_new[-1].why == "merged with “Drugs Office”"
    assert "names" in of_new[-2].snapshot
    assert not of_new[-2].snapshot["names"]
    assert set(Event.objects.filter(step="merge").values_list("key", "by")) == {
        (old.key, publisher.pk), (new.key, publisher.pk),
    }  # fmt: skip


def test_an_old_version_of_a_project_comes_back_with_the_survivor(two, publisher):
    old, new = two
    project = project_of(old)
    snapshot = workflow.latest(project).snapshot
    merge(old, new, {}, by=publisher)
    assert snapshots.apply(snapshot).participations.get().organisation_id == new.pk


# --- Public or not ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "theirs", "after"),
    [
        ("full", "full", State.PUBLIC),
        ("draft", "full", State.PUBLIC),
        ("name", "full", State.PUBLIC),
        ("full", "name", State.PUBLIC),
        ("draft", "name", State.NAME),
        ("name", "name", State.NAME),
        ("draft", "draft", State.DRAFT),
        ("ahead", "full", State.AHEAD),
        ("withdrawn", "draft", State.WITHDRAWN),
    ],
)
def test_what_the_public_has_of_either_it_has_of_the_survivor(publisher, mine, theirs, after):
    def make(how):
        obj = OrganisationFactory(public=how in {"full", "ahead", "withdrawn"})
        if how == "name":
            project_of(obj)
        if how == "ahead":
            Organisation.objects.filter(pk=obj.pk).update(ror="held back")
            keep(obj, public=False)
        if how == "withdrawn":
            workflow.withdraw(obj, by=None)
        return obj

    old, new = make(theirs), make(mine)
    assert state(merge(old, new, {}, by=publisher)) == after
    assert not Publication.objects.visible().filter(kind="organisation", key=old.key).exists()


def test_only_who_may_publish_merges(two, editor):
    before = everything()
    with pytest.raises(PermissionDenied):
        merge(*two, {}, by=editor)
    assert everything() == before


def test_a_failure_in_the_middle_changes_nothing(two, publisher, monkeypatch):
    project_of(two[0])
    before = everything()
    for name in ("_remember", "_repoint_working_copies", "_rewrite_public", "_renew"):
        with monkeypatch.context() as patch:
            whole = getattr(verbs, name)

            def fail(*args, whole=whole):
                whole(*args)
                raise RuntimeError

            patch.setattr(verbs, name, fail)
            with pytest.raises(RuntimeError):
                merge(*two, {}, by=publisher)
        assert everything() == before, name


def test_who_is_kept_apart_stays_so(two, publisher):
    old, new = two
    third = OrganisationFactory()
    for other in (third, new):
        keep_apart(old.key, other.key, by=publisher)
    merge(old, new, {}, by=publisher)
    assert [{row.one, row.other} for row in KeptApart.objects.all()] == [{new.key, third.key}]


def test_its_cost_does_not_grow_with_the_projects(two, publisher):
    old, new = two
    third = OrganisationFactory(public=True)
    costs = []
    for loser, survivor, count in ((old, new, 1), (new, third, 4)):
        for _number in range(count):
            project_of(loser)
        with CaptureQueriesContext(connection) as queries:
            merge(loser, survivor, {}, by=publisher)
        costs.append(len(queries))
    assert costs[1] <= costs[0] + 12  # the names that the second one has inherited


# --- Random catalogues -----------------------------------------------------------------------------------------------


class Catalogues(TestCase):
    """Random catalogues: after a merge the survivor has what the two had, and nothing else moved."""

    roles = st.sampled_from(Role.values)
    rows = st.lists(st.tuples(st.integers(0, 5), roles, st.sampled_from(["", "one", "two"])), max_size=5)
    projects = st.lists(st.tuples(rows, st.booleans()), max_size=4)

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(projects=projects, parents=st.lists(st.integers(0, 5), min_size=6, max_size=6), publics=st.integers(0, 63))
    def test_the_survivor_has_the_projects_of_both(self, projects, parents, publics):
        organisations = [OrganisationFactory(public=bool(publics >> number & 1)) for number in range(6)]
        for number, parent in enumerate(parents):
            if parent < number:  # no circles
                Organisation.objects.filter(pk=organisations[number].pk).update(part_of=organisations[parent])
                workflow.save_revision(organisations[number], by=None)
        made = []
        for rows, is_public in projects:
            project = ProjectFactory()
            for number, role, note in {row[:2]: row for row in rows}.values():
                part(project, organisations[number], role, note)
            made.append(keep(project, public=is_public))
        old, new = organisations[0], organisations[5]

        def sets():
            found = {}
            for project, role, key in Participation.objects.values_list("project", "role", "organisation__key"):
                found.setdefault((new.key if key == old.key else key, role), set()).add(project)
            public = {}
            for facet, value, publication in IndexRow.objects.filter(of="project").values_list(
                "facet", "value", "publication"
            ):
                public.setdefault((facet, new.key if value == old.key else value), set()).add(publication)
            return found, public

        before, states_before = sets(), [state(project) for project in made]
        named = set(Publication.objects.visible().of("organisation").values_list("key", flat=True))
        try:
            merge(old, new, {}, by=None)
        except ValidationError as refusal:
            if "would lead back" not in str(refusal) or Organisation.objects.count() != 6:
                raise
            return
        assert sets() == before
        assert [state(project) for project in made] == states_before
        after = set(Publication.objects.visible().of("organisation").values_list("key", flat=True))
        # What the survivor names may become public by name, when the survivor does.
        further = after - {new.key if key == old.key else key for key in named}
        assert not named - after - {old.key}
        assert not Publication.objects.filter(kind="organisation", key__in=further, by_name=False).exists()
        for publication in Publication.objects.visible():
            text = Record.objects.get(publication=publication).text
            workflow.rebuild(publication)
            assert Record.objects.get(publication=publication).text == text
            assert publication.record_hash == Publication.objects.get(pk=publication.pk).record_hash


@given(st.data())
def test_combining_loses_no_name(data):
    name = st.sampled_from(["Alpha", "Beta", "ALPHA", "Gamma Delta"])
    texts = st.dictionaries(
        st.sampled_from(site_languages()), st.fixed_dictionaries({"name": name}, optional={"acronym": name})
    )

    def snapshot(key):
        plain = dict.fromkeys(
            ("organisation_type", "website", "logo", "iati_identifier", "ror", "wikidata", "closed"), ""
        )
        own = data.draw(texts) or {"en": {"name": "Only"}}
        return {**plain, "key": key, "country": None, "part_of": None, "successor": None, "texts": own, "names": []}

    mine, theirs = snapshot("a"), snapshot("b")
    whole = combined(mine, theirs, {"name.en": data.draw(st.sampled_from(["", "other"]))})
    known = {row["name"].casefold() for row in whole["names"]}
    known |= {text.casefold() for fields in whole["texts"].values() for text in fields.values()}
    for of in (mine, theirs):
        for fields in of["texts"].values():
            assert {text.casefold() for text in fields.values()} <= known
    identities = [(row["name"], row["language"]) for row in whole["names"]]
    assert len(identities) == len(set(identities))


def test_reading_as_of_now_is_done_once(two, publisher):
    old, new = two
    project = project_of(old)
    snapshot = workflow.latest(project).snapshot
    merge(old, new, {}, by=publisher)
    once = survivors.as_of_now(snapshot)
    assert survivors.as_of_now(once) == once
    assert once["participations"][0]["organisation"] == new.key


def noted_project(organisation, publisher):
    """Returns a public project in which an organisation has a note with a reviewed translation."""
    project = ProjectFactory()
    row = part(project, organisation, note="Note")
    row.set_current_language("fr")
    row.note = "Remarque"
    row.save()
    workflow.publish(workflow.save_revision(project, by=publisher), by=publisher)
    FieldState.objects.filter(kind="project", field__endswith=".note").update(status="reviewed")
    return project


def test_what_is_known_and_compared_is_made_anew_as_if_there_had_always_been_one(two, publisher):
    old, new = two
    project = noted_project(old, publisher)
    merge(old, new, {}, by=publisher)
    known = list(FieldState.objects.filter(kind="project").order_by("pk").values())
    assert [row["status"] for row in known] == ["reviewed"]
    call_command("rebuild_states", verbosity=0)
    assert list(FieldState.objects.filter(kind="project").order_by("pk").values()) == known
    assert state(project) == State.PUBLIC


def test_the_first_save_after_a_merge_knows_from_which_text_a_note_was_translated(two, publisher):
    old, new = two
    project = noted_project(old, publisher)
    merge(old, new, {}, by=publisher)
    row = project.participations.get()
    row.set_current_language("en")
    row.note = "Another note"
    row.save()
    workflow.save_revision(project, by=publisher)
    known = FieldState.objects.get(kind="project", field=f"participations.{new.key}.donor.note", language="fr")
    assert (known.made_from, known.status) == ("Note", "reviewed")


@pytest.mark.parametrize("samples", [(True, False), (False, True), (True, True)])
def test_only_what_is_sample_data_on_both_sides_goes_with_the_sample_data(publisher, samples):
    loser, survivor = (OrganisationFactory(sample=sample) for sample in samples)
    assert merge(loser, survivor, {}, by=publisher).sample is all(samples)
