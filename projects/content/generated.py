"""Makes up a catalogue of any size, as snapshots: the same number and seed always give the same.

Popularity follows Zipf's law, coverage of languages is uneven, and every title says that it is generated. A few words
are there to measure searches with: `COMMON` stands in half of all projects, each of `RARE` in fewer than twenty.
"""

import itertools
import random
from collections.abc import Iterator, Sequence
from typing import Any

from . import read

Data = dict[str, Any]
Phrase = dict[str, str]

LANGUAGES = ("en", "fr", "es")
COMMON = "Horizon"
RARE = ("Saffron", "Obsidian", "Kestrel", "Juniper", "Porphyry")
COUNTRIES, ORGANISATIONS, DOCUMENTS = 150, 4000, 400  # at most


class Zipf:
    """Things of which the first are chosen far more often than the last."""

    def __init__(self, things: Sequence[str]) -> None:
        self.things = things
        self.weights = list(itertools.accumulate(1 / (rank + 1) ** 0.9 for rank in range(len(things))))

    def some(self, dice: random.Random, count: int) -> list[str]:
        """Returns at most `count` different things."""
        return list(dict.fromkeys(dice.choices(self.things, cum_weights=self.weights, k=count)))


class Catalogue:
    """The generated themes, organisations, documents and projects, each a stream of snapshots."""

    def __init__(self, count: int, seed: int, countries: Sequence[str]) -> None:
        self.count, self.dice = count, random.Random(seed)  # noqa: S311  (nothing here is secret)
        self.words = read("generated")
        self.phrases = _phrases()
        self.places = self._places(min(20_000, 200 + count))
        self.themes_by_rank = [f"gen-t{number:02}" for number in range(1, 61)]
        self.documents_by_rank = [f"gen-d{number:03}" for number in range(1, max(5, min(DOCUMENTS, count // 20)) + 1)]
        organisations = max(24, min(ORGANISATIONS, count // 25))
        self.organisations_by_rank = [f"gen-o{number:04}" for number in range(1, organisations + 1)]
        chosen = self.dice.sample(list(countries), min(COUNTRIES, len(countries)))
        self.country, self.theme = Zipf(chosen), Zipf(self.themes_by_rank)
        self.document, self.partner = Zipf(self.documents_by_rank), Zipf(self.organisations_by_rank)
        self.agency, self.donor = Zipf(self.organisations_by_rank[::3]), Zipf(self.organisations_by_rank[1::8])

    # --- What projects name -------------------------------------------------------------------------------------------

    def themes(self) -> Iterator[Data]:
        """Yields sixty themes: twelve topics with four below each."""
        pairs = itertools.product(self.words["topics"], self.words["aspects"])
        for position, (topic, aspect) in enumerate(pairs):
            below = position % len(self.words["aspects"])
            texts = {
                language: {"name": self._line("theme", language, topic=topic[language], aspect=aspect[language])}
                for language in LANGUAGES
            }
            parent = self.themes_by_rank[position - below] if below else None
            fields = {"dac_code": "", "position": position, "parent": parent}
            yield _snapshot("theme", self.themes_by_rank[position], texts, **fields)

    def organisations(self) -> Iterator[Data]:
        """Yields organisations, the most frequent first."""
        for number, key in enumerate(self.organisations_by_rank):
            chosen, place = number % len(self.words["bodies"]), self.dice.choice(self.places)
            body, texts = self.words["bodies"][chosen], {}
            for language in self._languages():
                name = self._line("organisation", language, place=place, body=body[language])
                acronym = "".join(word[0] for word in name.split("(")[0].split() if word[0].isupper())
                about = self._sentence(self.words["sentences"], language, place)
                texts[language] = {"name": name, "acronym": acronym, "description": f"<p>{about}</p>"}
            yield _snapshot(
                "organisation", key, texts,
                organisation_type=self.words["kinds"][chosen], country=self.country.some(self.dice, 1)[0],
                website=f"https://example.org/{key}/", logo="", iati_identifier="", ror="", wikidata="", part_of=None,
                successor=None, closed="", names=[],
            )  # fmt: skip

    def documents(self) -> Iterator[Data]:
        """Yields reports with a link in each of their languages."""
        for key in self.documents_by_rank:
            subject, place, texts = self.dice.choice(self.words["subjects"]), self.dice.choice(self.places), {}
            for language in self._languages():
                texts[language] = {"title": self._line("document", language, subject=subject[language], place=place)}
            yield _snapshot(
                "document", key, texts,
                document_kind=self.dice.choice(["report", "factsheet", "guideline"]), to_be_supplied=False,
                date=str(self.dice.randint(2006, 2026)), themes=self.theme.some(self.dice, 2),
                countries=self.country.some(self.dice, 2),
                files=[
                    {"language": language, "file": "", "url": f"https://example.org/{key}-{language}.pdf"}
                    for language in texts
                ],
            )  # fmt: skip

    # --- Projects -----------------------------------------------------------------------------------------------------

    def projects(self) -> Iterator[Data]:
        """Yields the projects."""
        for number in range(1, self.count + 1):
            yield self._project(number)

    def _project(self, number: int) -> Data:
        dice, key = self.dice, _project_key(number)
        start, end = self._period()
        budget = f"{round(dice.lognormvariate(13, 1.2), -2):.2f}" if dice.random() < 0.8 else None
        documents = self.document.some(dice, dice.choice((1, 2))) if dice.random() < 0.08 else []
        is_over = bool(end) and end < "2026" and dice.random() < 0.9
        return _snapshot(
            "project", key, self._texts(number, "results" if is_over else "expected_results"),
            acronym=f"GEN/{number}" if dice.random() < 0.4 else "", start=start, end=end,
            held=dice.choices(("", "suspended", "cancelled"), (96, 2, 2))[0], amount=budget,
            currency=dice.choices(("EUR", "USD", "CHF", "GBP", "SEK"), (60, 25, 5, 5, 5))[0] if budget else "",
            iati_identifier="", contact_name="", contact_email="", internal_notes="", picture="",
            predecessor=_project_key(dice.randrange(1, number)) if number > 1 and dice.random() < 0.05 else None,
            themes=self.theme.some(dice, dice.choice((1, 1, 2, 3))), participations=self._participations(),
            countries=self._countries(), documents=[{"document": document} for document in documents], wordings=[],
        )  # fmt: skip

    def _period(self) -> tuple[str, str]:
        """Returns start and end with differing precision; a few projects lack one of them or both."""
        year, month, length = self.dice.randint(2004, 2028), self.dice.randint(1, 12), self.dice.randint(1, 5)
        start, end = f"{year}-{month:02}", f"{year + length}-{month:02}"
        precision, gap = self.dice.random(), self.dice.random()
        if precision < 0.2:
            start, end = start[:4], end[:4]
        elif precision > 0.6:
            start, end = f"{start}-01", f"{end}-{self.dice.randint(1, 28):02}"
        return "" if gap < 0.03 else start, "" if gap < 0.01 or gap > 0.95 else end

    def _participations(self) -> list[Data]:
        dice = self.dice
        roles = (
            ("implementing", self.agency.some(dice, 1)),
            ("cooperating", self.agency.some(dice, dice.choice((0, 0, 1)))),
            ("partner", self.partner.some(dice, dice.choice((0, 1, 2, 4)))),
            ("associate-partner", self.partner.some(dice, dice.choice((0, 0, 0, 1)))),
            ("donor", self.donor.some(dice, dice.choice((1, 1, 2)))),
        )
        return [
            {"organisation": key, "role": role, "lead": role == "implementing", "texts": {}}
            for role, keys in roles
            for key in keys
        ]

    def _countries(self) -> list[Data]:
        keys = self.country.some(self.dice, self.dice.choice((1, 1, 2, 3, 4)))
        share = f"{100 // len(keys)}.00" if self.dice.random() < 0.2 else None
        return [{"country": key, "percentage": share} for key in keys]

    # --- Words --------------------------------------------------------------------------------------------------------

    def _texts(self, number: int, outcome: str) -> Data:
        dice, texts = self.dice, {}
        subject, group = dice.choice(self.words["subjects"]), dice.choice(self.words["groups"])
        place = dice.choice(self.places)
        for nth, language in enumerate(self._languages()):
            title = self._line("title", language, subject=subject[language], group=group[language], place=place)
            text = texts[language] = {"title": title, "summary": self._summary(number, language, place)}
            if nth == 0 or dice.random() < 0.8:
                goals = dice.sample(self.phrases["goals"], dice.randint(2, 4))
                aims = self.phrases["aims"][language]
                text["objective"] = f"<p>{aims}</p>" + _items(goal[language] for goal in goals)
            if nth == 0 or dice.random() < 0.5:
                outcomes = dice.sample(self.phrases["outcomes"], 2)
                text[outcome] = _items(row[language].replace("{n}", str(dice.randint(20, 900))) for row in outcomes)
        return texts

    def _summary(self, number: int, language: str, place: str) -> str:
        """Returns three paragraphs with the words that searches are measured by."""
        sentences = [phrase[language] for phrase in self.dice.sample(self.phrases["prose"], 8)]
        sentences += [self._sentence(self.words["sentences"], language, place) for _turn in range(6)]
        if number % 2:
            sentences.append(self.words["common"][language].format(word=COMMON))
        if (turn := number % max(self.count // 12, 7)) < len(RARE):
            sentences.append(self.words["rare"][language].format(word=RARE[turn]))
        self.dice.shuffle(sentences)
        return "".join(f"<p>{' '.join(part)}</p>" for part in (sentences[:5], sentences[5:10], sentences[10:]))

    def _sentence(self, pool: list[Phrase], language: str, place: str) -> str:
        other = self.dice.choice(self.places)
        return self.dice.choice(pool)[language].format(place=place, other=other, n=self.dice.randint(20, 9000))

    def _line(self, name: str, language: str, **parts: str) -> str:
        return self.words[name][language].format(mark=self.words["mark"][language], **parts)

    def _languages(self) -> list[str]:
        """Returns the languages of one thing, its source language first."""
        source = self.dice.choices(LANGUAGES, (70, 20, 10))[0]
        others = [language for language in LANGUAGES if language != source and self.dice.random() < 0.4]
        return [source, *others]

    def _places(self, count: int) -> list[str]:
        places: dict[str, None] = {}
        while len(places) < count:
            letters = (self.dice.choice("bdfgklmnprstvz") + self.dice.choice("aeiou") for _turn in range(3))
            places["".join(letters).capitalize() + self.dice.choice(("", "", "n", "r", "s"))] = None
        return list(places)


def _project_key(number: int) -> str:
    return f"gen-{number:06}"


def _phrases() -> Data:
    """Returns the sample's phrases of all subjects together."""
    phrases = read("sample/phrases")
    groups = phrases["groups"].values()
    pools = {name: [row for group in groups for row in group[name]] for name in ("goals", "outcomes")}
    prose = [row for group in groups for name in ("background", "approach") for row in group[name]]
    return {**pools, "prose": prose, "aims": phrases["aims"]["now"]}


def _items(lines: Iterator[str]) -> str:
    return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"


def _snapshot(kind: str, key: str, texts: Data, **fields: Any) -> Data:
    """Returns a snapshot whose source language is the first of its texts."""
    start = {"schema": 1, "kind": kind, "key": key, "source_language": next(iter(texts)), "sample": True}
    return start | fields | {"texts": dict(sorted(texts.items()))}
