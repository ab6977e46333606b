"""A generated catalogue is written as rows, and every row is the one that publishing would have written."""

from io import StringIO
from itertools import chain

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import Q

from editorial import freshness, kinds, loading, snapshots, states, titles, workflow
from editorial.models import (
    Address,
    Counter,
    Event,
    FieldState,
    Gap,
    Label,
    Pending,
    Publication,
    Record,
    Revision,
    State,
    TextState,
    TitleKey,
)
from editorial.richtext import clean
from finder.bulk import Writer
from finder.index import rows_of
from finder.models import IndexRow
from partners import regions
from partners.management.commands import load_countries
from partners.models import Country, Hat, Organisation
from projects.content.generated import COMMON, RARE, Catalogue
from projects.models import Participation, Project, Role, Theme

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

COUNT = 30
KINDS = ("theme", "organisation", "document", "project")


@pytest.fixture(autouse=True)
def few_countries(monkeypatch):
    """A dozen countries, so that loading them takes no time."""
    places = dict(list(regions.places().items())[:12])
    monkeypatch.setattr(regions, "places", lambda: places)


def generate(count=COUNT, **options):
    output = StringIO()
    call_command("generate", count, stdout=output, **options)
    return output.getvalue()


def public():
    """All that the public has, without primary keys, times and change numbers."""
    ignored = {"id", "publication_id", "revision_id", "change", "changed_at", "visible_from", "first_published"}
    tables = (Publication, Record, Label, Address, IndexRow)
    rows = {}
    for table in tables:
        names = [field.attname for field in table._meta.local_concrete_fields if field.attname not in ignored]
        owner = [] if table in (Publication, Address) else ["publication__kind", "publication__key"]
        rows[table] = sorted(tuple(map(_comparable, row)) for row in table.objects.values_list(*names, *owner))
    return rows


def known():
    """All that is known of texts and facts, by the key of the object instead of its number and without times."""
    keys = {(kind.name, pk): key for kind in kinds.every() for pk, key in kind.model.objects.values_list("pk", "key")}
    rows = {}
    for table in (FieldState, TextState, Gap, Pending):
        names = [field.attname for field in table._meta.local_concrete_fields]
        names = [name for name in names if name not in ("id", "kind", "object_id", "at")]
        found = table.objects.values_list("kind", "object_id", *names)
        rows[table] = sorted((keys[kind, pk], kind, *map(str, row)) for kind, pk, *row in found)
    return rows


def _comparable(value):
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def generated():
    """Gives (kind, object) of all that was generated."""
    for name in KINDS:
        kind = kinds.get(name)
        yield from ((kind, obj) for obj in kind.model.objects.filter(key__startswith="gen-"))


def test_each_object_is_stored_as_its_snapshot_and_public_as_its_record():
    generate()
    assert Project.objects.count() == COUNT
    for kind, obj in generated():
        data = snapshots.take(obj)
        revision, publication = workflow.latest(obj), Publication.objects.get(kind=kind.name, key=obj.key)
        record = snapshots.record_of(data)
        assert revision.snapshot == data
        assert bytes(revision.data) == snapshots.pack(data)
        assert publication.record.text == snapshots.canonical(record)
        assert {obj.record_hash, revision.record_hash, publication.record_hash} == {snapshots.digest(record)}
        assert obj.name_hash == (snapshots.digest(snapshots.record_of(data, by_name=True)) if kind.by_name else "")
        assert publication.folded == workflow.folded_names(kind, record)
        assert obj.folded == titles.search_line(data, publication.folded)
        assert (obj.state, obj.language_states) == (State.PUBLIC, freshness.packed(states.summary_of(kind, data)))
        keys = TitleKey.objects.filter(kind=kind.name, object_id=obj.pk).values_list("language", "sort_key")
        assert {language: bytes(key) for language, key in keys} == titles.keys_of(kind, data)
        assert publication.revision_id == revision.pk
        assert revision.was_public
        assert Event.objects.filter(kind=kind.name, key=obj.key, revision=revision).count() == 1
        assert [(row.facet, row.value) for row in publication.index_rows.order_by("pk")] == [
            (row.facet, row.value) for row in rows_of(publication, record)
        ]


