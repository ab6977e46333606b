"""How a page reads projects, documents and themes."""

import copy
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from babel import Locale
from django.utils.translation import pgettext

from editorial.kinds import Data
from editorial.texts import Shown, cldr_locale, shown
from finder import times
from finder.lists import join
from finder.periods import PartialDate, format_partial, format_range, iso_range
from finder.reading import Entry, Name, Pair, reader
from finder.uploads import Picture, media_size, media_url

from .models import DocumentKind, Role

LEAD = 220
TAGS = re.compile(r"<[^>]*>?")


@dataclass(frozen=True)
class Participant:
    """An organisation in a role: its name with the address under the role's hat, a note, and whether it leads."""

    organisation: Name
    note: Shown
    lead: bool


@dataclass
class RoleGroup:
    """The participants of one role in order; `others` are those who are no organisations, in the source's words."""

    role: Role
    participants: list[Participant] = field(default_factory=list)
    others: Shown = field(default_factory=Shown)
    as_published: Shown = field(default_factory=Shown)

    @property
    def label(self) -> str:
        return self.role.heading(len(self.participants) + 2 * bool(self.others))


@reader("project")
class ProjectEntry(Entry):
    """A project as cards and its page show it.

    `bar` is its period on the axis of the page (`finder.axis.draw`), `excerpt` where the words of a search stand.
    """

    bar = None
    excerpt = None

    @staticmethod
    def mentions(record: Data) -> Iterable[Pair]:
        yield from (("organisation", row["organisation"]) for row in record["participations"])
        yield from (("country", row["country"]) for row in record["countries"])
        yield from (("theme", key) for key in record["themes"])
        if record["predecessor"]:
            yield "project", record["predecessor"]

    @property
    def acronym(self) -> str:
        return self.record["acronym"]

    # --- Time ------------------------------------------------------------------------------------------------------

    @property
    def start(self) -> PartialDate | None:
        return PartialDate.known(self.record["start"])

    @property
    def end(self) -> PartialDate | None:
        return PartialDate.known(self.record["end"])

    @property
    def period(self) -> str:
        return format_range(self.start, self.end, self.language)

    @property
    def period_iso(self) -> str:
        return iso_range(self.start, self.end)

    @functools.cached_property
    def status(self) -> times.Status:
        return times.Status(times.status_of(self.publication))

    @property
    def span(self) -> tuple[date | None, date | None]:
        """Returns first and last day; without a start the year of the end stands for the period."""
        start, end = self.publication.starts, self.publication.ends
        return (date(end.year, 1, 1) if start is None and end is not None else start), end

    @property
    def days(self) -> tuple[tuple[date, date] | None, tuple[date, date] | None]:
        """Returns the first and the last day that its start may mean, and those of its end."""
        start, end = self.start, self.end
        return start and (start.first, start.last), end and (end.first, end.last)

    # --- Who and where ---------------------------------------------------------------------------------------------

    @functools.cached_property
    def countries(self) -> list[Name]:
        return self.names.all("country", (row["country"] for row in self.record["countries"]))

    @property
    def shares(self) -> dict[str, Decimal]:
        """Returns the shares in % of the countries that have one, by key."""
        rows = self.record["countries"]
        return {row["country"]: Decimal(row["percentage"]) for row in rows if row["percentage"]}

    @property
    def countries_with_shares(self) -> list[tuple[Name, str]]:
        """Returns the countries, each with its share of the project in words, "" when it has none."""
        locale, shares = cldr_locale(self.language), self.shares
        return [
            (country, _percent(shares[country.key], locale) if country.key in shares else "")
            for country in self.countries
        ]

    @property
    def countries_line(self) -> str:
        """Returns the countries as one list in words, each with its note's sign."""
        return join([f"{country.name}*" if country.note else str(country.name) for country in self.countries])

    @functools.cached_property
    def themes(self) -> list[Name]:
        return self.names.all("theme", self.record["themes"])

    @functools.cached_property
    def roles(self) -> list[RoleGroup]:
        """Returns the roles that have participants or words of the source, in the order of the ledger."""
        groups = {role: RoleGroup(role) for role in Role}
        for row in self.record["participations"]:
            role = Role(row["role"])
            if name := self.names.get("organisation", row["organisation"]):
                note = shown(row["texts"].get("note"), self.language, self.record["source"])
                groups[role].participants.append(Participant(name.at(hat=role.hat), note, row["lead"]))
        for row in self.record["wordings"]:
            if row["subject"] in Role.values:
                group = groups[Role(row["subject"])]
                group.others = shown(row["texts"].get("others"), self.language, self.record["source"])
                group.as_published = self.as_published.get(row["subject"], Shown())
        return [group for group in groups.values() if group.participants or group.others]

    @functools.cached_property
    def as_published(self) -> dict[str, Shown]:
        """Returns the exact words of the source by subject, each in its own language."""
        return {
            row["subject"]: Shown(row["as_published"], row["as_published_language"], self.language)
            for row in self.record["wordings"]
            if row["as_published"]
        }

    def _in_role(self, *roles: Role) -> list[Name]:
        return [row.organisation for group in self.roles if group.role in roles for row in group.participants]

    @property
    def donors(self) -> list[Name]:
        return self._in_role(Role.DONOR)

    @property
    def donors_label(self) -> str:
        return Role.DONOR.heading(len(self.donors))

    @property
    def agencies_label(self) -> str:
        return Role.IMPLEMENTING.heading(len(self.agencies))

    @property
    def agencies(self) -> list[Name]:
        return self._in_role(Role.IMPLEMENTING)

    @property
    def predecessor(self) -> Name | None:
        return self.names.get("project", self.record["predecessor"])

    # --- Texts and facts -------------------------------------------------------------------------------------------

    def shown_texts(self, *without: str) -> Iterable[Shown]:
        of_picture = () if self.record["picture"] else ("picture_alt", "picture_credit")
        yield from super().shown_texts(*without, *of_picture)
        for group in self.roles:
            yield group.others
            yield from (row.note for row in group.participants)

    @functools.cached_property
    def lead(self) -> Shown:
        """Returns the first words of the summary, or of the objective, without markup."""
        text = self.texts.summary or self.texts.objective
        # The text is in its clean form, and a card needs no more than its beginning.
        plain = " ".join(unescape(TAGS.sub(" ", text[: 4 * LEAD])).split())
        if len(plain) > LEAD:
            plain = f"{plain[:LEAD].rpartition(' ')[0]} …"
        return Shown(plain, text.language, self.language)

    @property
    def budget(self) -> str:
        amount, currency = self.record["amount"], self.record["currency"]
        if amount is None:
            return ""
        return _money(amount, currency, cldr_locale(self.language))

    @property
    def picture(self) -> Picture | None:
        name = self.record["picture"]
        return Picture(name, self.texts.picture_alt, self.texts.picture_credit) if name else None

    @property
    def contact_name(self) -> str:
        return self.record["contact_name"]

    @property
    def contact_email(self) -> str:
        return self.record["contact_email"]

    @property
    def iati_identifier(self) -> str:
        return self.record["iati_identifier"]

    @property
    def document_keys(self) -> list[str]:
        return [row["document"] for row in self.record["documents"]]


