"""What search engines are told of a project, in the words of schema.org."""

from typing import Any

from finder.addresses import absolute

from .reading import ProjectEntry


def project(entry: ProjectEntry) -> dict[str, Any]:
    """Returns the facts of a project that are known, as JSON-LD."""
    facts = {
        "@context": "https://schema.org",
        "@type": "ResearchProject",
        "name": entry.title,
        "alternateName": entry.acronym,
        "description": entry.lead,
        "inLanguage": entry.title.language,
        "startDate": str(entry.start or ""),
        "endDate": str(entry.end or ""),
        "url": absolute(entry.url) if entry.url else "",
        "identifier": entry.iati_identifier,
        "funder": [_organisation(donor) for donor in entry.donors],
        "areaServed": [
            {"@type": "Country", "name": str(country), "identifier": country.key.upper()} for country in entry.countries
        ],
        "image": absolute(entry.picture.url) if entry.picture else "",
    }
    return {name: value for name, value in facts.items() if value}


def _organisation(name: Any) -> dict[str, str]:
    facts = {"@type": "Organization", "name": str(name)}
    return facts | {"url": absolute(name.url)} if name.url else facts
