"""How a page reads organisations and countries."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from editorial.kinds import Data
from editorial.texts import Shown, shown
from finder.periods import PartialDate, format_partial, format_range
from finder.reading import Entry, Name, Pair, reader
from finder.uploads import Picture

from . import regions
from .models import Hat, OrganisationName, OrganisationType


@dataclass(frozen=True)
class OtherName:
    """A further name of an organisation: the words, what sort of name it is, and when it was used."""

    name: Shown
    nature: str
    period: str


@reader("organisation")
class OrganisationEntry(Entry):
    """An organisation as its page shows it."""

    @staticmethod
    def mentions(record: Data) -> Iterable[Pair]:
        return [("organisation", record[name]) for name in ("part_of", "successor") if record.get(name)] + (
            [("country", record["country"])] if record.get("country") else []
        )

    @property
    def acronym(self) -> Shown:
        return self.texts.acronym

    @property
    def type_label(self) -> str:
        value = self.record.get("organisation_type")
        return str(OrganisationType(value).label) if value else ""

    @property
    def country(self) -> Name | None:
        return self.names.get("country", self.record.get("country"))

    @property
    def website(self) -> str:
        return self.record.get("website") or ""

    @property
    def logo(self) -> Picture | None:
        """Returns the logo; it stands beside the name, so that it needs no words of its own."""
        name = self.record.get("logo")
        return Picture(name, Shown(), Shown()) if name else None

    @property
    def part_of(self) -> Name | None:
        return self.names.get("organisation", self.record.get("part_of"))

    @property
    def successor(self) -> Name | None:
        return self.names.get("organisation", self.record.get("successor"))

    @property
    def closed(self) -> str:
        value = self.record.get("closed")
        return format_partial(PartialDate.from_iso(value), self.language) if value else ""

    @functools.cached_property
    def other_names(self) -> list[OtherName]:
        return [self._other_name(row) for row in self.record.get("names", [])]

    def _other_name(self, row: Data) -> OtherName:
        since, until = (PartialDate.known(row[name]) for name in ("since", "until"))
        # A name without a language (a proper name) is nobody's fallback.
        language = row["language"] or self.language
        name = Shown(row["name"], language, self.language)
        label = OrganisationName.Nature(row["nature"]).label
        return OtherName(name, str(label), format_range(since, until, self.language))

    def url_under(self, hat: Hat) -> str:
        """Returns the address of the organisation under a hat."""
        return self.label.at(hat=hat).url if self.label else ""


@reader("country")
class CountryEntry(Entry):
    """A country as its page shows it."""

    @property
    def code(self) -> str:
        return self.record["code"]

    @property
    def note(self) -> Shown:
        return shown(self.record["texts"].get("note"), self.language, self.record["source"])

    @property
    def region_names(self) -> list[tuple[str, str]]:
        """Returns the regions that the country lies in, the widest first: code and name."""
        codes = (self.record[name] for name in ("region", "subregion", "intermediate"))
        return [(code, regions.name(code, self.language)) for code in codes if code]

    @property
    def point(self) -> tuple[float, float]:
        """Returns longitude and latitude in degrees of the place where maps print the country."""
        return self.record["longitude"], self.record["latitude"]
