"""Writes many new things at once, with the very rows that applying, saving and publishing one by one would give.

Rows go to the database without model instances (`executemany` on SQLite, COPY on PostgreSQL) and with primary keys
given here, so nobody else may add rows of the same tables meanwhile.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils import timezone

from editorial import freshness, kinds, slugs, snapshots, states, titles, workflow
from editorial.kinds import Data, Kind, Part
from editorial.models import (
    Address,
    Counter,
    Event,
    FieldState,
    Gap,
    Label,
    Publication,
    Record,
    Revision,
    State,
    TextState,
    TitleKey,
)

from . import bitmaps
from .models import IndexRow


class Table:
    """The new rows of one model, kept until `flush`."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model, self.rows = model, []
        fields = model._meta.local_concrete_fields
        self.defaults = {field.attname: field.get_prep_value(field.get_default()) for field in fields}
        # What a database takes only in its own form; all else is plain already.
        self.special = [
            (field.attname, field) for field in fields if isinstance(field, models.DateField | models.DecimalField)
        ]
        self.next_pk = (model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1

    def add(self, **values: Any) -> int:
        """Keeps a row, with the defaults for what is not named, and returns its primary key."""
        pk = self.next_pk
        self.next_pk += 1
        row = {**self.defaults, self.model._meta.pk.attname: pk, **values}
        for name, field in self.special:
            if row[name] is not None:
                row[name] = field.get_db_prep_save(row[name], connection)
        self.rows.append(tuple(row.values()))
        return pk

    def flush(self) -> None:
        """Writes the rows that are kept."""
        if not self.rows:
            return
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in self.model._meta.local_concrete_fields)
        table = quote(self.model._meta.db_table)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in self.rows:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(self.defaults))
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", self.rows)  # noqa: S608
        self.rows.clear()


