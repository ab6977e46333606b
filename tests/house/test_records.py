"""What leaves the house is decided field by field: none is public, private or forgotten by accident."""

import json

import pytest
from django.apps import apps
from django.db import models

from editorial import kinds
from editorial.models import WorkingCopy
from finder.reading import Entry, readers
from finder.views import pages
from projectsite import urls  # noqa: F401 - brings the pages of every room

KINDS = [pytest.param(kind, id=kind.name) for kind in kinds.every()]
# What every working copy has beside its aggregate: identity, and what is computed from a snapshot.
OF_EVERY_COPY = {
    "id", "key", "source_language", "sample", "record_hash", "name_hash", "folded", "updated_at", "updated_by",
    "state", "language_states",
}  # fmt: skip
# Fields that a snapshot leaves out on purpose: hats only serve lists of the admin.
EXCEPTIONS = {"organisation": {"is_agency", "is_partner", "is_donor"}}
OF_EVERY_PART = {"id", "position"}
OF_EVERY_TRANSLATION = {"id", "language_code", "master"}


def concrete(model: type[models.Model]) -> set[str]:
    return {field.name for field in (*model._meta.local_concrete_fields, *model._meta.local_many_to_many)}


def translated(model: type[models.Model]) -> set[str]:
    return concrete(model._parler_meta.root_model) - OF_EVERY_TRANSLATION


def test_every_working_copy_has_a_kind():
    copies = {model for model in apps.get_models() if issubclass(model, WorkingCopy) and not model._meta.proxy}
    assert copies == {kind.model for kind in kinds.every()}


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_snapshot_is_public_or_private(kind):
    assert set(kind.public) | set(kind.private) == set(kind.aggregate.names)
    assert not set(kind.public) & set(kind.private)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_public_by_name_is_public_anyway(kind):
    assert set(kind.by_name) <= set(kind.public)


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_of_a_working_copy_is_in_its_snapshot(kind):
    aggregate = kind.aggregate
    declared = {*aggregate.fields, *aggregate.keys, *aggregate.key_lists}
    left_out = OF_EVERY_COPY | EXCEPTIONS.get(kind.name, set())
    assert concrete(kind.model) == declared | left_out
    assert translated(kind.model) == set(aggregate.texts)


PARTS = [
    pytest.param(kind, part, id=f"{kind.name}.{part.name}") for kind in kinds.every() for part in kind.aggregate.parts
]


@pytest.mark.parametrize(("kind", "part"), PARTS)
def test_every_column_of_a_part_is_in_the_snapshot(kind, part):
    relation = kind.model._meta.get_field(part.name)
    model = relation.related_model
    assert concrete(model) == {*part.fields, *part.keys} | OF_EVERY_PART | {relation.field.name}
    assert set(part.identity) <= {*part.fields, *part.keys}
    if part.texts:
        assert translated(model) == set(part.texts)
    else:
        assert not hasattr(model, "_parler_meta")


@pytest.mark.parametrize(("kind", "part"), PARTS)
def test_a_part_is_recognised_by_what_the_database_keeps_unique(kind, part):
    """Otherwise two rows of a snapshot could be one and the same in the database, or the other way round."""
    relation = kind.model._meta.get_field(part.name)
    unique = [set(constraint.fields) for constraint in relation.related_model._meta.total_unique_constraints]
    assert {relation.field.name, *part.identity} in unique


def test_every_relation_to_a_working_copy_is_part_of_an_aggregate():
    """A table that hangs on a working copy and is in no snapshot would have no history and never be published."""
    parts = {
        kind.model._meta.get_field(part.name).related_model for kind in kinds.every() for part in kind.aggregate.parts
    }
    through = {
        kind.model._meta.get_field(name).remote_field.through
        for kind in kinds.every()
        for name in kind.aggregate.key_lists
    }
    copies = {kind.model for kind in kinds.every()}
    texts = {model._parler_meta.root_model for model in copies | parts if hasattr(model, "_parler_meta")}
    known = parts | through | copies | texts
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if field.is_relation and field.related_model in copies and not model._meta.proxy:
                assert model in known, f"{model.__name__}.{field.name}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_reader(kind):
    assert issubclass(readers[kind.name], Entry)
    assert readers[kind.name].kind == kind.name


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.name) for kind in kinds.every() if kind.name != "site"])
def test_every_kind_with_pages_has_a_page(kind):
    assert kind.name in pages


@pytest.mark.parametrize("kind", KINDS)
def test_the_slug_is_a_text_of_what_has_an_address(kind):
    assert ("slug" in kind.aggregate.texts) == kind.has_address
    assert kind.title in kind.public


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_gives_only_plain_columns(kind):
    """Columns are those of Publication, so that a misspelt one is not dropped in silence."""
    empty = {"key": "x", "sample": False, "source": "en", "texts": {}}
    aggregate = kind.aggregate
    empty |= dict.fromkeys(aggregate.fields, "") | dict.fromkeys(aggregate.keys)
    empty |= {"amount": None} | {name: [] for name in (*aggregate.key_lists, *(part.name for part in aggregate.parts))}
    assert set(kind.columns(empty)) <= {"starts", "ends", "held", "amount", "currency"}
    json.dumps([list(pair) for pair in kind.index(empty | {"document_kind": "report"})])
