"""What of organisations and countries is public: the only list of what leaves this room."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from editorial import kinds
from editorial.kinds import Data, Fact, Kind, Search, Weight
from editorial.texts import Shown, Texts

from . import regions
from .models import Country, Hat, Organisation


def _organisation_index(record: Data) -> Iterable[tuple[str, str]]:
    if record.get("country"):
        yield "country", record["country"]
        yield from (("region", code) for code in regions.around(record["country"]))
    if record.get("organisation_type"):
        yield "type", record["organisation_type"]
    for name in ("part_of", "successor"):
        if record.get(name):
            yield name, record[name]
    if record.get("logo"):
        yield "file", record["logo"]


def _organisation_aliases(record: Data) -> Iterable[str]:
    yield from (Shown(row["name"], row["language"]) for row in record.get("names", []))
    yield from filter(None, (record.get(name) for name in ("iati_identifier", "ror", "wikidata")))


def _organisation_texts(record: Data) -> Iterable[tuple[Weight, Texts | str]]:
    yield Weight.TITLE, record["texts"].get("name", {})
    yield Weight.ACRONYM, record["texts"].get("acronym", {})
    for alias in _organisation_aliases(record):
        yield (Weight.REST if isinstance(alias, Shown) else Weight.ACRONYM), alias


def _country_texts(record: Data) -> Iterable[tuple[Weight, Texts | str]]:
    # Not its code of two letters: "no" and "is" would find whatever names Norway and Iceland.
    yield Weight.TITLE, record["texts"].get("name", {})


def _related_names(record: Data) -> Iterable[tuple[str, str]]:
    return [("organisation", record[name]) for name in ("part_of", "successor") if record.get(name)]


def organisation_url(_key: str, slug: str, hat: Hat = Hat.PARTNER) -> str:
    """Returns the address of an organisation under a hat; where it lacks the hat, that address redirects."""
    return reverse(f"organisation-{hat.value}", args=[slug])


def _without_hat() -> QuerySet:
    return Organisation.objects.filter(**{hat.field: False for hat in Hat}).order_by().values("pk")


ORGANISATION_FACTS = (
    Fact(
        "country",
        _("no country"),
        _("No country is chosen."),
        _("The organisation is in no list of a country."),
        "country",
        lacks=lambda data: not data["country"],
    ),
    Fact(
        "type",
        _("no kind"),
        _("It is not said what kind of body the organisation is."),
        _("Lists of organisations cannot be narrowed to it."),
        "organisation_type",
        lacks=lambda data: not data["organisation_type"],
    ),
    # Hats are no part of a snapshot: a participation in a project puts them on.
    Fact(
        "hat",
        _("neither agency, partner nor donor"),
        _("The organisation is neither an agency nor a partner nor a donor."),
        _("It stands in no list that visitors see."),
        "is_agency",
        ids=_without_hat,
    ),
)

ORGANISATION = Kind(
    name="organisation",
    model=Organisation,
    public=Organisation.aggregate.names,
    by_name=("organisation_type", "country", "name", "acronym", "slug"),
    title="name",
    acronym=lambda record: record["texts"].get("acronym", {}),
    index=_organisation_index,
    names=_related_names,
    aliases=_organisation_aliases,
    search=Search(2, _organisation_texts, everywhere=True, reaches="organisation"),
    facts=ORGANISATION_FACTS,
    optional=("acronym",),
    url=organisation_url,
    has_address=True,
)

COUNTRY = Kind(
    name="country",
    model=Country,
    public=Country.aggregate.names,
    title="name",
    note=lambda record: record["texts"].get("note", {}),
    index=lambda record: [("region", record[name]) for name in ("region", "subregion", "intermediate") if record[name]],
    aliases=lambda record: [record["code"]],
    search=Search(3, _country_texts, everywhere=True, reaches="country"),
    url=lambda key, _slug: reverse("country", args=[key]),
    published_on_save=True,
    few=True,
)


def register() -> None:
    """Makes the kinds of this room known."""
    kinds.register(COUNTRY)
    kinds.register(ORGANISATION)
