"""A new language of the site reaches what is public already, and rebuilding changes nothing else."""

import pytest
from django.core.management import call_command

from editorial import states, workflow
from editorial.models import Address, Label, Publication, Record, TitleKey
from finder.models import IndexRow
from projects.models import Project
from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db


def everything():
    return {
        "records": list(Record.objects.order_by("pk").values_list("publication", "text")),
        "labels": set(Label.objects.values_list("publication", "language", "name", "slug")),
        "addresses": set(Address.objects.filter(current=True).values_list("kind", "language", "path", "key")),
        "rows": set(IndexRow.objects.values_list("of", "facet", "value", "publication")),
        "publications": list(Publication.objects.order_by("pk").values_list("key", "record_hash", "changed_at")),
    }


@pytest.fixture
def public(source):
    for (kind, _key), obj in source.items():
        if kind == "project":
            workflow.publish(workflow.save_revision(obj, by=None), by=None)


@pytest.mark.usefixtures("public")
def test_rebuilding_gives_what_was_there():
    before = everything()
    call_command("rebuild_records")
    assert everything() == before


@pytest.mark.usefixtures("public")
def test_what_was_lost_comes_back_from_the_published_revision_and_no_draft_with_it():
    project = Project.objects.get(key="se-trm")
    project.translations.filter(language_code="en").update(title="A draft title")
    Label.objects.filter(key="se-trm", language="ru").delete()
    IndexRow.objects.all().delete()
    call_command("rebuild_records")
    assert Label.objects.get(kind="project", key="se-trm", language="en").name.startswith("Development of a")
    assert Label.objects.filter(key="se-trm", language="ru").exists()
    assert IndexRow.objects.filter(of="project", facet="donor", value="cabs").exists()


def test_the_state_of_working_copies_is_compared_anew():
    project = ProjectFactory(public=True)
    Project.objects.update(record_hash="of another shape", state="ahead")
    assert Project.objects.with_compared_state().get(pk=project.pk).compared_state == "ahead"
    call_command("rebuild_records")
    assert Project.objects.get(pk=project.pk).state == "public"


def test_a_database_from_before_learns_how_lists_find_its_objects():
    project = ProjectFactory(title="Title", acronym="ABC")
    before = sorted(map(str, TitleKey.objects.values_list("language", "sort_key")))
    TitleKey.objects.all().delete()
    type(project)._base_manager.update(folded="")
    assert states.lack_rows()
    call_command("rebuild_states", verbosity=0)
    assert sorted(map(str, TitleKey.objects.values_list("language", "sort_key"))) == before
    assert list(type(project).objects.matching("abc")) == [project]
    assert not states.lack_rows()
