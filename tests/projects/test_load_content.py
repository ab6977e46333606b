"""The source's content and the sample come with one command each; the sample goes again, real data stays."""

from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError

from editorial import workflow
from editorial.models import Address, Event, Label, Publication, Revision, State
from finder.models import IndexRow
from partners import regions
from partners.models import Country, Organisation
from projects import content
from projects.content import sample
from projects.management.commands import load_sample, load_source
from projects.models import Document, Project, Role, Theme

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

SMALL = {"safe-roads-1", "safe-roads-2", load_sample.DRAFT, load_sample.AHEAD, load_sample.WITHDRAWN}


@pytest.fixture(autouse=True)
def small_sample(monkeypatch, settings, tmp_path):
    """A handful of the sample with what it names, and files in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path
    everything = list(sample.snapshots())
    projects = [snapshot for snapshot in everything if snapshot["key"] in SMALL]
    named = {part["document"] for project in projects for part in project["documents"]}
    named |= {part["organisation"] for project in projects for part in project["participations"]}
    named |= {s[name] for s in everything if s["key"] in named for name in ("part_of", "successor") if s.get(name)}
    others = [s for s in everything if s["kind"] != "project" and s["key"] in named]
    monkeypatch.setattr(load_sample, "snapshots", lambda: [*others, *projects])
    monkeypatch.setattr(load_sample, "draw", lambda key: b"picture of " + key.encode())


@pytest.fixture(autouse=True)
def countries():
    """All countries, without names: enough to be named by projects."""
    Country.objects.bulk_create(
        Country(key=code.lower(), code=code, **place) for code, place in regions.places().items()
    )


def run(command, *arguments):
    output = StringIO()
    call_command(command, *arguments, stdout=output)
    return output.getvalue()


def states(model):
    return dict(model.objects.values_list("key", "state"))


def test_the_source_publishes_projects_pages_and_organisations_found_by_every_name():
    run("load_source")
    assert set(states(Project).values()) == {State.PUBLIC}
    assert Publication.objects.visible().of("page").count() == 2
    assert Publication.objects.visible().of("site").count() == 1
    assert set(states(Organisation).values()) == {State.PUBLIC}
    assert Publication.objects.visible().matching("Swedish Migration Agency").count() == 1


def test_documents_of_the_source_wait_as_drafts():
    run("load_source")
    assert set(states(Document).values()) == {State.DRAFT}
    assert Document.objects.filter(to_be_supplied=True).count() == 4


def test_a_second_run_of_the_source_says_so_and_changes_nothing():
    run("load_source")
    Project.objects.filter(key="se-trm").update(acronym="Changed")
    before = list(Publication.objects.values_list("key", "change"))
    assert "there already" in run("load_source")
    assert Project.objects.get(key="se-trm").acronym == "Changed"
    assert list(Publication.objects.values_list("key", "change")) == before


def test_loading_the_source_carries_on_where_it_stopped(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(load_source, "source_snapshots", lambda: content.source_snapshots()[:20])
        run("load_source")
    assert "projects 3" in run("load_source")


@pytest.mark.parametrize("command", ["load_source", "load_sample"])
def test_without_countries_the_commands_say_what_to_run_first(command):
    Country.objects.all().delete()
    with pytest.raises(CommandError, match="First run: load_countries"):
        run(command)


def test_the_sample_shows_every_state():
    run("load_source")
    run("load_sample")
    assert states(Project) == {
        **dict.fromkeys(["se-trm", "pan-eu-mosy", "thb-ifs-1", "safe-roads-1", "safe-roads-2"], State.PUBLIC),
        load_sample.DRAFT: State.DRAFT,
        load_sample.AHEAD: State.AHEAD,
        load_sample.WITHDRAWN: State.WITHDRAWN,
    }
    assert set(states(Document).values()) == {State.DRAFT, State.PUBLIC}


def test_pictures_are_drawn_only_when_they_are_missing(monkeypatch):
    run("load_source")
    picture = next(s["picture"] for s in load_sample.snapshots() if s.get("picture"))
    default_storage.save(picture, load_sample.ContentFile(b"there already"))
    run("load_sample")
    with default_storage.open(picture) as file:
        assert file.read() == b"there already"


def test_a_second_run_of_the_sample_changes_nothing():
    run("load_source")
    run("load_sample")
    before = states(Project), Revision.objects.count(), Event.objects.count()
    run("load_sample")
    assert (states(Project), Revision.objects.count(), Event.objects.count()) == before


def test_removing_the_sample_leaves_the_site_as_it_was(django_capture_on_commit_callbacks, tmp_path):
    tables = (Publication, Label, Address, IndexRow, Revision, Event, Organisation, Project, Document, Theme)
    run("load_source")
    before = {table: set(table.objects.values_list("pk", flat=True)) for table in tables}
    run("load_sample")
    with django_capture_on_commit_callbacks(execute=True):
        run("load_sample", "--remove")
    assert {table: set(table.objects.values_list("pk", flat=True)) for table in tables} == before
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_something_real_uses_is_kept_and_named(django_capture_on_commit_callbacks):
    run("load_source")
    run("load_sample")
    real, theme = Project.objects.get(key="se-trm"), Theme.objects.get(key="labour-migration")
    organisation = Organisation.objects.filter(sample=True).order_by("key").first()
    real.participations.create(organisation=organisation, role=Role.PARTNER)
    real.themes.add(theme)
    with django_capture_on_commit_callbacks(execute=True):
        output = run("load_sample", "--remove")
    assert list(Organisation.objects.filter(sample=True)) == [organisation]
    assert f"(organisation): {organisation.key}" in output
    assert "(theme): labour-migration, migration-development" in output  # a theme keeps the one it is part of


def test_what_is_still_public_keeps_what_it_names():
    run("load_source")
    run("load_sample")
    real = Project.objects.get(key="se-trm")
    organisation = Organisation.objects.filter(sample=True).order_by("key").first()
    named = real.participations.create(organisation=organisation, role=Role.PARTNER)
    workflow.publish(workflow.save_revision(real, by=None), by=None)
    named.delete()
    run("load_sample", "--remove")
    assert Publication.objects.visible().filter(kind="organisation", key=organisation.key).exists()


def test_a_theme_that_a_person_edited_is_kept(django_user_model):
    run("load_source")
    run("load_sample")
    theme = Theme.objects.get(key="asylum")
    theme.position = 99
    theme.save()
    workflow.save_revision(theme, by=django_user_model.objects.create_superuser("editor", password="x"))
    run("load_sample", "--remove")
    assert set(Theme.objects.values_list("key", flat=True)) == {
        "protection-and-justice",
        "thb",
        "asylum",
        "migration-governance",
    }


def test_a_sample_project_that_a_person_made_real_is_kept_and_named(django_user_model):
    run("load_source")
    run("load_sample")
    project = Project.objects.get(key="safe-roads-1")
    project.acronym = "REAL"
    project.save()
    workflow.save_revision(project, by=django_user_model.objects.create_superuser("editor", password="x"))
    output = run("load_sample", "--remove")
    assert set(Project.objects.filter(sample=True).values_list("key", flat=True)) == {"safe-roads-1"}
    assert project.participations.exists()
    assert "Kept, because somebody edited it (project): safe-roads-1" in output
