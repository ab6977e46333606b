"""The index of the search: a table of each database's own kind, filled by `manage.py rebuild_search`."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE finder_search USING fts5(tokens, tokenize='ascii', columnsize=0)",
    "CREATE TABLE finder_word (word text NOT NULL PRIMARY KEY, shown text NOT NULL, start text NOT NULL, "
    "ending text NOT NULL, length integer NOT NULL, number integer NOT NULL) WITHOUT ROWID",
]
POSTGRESQL = [
    "CREATE TABLE finder_search (id bigint NOT NULL, tokens tsvector NOT NULL) WITH (toast_tuple_target = 128)",
    "ALTER TABLE finder_search ADD CONSTRAINT finder_search_pkey PRIMARY KEY (id)",
    "CREATE INDEX finder_search_tokens ON finder_search USING gin (tokens) WITH (fastupdate = off)",
    # A function of its own, because the planner prices reading every document's tokens as if they were short.
    "CREATE FUNCTION finder_search_ids(question text, readers bigint) RETURNS text LANGUAGE sql STABLE "
    "SET enable_seqscan = off SET jit = off AS "
    "$$SELECT string_agg((id >> 16)::text, ',') FROM finder_search "
    "WHERE tokens @@ question::tsquery AND id & readers <> 0$$",
    "CREATE FUNCTION finder_search_some(question text, readers bigint, most integer) RETURNS text LANGUAGE sql STABLE "
    "SET enable_seqscan = off SET jit = off AS "
    "$$SELECT string_agg(pk::text, ',') FROM (SELECT id >> 16 AS pk FROM finder_search "
    "WHERE tokens @@ question::tsquery AND id & readers <> 0 LIMIT most) AS found$$",
    'CREATE TABLE finder_word (word text COLLATE "C" NOT NULL PRIMARY KEY, shown text NOT NULL, start text NOT NULL, '
    "ending text NOT NULL, length integer NOT NULL, number integer NOT NULL)",
]
BOTH = [
    "CREATE INDEX finder_word_start ON finder_word (start, length)",
    "CREATE INDEX finder_word_ending ON finder_word (ending, length)",
]


def make(apps, schema_editor):
    own = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in (*own, *BOTH):
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION finder_search_ids(text, bigint)")
        schema_editor.execute("DROP FUNCTION finder_search_some(text, bigint, integer)")
    for table in ("finder_search", "finder_word"):
        schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):

    dependencies = [("finder", "0002_stored_index")]

    operations = [migrations.RunPython(make, drop)]
