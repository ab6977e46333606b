"""Bitmaps are a cache of the index rows: what they select and count is what the database does, after every change."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial import workflow
from editorial.models import Counter, Publication
from editorial.texts import site_languages
from finder import bitmaps, merging, removal, times
from finder.bitmaps import keeping
from finder.bitmaps.index import Order
from finder.models import IndexRow, StoredIndex
from partners.models import Organisation
from projects.filters import ProjectSelection
from projects.models import Document, Project
from tests.factories import DocumentFactory, OrganisationFactory, ProjectFactory

from .test_selection import PAIRS, SPAN, VALUES, catalogue, query_of, select  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
PATIENT = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
FACETS = [name for name in VALUES if name != "year"]


def alone(selection, name, value):
    """Returns the number of projects that a query selects whose ticks in one filter are one value alone."""
    data = selection.data.copy()
    kept = [text for text in data.getlist(name) if text.startswith("-") and text.strip().casefold() != f"-{value}"]
    data.setlist(name, [*kept, value])
    data.pop("page", None)
    return select(data, language=selection.language).qs.count()


@PATIENT
@given(pairs=PAIRS, since=SPAN, until=SPAN)
def test_a_set_is_what_the_database_selects(pairs, since, until):
    selection = select(query_of(pairs, from_=since, to=until))
    assert set(selection.ids) == set(selection.qs.values_list("pk", flat=True))


@PATIENT
@given(pairs=PAIRS, since=SPAN, sort=st.sampled_from(["-start", "start", "-end", "end", "title"]))
def test_the_pages_of_a_set_are_the_order_of_the_database(pairs, since, sort):
    selection = select(query_of(pairs, from_=since, sort=sort))
    wanted = list(selection.ordered().values_list("pk", flat=True))
    assert selection.keys(0, 100) == wanted
    assert [pk for first in range(0, 12, 2) for pk in selection.keys(first, 2)] == wanted


@pytest.mark.parametrize("sort", ["-start", "title"])
def test_a_large_set_is_walked_in_the_same_order(monkeypatch, sort):
    monkeypatch.setattr("finder.selection.FEW", 0)
    selection = select(f"country=az&country=tr&sort={sort}")
    assert selection.keys(1, 3) == list(selection.ordered().values_list("pk", flat=True))[1:4]


@PATIENT
@given(pairs=PAIRS, since=SPAN, name=st.sampled_from(sorted(VALUES)), language=st.sampled_from(site_languages()))
def test_the_number_beside_a_value_is_that_of_the_list_with_this_value_alone(pairs, since, name, language):
    selection = select(query_of(pairs, from_=since), language=language)
    values = ["none", "az", "ge", "142", "migration", "return", "eu", "iom", "ongoing", "2014", "report", "fr"]
    values = [value for value in values if not selection.filters[name].problem(value)]
    for value, number in selection.beside(name, values).items():
        assert number == alone(selection, name, value), value


@PATIENT
@given(pairs=PAIRS, name=st.sampled_from(["country", "donor", "partner", "region"]), most=st.integers(1, 5))
def test_the_most_frequent_values_are_the_first_of_all_counts(pairs, name, most):
    selection = select(query_of(pairs))
    counts = selection.index.counts(name, selection.among(name))
    assert list(selection.most_frequent(name, most).items()) == list(counts.items())[:most]


@pytest.mark.parametrize("name", [*FACETS, "year"])
def test_the_numbers_of_a_selection_are_those_of_the_lists_they_link_to(name):
    selection = select("country=az&country=tr&status=-cancelled")
    numbers = selection.numbers_by(name)
    assert list(numbers.values()) == sorted(numbers.values(), reverse=True)
    assert numbers
    for value, number in numbers.items():
        assert number == len(set(selection.ids) & set(select(f"{name}={value}").ids)), value


# --- Following changes ----------------------------------------------------------------------------------------------


def plain(index):
    """Returns an index as plain values, to compare it."""
    filled = ((facet, values) for facet, values in index.sets.items() if values)
    sets = {facet: {value: sorted(found) for value, found in values.items()} for facet, values in filled}
    return sets, {name: (list(order.days), list(order.pks)) for name, order in index.orders.items()}


def check(kind="project"):
    """Compares the index as this process follows it with one that is built anew."""
    followed = bitmaps.current(kind, Counter.now())
    assert plain(followed) == plain(bitmaps.build(kind))
    return followed


def publish(obj):
    workflow.publish(workflow.save_revision(obj, by=None), by=None)


@pytest.fixture
def project():
    with transaction.atomic():
        found = ProjectFactory(key="follow", title="Follow", start="2014-02", end="2016", public=True)
    check()
    return found


def test_a_publication_and_a_withdrawal_are_followed(project):
    project.start, project.end, project.held = None, "2030", "suspended"
    project.save()
    project.participations.create(organisation=Organisation.objects.get(key="eu"), role="donor")
    publish(project)
    index = check()
    pk = Publication.objects.get(kind="project", key="follow").pk
    assert pk in index.any_of("donor", ["eu"])
    assert pk in index.any_of("status", ["suspended"])
    workflow.withdraw(project, by=None)
    assert pk not in check().live


def test_the_kinds_of_documents_follow_the_documents(project):
    document = DocumentFactory(key="fresh", document_kind="guideline")
    document.files.create(language="en", url="https://example.org/b.pdf")
    project.documents.create(document=document)
    publish(project)
    pk = Publication.objects.get(kind="project", key="follow").pk
    assert pk not in check().any_of("document kind", ["guideline"])
    publish(document)
    assert pk in check().any_of("document kind", ["guideline"])
    workflow.withdraw(Document.objects.get(key="fresh"), by=None)
    assert pk not in check().any_of("document kind", ["guideline"])


def test_many_changes_at_once_are_followed():
    check()
    for number in range(30):
        ProjectFactory(title=f"Many {number}", start=f"20{number:02}", public=True)
    check()


def test_what_is_stored_is_loaded_when_much_changed(monkeypatch):
    check()
    for number in range(5):
        ProjectFactory(title=f"More {number}", public=True)
    monkeypatch.setattr(keeping, "MANY", 3)
    read = dict(keeping._own.indexes)
    bitmaps.forget()
    bitmaps.store_all()
    keeping._own.indexes = read
    asked, load = [], keeping.load
    monkeypatch.setattr(keeping, "load", lambda kind: asked.append(kind) or load(kind))
    check()
    assert sorted(asked) == ["document", "project"]


def test_so_many_changes_that_reading_anew_is_faster(monkeypatch):
    check()
    monkeypatch.setattr(keeping, "TOO_MANY", 1)
    for number in range(3):
        ProjectFactory(title=f"More {number}", public=True)
    check()


def test_a_merge_is_followed(project):
    loser = OrganisationFactory(key="loser", name="Loser", public=True)
    survivor = OrganisationFactory(key="survivor", name="Survivor", public=True)
    project.participations.create(organisation=loser, role="donor")
    publish(project)
    assert check().any_of("donor", ["loser"])
    merging.merge(loser, survivor, merging.snapshots.take(survivor), by=None)
    index = check()
    assert not index.any_of("donor", ["loser"])
    assert index.any_of("donor", ["survivor"])


def test_what_is_removed_is_gone_in_every_process(project):
    others = dict(keeping._own.indexes)
    pk = Publication.objects.get(kind="project", key="follow").pk
    removal.remove({"project": {"follow"}}, type("Progress", (), {"step": lambda self, count: None})())
    assert not Project.objects.filter(key="follow").exists()
    assert pk in others["project"].live
    keeping._own.indexes = others  # those of a process that saw nothing of it
    index = check()
    assert pk not in index.live


def test_what_was_published_in_a_transaction_that_failed_is_never_seen(project):
    change, pk = Counter.now(), Publication.objects.get(kind="project", key="follow").pk
    with transaction.atomic():
        workflow.withdraw(project, by=None)
        transaction.set_rollback(True)
    assert Counter.now() == change
    assert pk in check().live


def test_what_appears_or_goes_by_itself_does_so_at_its_moment(project, monkeypatch):
    now = timezone.now()
    publication = Publication.objects.get(kind="project", key="follow")
    publication.visible_until, publication.change = now + timedelta(hours=1), Counter.next()
    publication.save()
    later = Publication.objects.get(pk=publication.pk)
    later.pk, later.visible_from, later.visible_until = None, now + timedelta(hours=2), None
    later.save()
    IndexRow.objects.create(of="project", facet="donor", value="eu", publication=later)
    index = bitmaps.current("project", Counter.now())
    assert index.moment == publication.visible_until
    for hours, live in ((0.5, {publication.pk}), (1.5, set()), (3, {later.pk})):
        monkeypatch.setattr(timezone, "now", lambda hours=hours: now + timedelta(hours=hours))
        index = bitmaps.current("project", Counter.now())
        assert set(index.live) & {publication.pk, later.pk} == live, hours
        check()
    assert index.moment is None


def test_a_new_day_tells_statuses_anew(monkeypatch):
    today = times.today()
    ProjectFactory(key="begins", start=(today + timedelta(days=1)).isoformat(), public=True)
    ProjectFactory(key="ends", start="2014", end=today.isoformat(), public=True)
    begins, ends = (Publication.objects.get(kind="project", key=key).pk for key in ("begins", "ends"))
    index = check()
    assert begins in index.any_of("status", ["planned"])
    assert ends in index.any_of("status", ["ongoing"])
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    index = check()
    assert begins in index.any_of("status", ["ongoing"])
    assert ends in index.any_of("status", ["completed"])
    assert index.moment is None


# --- Storing --------------------------------------------------------------------------------------------------------


def test_what_is_stored_is_what_is_loaded(project):
    bitmaps.store_all()
    for kind in ("project", "document"):
        assert plain(keeping.load(kind)) == plain(bitmaps.build(kind))
        assert keeping.load(kind).day == times.today()


def test_what_another_release_stored_is_built_anew(project, monkeypatch):
    with monkeypatch.context() as other:
        other.setattr(keeping, "FORMAT", keeping.FORMAT - 1)
        bitmaps.store_all()
    assert StoredIndex.objects.filter(kind="project").exists()
    assert keeping.load("project") is None
    bitmaps.forget()
    check()


def test_a_new_process_patches_what_is_stored(project, django_assert_num_queries):
    bitmaps.store_all()
    ProjectFactory(title="After", public=True)
    bitmaps.forget()
    change = Counter.now()
    with django_assert_num_queries(4):  # two kinds as stored, what changed, the rows
        index = bitmaps.current("project", change)
    assert plain(index) == plain(bitmaps.build("project"))


def test_a_publication_stores_now_and_then(project, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(keeping, "EVERY", 1)
    with django_capture_on_commit_callbacks(execute=True):
        publish(project)
    assert StoredIndex.objects.get(kind="project").change == Counter.now()


def test_an_unchanged_catalogue_is_not_read_again(project, django_assert_num_queries):
    change = Counter.now()
    bitmaps.current("project", change)
    with django_assert_num_queries(0):
        bitmaps.current("project", change)


DAYS = st.dates(date(2010, 1, 1), date(2012, 12, 31)).map(date.toordinal)


@given(st.dictionaries(st.integers(1, 200), DAYS, max_size=40), st.dictionaries(st.integers(1, 200), DAYS, max_size=30))
def test_a_patched_order_is_the_order_of_what_is_there(before, changes):
    gone = {pk: date.fromordinal(day).year for pk, day in before.items() if pk in changes}
    order = Order.of((day, pk) for pk, day in before.items())
    patched = order.patched(gone, [(day, pk) for pk, day in changes.items()])
    fresh = Order.of((day, pk) for pk, day in (before | changes).items())
    assert (patched.days, patched.pks) == (fresh.days, fresh.pks)
    assert len(order.pks) == len(before)


@pytest.mark.parametrize("name", sorted(VALUES))
def test_every_filter_of_projects_has_bitmaps(name):
    index = bitmaps.current("project", Counter.now())
    assert index.totals(ProjectSelection.base_filters[name].held)


def test_the_command_stores_what_is_lacking(project):
    assert bitmaps.lacking()
    call_command("rebuild_bitmaps", verbosity=0)
    assert not bitmaps.lacking()
    assert StoredIndex.objects.get(kind="project").rebuilt == Counter.now()


def test_what_is_withdrawn_while_a_page_is_made_is_left_out(client, project, monkeypatch):
    ordered = bitmaps.Index.ordered

    def withdrawn_meanwhile(self, *args):
        found = ordered(self, *args)
        workflow.withdraw(project, by=None)
        return found

    monkeypatch.setattr(bitmaps.Index, "ordered", withdrawn_meanwhile)
    response = client.get("/en/projects/?sort=-start")
    assert response.status_code == 200
    assert b"Follow" not in response.content.partition(b'id="list"')[2].partition(b'id="follow"')[0]
    assert client.get("/en/projects/").status_code == 200


def test_bitmaps_that_are_built_anew_reach_every_process(project):
    IndexRow.objects.create(
        of="project", facet="donor", value="eu", publication=Publication.objects.get(kind="project", key="follow")
    )  # as a mended table would
    call_command("rebuild_bitmaps", verbosity=0)
    check()