class Writer:
    """Writes snapshots of new objects and publishes them; `write` is one transaction.

    A snapshot may name what the database holds or what was written before it. A text without a slug gets one.
    """

    def __init__(self) -> None:
        self.tables: dict[type[models.Model], Table] = {}
        self.pks: dict[type[models.Model], dict[str, int]] = {}
        self.taken: dict[tuple[str, str], set[str]] = {}
        self.now = timezone.now()
        self.change = 0

    @transaction.atomic
    def write(self, batch: Iterable[Data]) -> None:
        """Writes one batch; the counter of changes is locked meanwhile, as by any publication."""
        batch = list(batch)
        self.now = timezone.now()
        self.change = Counter.next(len(batch)) - len(batch)
        for data in batch:
            self._add(data)
        for table in self.tables.values():
            table.flush()

    def end(self) -> None:
        """Lets the database count primary keys on from here, and new processes load what they would have to build."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self.tables)):
                cursor.execute(statement)
        bitmaps.store_all()

    def _table(self, model: type[models.Model]) -> Table:
        if model not in self.tables:
            self.tables[model] = Table(model)
        return self.tables[model]

    def _pk(self, model: type[models.Model], key: str | None) -> int | None:
        if model not in self.pks:
            self.pks[model] = dict(model._base_manager.values_list("key", "pk"))
        return self.pks[model][key] if key is not None else None

    # --- Addresses ----------------------------------------------------------------------------------------------------

    def _is_taken(self, kind: Kind, language: str, slug: str) -> bool:
        place = kind.name, language
        if place not in self.taken:
            rows = kind.model._parler_meta.root_model.objects.filter(language_code=language).exclude(slug=None)
            paths = Address.objects.filter(kind=kind.name, language=language)
            self.taken[place] = {*rows.values_list("slug", flat=True), *paths.values_list("path", flat=True)}
        return slug in self.taken[place] or slug in kind.reserved

    def _fill_slugs(self, kind: Kind, data: Data) -> None:
        for language, fields in data["texts"].items():
            if title := fields.get(kind.title):
                slug = fields.get("slug") or slugs.slugify(title, language) or data["key"]
                fields["slug"] = slugs.free(slug, lambda slug, code=language: self._is_taken(kind, code, slug))
                self.taken[kind.name, language].add(fields["slug"])

    def _add_addresses(self, kind: Kind, record: Data) -> dict[str, str]:
        paths = workflow.paths_of(record, lambda language, slug: self._is_taken(kind, language, slug))
        for language, path in paths.items():
            self.taken[kind.name, language].add(path)
            self._table(Address).add(kind=kind.name, language=language, path=path, key=record["key"], current=True)
        return paths

    # --- One object ---------------------------------------------------------------------------------------------------

    def _add(self, data: Data) -> None:
        kind = kinds.get(data["kind"])
        if kind.has_address:
            self._fill_slugs(kind, data)
        self._settle(kind, data)
        record = snapshots.record_of(data)
        record_hash = snapshots.digest(record)
        folded = workflow.folded_names(kind, record)
        pk = self._add_working_copy(kind, data, record_hash, folded)
        self._add_states(kind, pk, data)
        revision = self._table(Revision).add(
            kind=kind.name, object_id=pk, number=1, data=snapshots.pack(data), record_hash=record_hash,
            was_public=True, started_at=self.now, saved_at=self.now,
        )  # fmt: skip
        self._add_publication(kind, record, record_hash, folded, revision)
        self._table(Event).add(
            step=Event.Step.PUBLISH.value, kind=kind.name, key=data["key"], revision_id=revision, at=self.now
        )

    def _add_publication(self, kind: Kind, record: Data, record_hash: str, folded: str, revision: int) -> None:
        self.change += 1
        columns = {name: value for name, value in kind.columns(record).items() if value is not None}
        publication = self._table(Publication).add(
            kind=kind.name, key=record["key"], sample=record["sample"], revision_id=revision, record_hash=record_hash,
            folded=folded, visible_from=self.now, first_published=self.now, changed_at=self.now, change=self.change,
            **columns,
        )  # fmt: skip
        self._table(Record).add(publication_id=publication, text=snapshots.canonical(record))
        paths = self._add_addresses(kind, record) if kind.has_address else {}
        for label in workflow.labels_of(kind, record, None, paths):
            self._table(Label).add(
                publication_id=publication, kind=label.kind, key=label.key, language=label.language,
                name=str(label.name), acronym=str(label.acronym), note=str(label.note), slug=label.slug,
                shown_in=label.shown_in, sort_key=label.sort_key,
            )  # fmt: skip
        for facet, value in dict.fromkeys(kind.index(record)):
            self._table(IndexRow).add(of=kind.name, facet=facet, value=value, publication_id=publication)

    def _settle(self, kind: Kind, data: Data) -> None:
        """Gives a snapshot the states of its translations."""
        save = freshness.Save(at=self.now, origin=FieldState.Origin.IMPORT.value)
        if found := freshness.settled(kind, data, None, data.pop("states", {}), save):
            data["states"] = found

    def _add_states(self, kind: Kind, pk: int, data: Data) -> None:
        """Adds what is known of the texts and facts of a snapshot, and the order of its title."""
        for field, by_language in data.get("states", {}).items():
            for language, state in by_language.items():
                self._table(FieldState).add(**states.columns(kind.name, pk, field, language, state))
        for count in states.summary_of(kind, data):
            self._table(TextState).add(kind=kind.name, object_id=pk, **vars(count))
        for language, key in titles.keys_of(kind, data).items():
            self._table(TitleKey).add(kind=kind.name, object_id=pk, language=language, sort_key=key)
        for fact in kind.lacking(data):
            self._table(Gap).add(kind=kind.name, fact=fact.code, object_id=pk)

    # --- Its working copy ---------------------------------------------------------------------------------------------

    def _add_working_copy(self, kind: Kind, data: Data, record_hash: str, folded: str) -> int:
        aggregate, model = kind.aggregate, kind.model
        pk = self._table(model).add(
            key=data["key"], source_language=data["source_language"], sample=data["sample"], record_hash=record_hash,
            name_hash=snapshots.name_digest(data), folded=titles.search_line(data, folded), updated_at=self.now,
            state=State.PUBLIC.value, language_states=freshness.packed(states.summary_of(kind, data)),
            **self._values(model, data, aggregate.fields, aggregate.keys),
        )  # fmt: skip
        self._pk(model, None)
        self.pks[model][data["key"]] = pk
        self._add_texts(model, pk, data["texts"], aggregate.texts)
        for name in aggregate.key_lists:
            field = model._meta.get_field(name)
            own, other = (
                field.remote_field.through._meta.get_field(end).attname
                for end in (field.m2m_field_name(), field.m2m_reverse_field_name())
            )
            for key in data[name]:
                self._table(field.remote_field.through).add(**{own: pk, other: self._pk(field.related_model, key)})
        for part in aggregate.parts:
            self._add_part(model._meta.get_field(part.name), part, pk, data[part.name])
        return pk

    def _add_part(self, relation: models.ManyToOneRel, part: Part, owner: int, rows: list[Data]) -> None:
        model = relation.related_model
        for position, row in enumerate(rows):
            values = self._values(model, row, part.fields, part.keys)
            pk = self._table(model).add(position=position, **{relation.field.attname: owner}, **values)
            self._add_texts(model, pk, row.get("texts", {}), part.texts)

    def _values(
        self, model: type[models.Model], row: Data, fields: tuple[str, ...], names: tuple[str, ...]
    ) -> dict[str, Any]:
        values = {name: row[name] for name in fields}
        for name in names:
            field = model._meta.get_field(name)
            values[field.attname] = self._pk(field.related_model, row[name])
        return values

    def _add_texts(self, model: type[models.Model], pk: int, languages: Data, names: tuple[str, ...]) -> None:
        if names:
            table = self._table(model._parler_meta.root_model)
            for language, fields in languages.items():
                table.add(language_code=language, master_id=pk, **{n: fields[n] for n in names if fields.get(n)})


def in_batches(items: Iterable[Data], size: int) -> Iterator[list[Data]]:
    """Cuts a stream of snapshots into lists of at most `size`."""
    batch: list[Data] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