def _percent(share: Decimal, locale: str) -> str:
    """Prints a share as its language does, with two decimals at most."""
    pattern = Locale.parse(locale).percent_formats[None]
    return pattern.apply(share / 100, locale, force_frac=(0, 2))


@functools.lru_cache(maxsize=4096)
def _money(amount: str, currency: str, locale: str) -> str:
    """Prints an amount as its language does, without decimals when there are none."""
    value = Decimal(amount)
    pattern, is_whole = Locale.parse(locale).currency_formats["standard"], value == value.to_integral_value()
    if is_whole:
        pattern = copy.copy(pattern)
        pattern.frac_prec = (0, 0)
    return pattern.apply(value, locale, currency=currency, currency_digits=not is_whole)


@dataclass(frozen=True)
class DocumentFile:
    """The file or the link of a document in one language."""

    language: str
    url: str
    format: str
    size: int | None

    @property
    def is_link(self) -> bool:
        return self.size is None


@reader("document")
class DocumentEntry(Entry):
    """A document as lists and its page show it; `holders` are projects that have it (`library.note_holders`)."""

    holders = None

    @staticmethod
    def mentions(record: Data) -> Iterable[Pair]:
        yield from (("theme", key) for key in record["themes"])
        yield from (("country", key) for key in record["countries"])

    @property
    def kind_label(self) -> str:
        return str(DocumentKind(self.record["document_kind"]).label)

    @property
    def date(self) -> PartialDate | None:
        return PartialDate.known(self.record["date"])

    @property
    def date_line(self) -> str:
        return format_partial(self.date, self.language) if self.date else ""

    @functools.cached_property
    def files(self) -> list[DocumentFile]:
        """Returns the files and links, the reader's language first."""
        files = [self._file(row) for row in self.record["files"]]
        return sorted(files, key=lambda file: file.language != self.language)

    def _file(self, row: Data) -> DocumentFile:
        if row["file"]:
            suffix = PurePosixPath(row["file"]).suffix.lstrip(".").upper()
            return DocumentFile(row["language"], media_url(row["file"]), suffix, media_size(row["file"]))
        path = PurePosixPath(urlsplit(row["url"]).path)
        known = path.suffix.lower() in {".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".zip", ".csv", ".epub"}
        return DocumentFile(
            row["language"], row["url"], path.suffix.lstrip(".").upper() if known else pgettext("file", "web"), None
        )

    @functools.cached_property
    def themes(self) -> list[Name]:
        return self.names.all("theme", self.record["themes"])

    @functools.cached_property
    def countries(self) -> list[Name]:
        return self.names.all("country", self.record["countries"])


@reader("theme")
class ThemeEntry(Entry):
    """A theme as its page shows it."""

    @staticmethod
    def mentions(record: Data) -> Iterable[Pair]:
        return [("theme", record["parent"])] if record["parent"] else []

    @property
    def parent(self) -> Name | None:
        return self.names.get("theme", self.record["parent"])