def test_publishing_again_changes_nothing_public_but_counters():
    generate()
    before, counted = public(), Counter.now()
    for _kind, obj in generated():
        workflow.publish(workflow.save_revision(obj, by=None), by=None)
    assert public() == before
    assert Counter.now() > counted
    assert Revision.objects.exclude(number=1).count() == 0


def test_rows_are_those_of_applying_and_publishing_one_by_one():
    call_command("load_countries", stdout=StringIO())
    catalogue = Catalogue(8, 7, list(Country.objects.order_by("key").values_list("key", flat=True)))
    streams = (catalogue.themes(), catalogue.organisations(), catalogue.documents(), catalogue.projects())
    everything = list(chain(*streams))
    everything[-1]["countries"] = []  # so that something lacks a fact
    with transaction.atomic():
        for snapshot in everything:
            loading.bring(snapshot, publish=True)
        one_by_one = public(), known()
        transaction.set_rollback(True)
    Writer().write(everything)
    assert (public(), known()) == one_by_one
    assert all(rows for table, rows in known().items() if table is not Pending)


def test_every_public_change_has_its_own_number():
    generate()
    numbers = list(Publication.objects.values_list("change", flat=True))
    assert len(set(numbers)) == len(numbers)
    assert max(numbers) == Counter.now()


def test_everything_is_marked_as_sample_and_as_generated():
    generate()
    marks = Q(name__contains="(generated)") | Q(name__contains="(généré)") | Q(name__contains="(generado)")
    assert all(obj.sample for _kind, obj in generated())
    assert not Label.objects.filter(kind__in=KINDS).exclude(marks).exists()


def test_all_is_public_and_organisations_wear_their_hats():
    generate()
    assert set(Project.objects.values_list("state", flat=True)) == {State.PUBLIC}
    for hat in Hat:
        roles = [role for role in Role if role.hat is hat]
        wearing = Participation.objects.filter(role__in=roles).values_list("organisation", flat=True)
        assert set(Organisation.objects.filter(**{hat.field: True}).values_list("pk", flat=True)) == set(wearing)


def test_the_words_to_search_for_are_as_frequent_as_promised():
    generate()
    records = Record.objects.filter(publication__kind="project")
    assert records.filter(text__contains=COMMON).count() == COUNT // 2
    assert all(0 < records.filter(text__contains=word).count() < 20 for word in RARE)


def test_rich_text_is_in_its_clean_form():
    catalogue = Catalogue(20, 1, ["de", "fr"])
    for project in catalogue.projects():
        for fields in project["texts"].values():
            assert all(clean(fields[name]) == fields[name] for name in ("summary", "objective") if name in fields)


def test_a_seed_gives_the_same_catalogue_again():
    first, same, other = (list(Catalogue(5, seed, ["de", "fr"]).projects()) for seed in (3, 3, 4))
    assert first == same != other


def test_new_objects_can_be_added_afterwards():
    generate()
    theme = Theme.objects.create(key="new")
    theme.set_current_language("en")
    theme.name = "New"
    theme.save()
    workflow.save_revision(theme, by=None)
    assert Publication.objects.visible().filter(kind="theme", key="new").exists()


def test_a_second_run_refuses_and_says_how_to_go_on():
    generate(5)
    with pytest.raises(CommandError, match="load_sample --remove"):
        generate(5)


def test_a_generated_catalogue_can_be_removed():
    generate()
    call_command("load_sample", "--remove", stdout=StringIO())
    assert list(generated()) == []
    assert set(Publication.objects.values_list("kind", flat=True)) == {"country"}
    assert Country.objects.count() == len(load_countries.country_texts())
