"""What search engines are told of an organisation, in the words of schema.org."""

from typing import Any

from finder.addresses import absolute

from .models import Hat
from .reading import OrganisationEntry


def organisation(entry: OrganisationEntry, hat: Hat) -> dict[str, Any]:
    """Returns the facts of an organisation that are known, as JSON-LD; its address is the one under a hat."""
    path = entry.url_under(hat)
    names = [entry.acronym, *(other.name for other in entry.other_names)]
    wikidata, ror = entry.record.get("wikidata"), entry.record.get("ror")
    same = [
        entry.website,
        f"https://www.wikidata.org/wiki/{wikidata}" if wikidata else "",
        (ror if ror.startswith("http") else f"https://ror.org/{ror}") if ror else "",
    ]
    facts = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": entry.title,
        "alternateName": list(dict.fromkeys(name for name in names if name and name != entry.title)),
        "url": absolute(path) if path else "",
        "identifier": entry.record.get("iati_identifier") or "",
        "sameAs": [address for address in same if address],
    }
    return {name: value for name, value in facts.items() if value}
