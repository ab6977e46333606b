"""Builds the sample catalogue: invented organisations, their documents and some sixty projects, as snapshots.

The facts stand in the JSON files of `sample/`; the longer texts of a project are put together from phrases of its
group, in turn, so that neighbours differ. The same files always give the same snapshots.
"""

import zlib
from collections.abc import Iterator
from typing import Any

from . import read
from .sample_pictures import motif

Data = dict[str, Any]
Phrase = dict[str, str]

PICTURES = "sample"  # folder of the pictures' media names
OPEN_FROM = "2026-10"  # what ended before is told in the past and has results


def picture_name(key: str) -> str:
    """Returns the media name of a sample project's picture; `sample_pictures.draw(key)` gives its bytes."""
    return f"{PICTURES}/{key}.webp"


def _items(phrases: list[Phrase], language: str) -> str:
    return "<ul>" + "".join(f"<li>{phrase[language]}</li>" for phrase in phrases) + "</ul>"


def _paragraphs(phrases: list[Phrase], language: str) -> str:
    return "".join(f"<p>{phrase[language]}</p>" for phrase in phrases)


class _Group:
    """The phrases of one subject, dealt out in turn to the projects that ask for them."""

    def __init__(self, phrases: dict[str, list[Phrase]]) -> None:
        self.phrases = phrases
        self.turn = 0

    def deal(self, mark: int) -> dict[str, list[Phrase]]:
        """Returns the phrases of the next project; `mark` (any number) varies how many there are."""
        turn, self.turn = self.turn, self.turn + 1
        goals, shape = self.phrases["goals"], mark % 3
        first, second = self.phrases["background"]
        one, other = self.phrases["approach"]
        summaries = ([first, one], [second, other], [first, other], [second, one], [one], [second], [other], [first])
        number = str(200 + 100 * (mark % 8))
        outcomes = [
            {language: text.replace("{n}", number) for language, text in outcome.items()}
            for outcome in self.phrases["outcomes"]
        ]
        return {
            "goals": [goals[(turn * 2 + step) % len(goals)] for step in range(2 + shape)],
            "summary": summaries[turn % len(summaries)],
            "outcomes": outcomes if shape else outcomes[:1],
        }


def _is_over(row: Data) -> bool:
    return bool(row["end"]) and row["end"] < OPEN_FROM and not row["held"]


def _texts(row: Data, dealt: dict[str, list[Phrase]], aims: dict[str, Phrase], pictures: dict[str, Phrase]) -> Data:
    thin = row.get("thin", "").split()
    tense = "past" if _is_over(row) or row["held"] == "cancelled" else "now"
    texts = {}
    for language, title in row["titles"].items():
        text = texts[language] = {"title": title}
        if "own" not in row:
            text["summary"] = _paragraphs(dealt["summary"], language)
        elif language in row["own"]:
            text["summary"] = f"<p>{row['own'][language]}</p>"
        if language not in thin:
            text["objective"] = f"<p>{aims[tense][language]}</p>" + _items(dealt["goals"], language)
            if row["held"] != "cancelled":
                name = "results" if _is_over(row) else "expected_results"
                text[name] = _items(dealt["outcomes"], language)
        if row["acronym"] and row.get("picture"):
            text["website"] = f"https://example.org/{language}/{row['key']}/"
        if row.get("picture"):
            text["picture_alt"] = pictures[motif(row["key"])][language]
            text["picture_credit"] = pictures["credit"][language]
    return texts


def _participation(row: Data, notes: dict[str, Phrase], languages: list[str]) -> Data:
    note = notes.get(row["note"], {})
    texts = {language: {"note": note[language]} for language in languages if language in note}
    return {"organisation": row["organisation"], "role": row["role"], "lead": row["lead"], "texts": texts}


def _wordings(row: Data, others: dict[str, Phrase], languages: list[str]) -> list[Data]:
    if "others" not in row:
        return []
    texts = {language: {"others": others[row["others"]][language]} for language in languages}
    return [{"subject": "partner", "as_published": "", "as_published_language": "", "texts": texts}]


def _project(row: Data, texts: Data, lines: dict[str, dict[str, Phrase]]) -> Data:
    key, languages = row["key"], list(row["titles"])
    contact = bool(row.get("contact"))
    return {
        "schema": 1,
        "kind": "project",
        "key": key,
        "source_language": row["source"],
        "sample": True,
        "acronym": row["acronym"],
        "start": row["start"],
        "end": row["end"],
        "held": row["held"],
        "amount": row["amount"],
        "currency": row["currency"],
        "predecessor": row["predecessor"],
        "iati_identifier": f"XM-EXAMPLE-{key.upper()}" if row["acronym"] and row["amount"] else "",
        "contact_name": "Project desk (sample)" if contact else "",
        "contact_email": f"{key}@example.org" if contact else "",
        "internal_notes": row.get("notes", ""),
        "picture": picture_name(key) if row.get("picture") else "",
        "themes": row["themes"],
        "participations": [_participation(part, lines["notes"], languages) for part in row["participations"]],
        "countries": row["countries"],
        "documents": [{"document": document} for document in row["documents"]],
        "wordings": _wordings(row, lines["others"], languages),
        "texts": texts,
    }


def snapshots() -> Iterator[Data]:
    """Yields the snapshots of the sample: organisations, documents, projects; what is named comes first.

    They name themes of `theme_snapshots` and of the source, which have to be there already.
    """
    phrases, lines = read("sample/phrases"), read("sample/lines")
    groups = {name: _Group(group) for name, group in phrases["groups"].items()}
    yield from read("sample/organisations")
    yield from read("sample/documents")
    for row in read("sample/projects"):
        dealt = groups[row["group"]].deal(zlib.crc32(row["key"].encode()))
        yield _project(row, _texts(row, dealt, phrases["aims"], lines["pictures"]), lines)
