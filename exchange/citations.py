"""How a project is cited: BibTeX and RIS, with the permanent link and the date of the version that was cited.

RIS tags after the specification of Research Information Systems (2001): ELEC is a web page. BibTeX as `@misc`, which
every style knows; names stand in braces twice, so that nobody takes an organisation for a person.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from finder.addresses import absolute
from projects.reading import ProjectEntry

_BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


@dataclass(frozen=True)
class Style:
    """A form of citation: its media type and how it writes a project that some publisher published."""

    media_type: str
    write: Callable[[ProjectEntry, str], str]


def _one_line(text: str) -> str:
    return _UNPRINTABLE.sub(" ", str(text)).strip()


def _title(project: ProjectEntry) -> str:
    title = _one_line(project.title)
    return f"{title} ({project.acronym})" if project.acronym and project.acronym not in title else title


def bibtex(project: ProjectEntry, publisher: str) -> str:
    """Returns the project as an entry of BibTeX, in UTF-8."""
    version = timezone.localdate(project.publication.changed_at)
    author = _one_line(publisher).translate(_BIBTEX)
    fields = {
        "author": f"{{{author}}}",
        "title": f"{{{_title(project).translate(_BIBTEX)}}}",
        "year": str(version.year),
        "url": absolute(project.url),
        "urldate": timezone.localdate().isoformat(),
        "version": version.isoformat(),
        "language": project.title.language,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{project.key},\n{lines}}}\n"


def ris(project: ProjectEntry, publisher: str) -> str:
    """Returns the project as a reference of RIS, in UTF-8."""
    version = timezone.localdate(project.publication.changed_at)
    tags = [
        ("TY", "ELEC"),
        ("ID", project.key),
        ("AU", _one_line(publisher)),
        ("TI", _title(project)),
        ("AB", _one_line(project.lead)),
        ("PB", _one_line(publisher)),
        ("PY", f"{version:%Y}"),
        ("DA", f"{version:%Y/%m/%d}"),
        ("Y2", f"{timezone.localdate():%Y/%m/%d}"),
        ("LA", project.title.language),
        ("UR", absolute(project.url)),
        *(("KW", _one_line(name)) for name in (*project.themes, *project.countries)),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in tags if value or tag == "ER")


STYLES = {
    "bib": Style("application/x-bibtex; charset=utf-8", bibtex),
    "ris": Style("application/x-research-info-systems; charset=utf-8", ris),
}
