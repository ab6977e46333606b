"""The living page of all template parts: each with its name, what it needs, and what it looks like with sample data."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from editorial.desk import find
from finder import worldmap
from finder.reading import Entry
from partners import maps

from .context import frame
from .samples import Samples

FOLDER = Path(settings.BASE_DIR) / "templates" / "parts"
COMMENT = re.compile(r"\{%\s*comment\s*%\}(.*?)\{%\s*endcomment\s*%\}", re.DOTALL)
# What is or names an element by its id: two parts on one page may have the same ones.
ID = re.compile(r'\sid="([^"]+)"')
IDS = re.compile(r'(\s(?:id|for|form|aria-labelledby|aria-describedby|aria-controls)="|\shref="#)([^"]+)"')
# The sheets that only some pages bring.
SHEETS = tuple(
    f"css/{name}.css"
    for name in (
        "finder",
        "lists",
        "table",
        "compare",
        "home",
        "charts",
        "views",
        "atlas",
        "timeline",
        "library",
        "suggest",
    )
)
# Parts that stand around every page: this one shows them too.
AROUND = frozenset({"mast", "foot", "menu", "languages"})

Context = dict[str, Any]

find.register(find.Page("parts", _("Template parts"), _("design templates components look of the website")))


@dataclass(frozen=True)
class Example:
    """What a part is shown with: its context, and the element that it stands in (`ul.entries`), "" for none."""

    context: Callable[[Samples], Context]
    inside: str = ""


def _project(samples: Samples) -> Context:
    return {"project": samples.project}


def _card(project: Entry) -> Context:
    return {"project": project, "lead": project.lead}


def _entry(samples: Samples) -> Context:
    return {"entry": samples.project}


def _selection(samples: Samples) -> Context:
    return {"selection": samples.selection}


def _figure(samples: Samples) -> Context:
    return {"figure": samples.figure}


def _search(samples: Samples) -> Context:
    return {"action": reverse("project-list"), "label": _("Search projects"), "hint": _("Title or acronym")}


def _ranks(samples: Samples) -> Context:
    donors = [{"name": name, "count": 3, "url": name.url} for name in samples.project.donors]
    return {"rank": {"rows": donors, "others": 4}}


def _plates(samples: Samples) -> Context:
    one, other = samples.places[:3], samples.places[3:]
    panels = worldmap.plates([one, other])
    url = reverse("country-list")
    named = zip((one, other), panels, strict=True)
    plates = [
        maps.Plate("", places[0].name, url, sum(place.count for place in places), panel) for places, panel in named
    ]
    return {"plates": plates}


EXAMPLES: dict[str, tuple[Example, ...]] = {
    "as_published": (Example(lambda samples: {"text": samples.borrowed.title}),),
    "axis": (Example(lambda samples: {"axis": samples.axis}),),
    "axis_years": (Example(lambda samples: {"axis": samples.axis}),),
    "available": (Example(_entry, "dl"),),
    "brief": (Example(_project, "ul.trio"),),
    "chart": (Example(lambda samples: {"columns": samples.figure.columns, "label": samples.figure.title}),),
    "chip": (Example(lambda samples: {"chip": samples.selection.chips[-1]}),),
    "chips": (Example(_selection),),
    "columns": (Example(lambda samples: {"table": samples.table}),),
    "crumbs": (
        Example(
            lambda samples: {"crumbs": [(_("Projects"), reverse("project-list"))], "here": samples.project.acronym}
        ),
    ),
    "documents": (Example(lambda samples: {"documents": samples.documents}),),
    "entry": (
        Example(lambda samples: _card(samples.project) | {"years": True}, "ul.entries"),
        Example(lambda samples: _card(samples.borrowed) | {"pick": True}, "ul.entries"),
    ),
    "facts": (Example(lambda samples: {"project": samples.project, "panel": maps.small(samples.places)}),),
    "fallback": (Example(lambda samples: {"entry": samples.borrowed}),),
    "figure": (Example(_figure),),
    "figure_foot": (Example(_figure),),
    "files": (Example(lambda samples: {"document": samples.documents[0]}),),
    "glance": (Example(_project),),
    "group": (Example(lambda samples: {"group": samples.selection.panel.groups["status"]}),),
    "ignored": (Example(_selection),),
    "kept": (Example(_selection),),
    "ledger": (Example(lambda samples: {"roles": samples.project.roles}),),
    "line": (Example(lambda samples: {"selection": samples.selection, "label": _("Title")}),),
    "map": (Example(lambda samples: {"panel": maps.beside(samples.places), "label": _("Map of the countries")}),),
    "nothing": (Example(_selection),),
    "overview": (Example(lambda samples: {"overview": worldmap.overview(samples.places)}),),
    "pager": (Example(lambda samples: {"pager": samples.pager}),),
    "period": (Example(_project),),
    "pick": (Example(lambda samples: _project(samples) | {"state": "checked"}),),
    "picture": (Example(lambda samples: {"picture": samples.picture}),),
    "plates": (Example(_plates),),
    "printed": (Example(lambda _samples: {"forms": ["pdf"]}),),
    "ranks": (Example(_ranks),),
    "said": (Example(lambda samples: {}),),
    "sample": (Example(_entry),),
    "search": (Example(_search),),
    "short": (Example(_project, "ul.short"),),
    "sort": (Example(_selection),),
    "statuses": (
        Example(lambda samples: {"total": 45, "all_url": reverse("project-list"), "statuses": samples.statuses}),
    ),
    "table": (Example(lambda samples: {"table": samples.table}),),
    "theme_tree": (Example(lambda samples: {"themes": samples.themes, "url": reverse("project-list")}),),
    "timeline": (
        Example(lambda samples: {"projects": samples.projects, "axis": samples.axis, "caption": _("Newest projects")}),
    ),
    "views": (
        Example(
            lambda samples: {
                "views": [
                    (_("List"), samples.selection.path, True),
                    (_("Table"), f"{samples.selection.path}?view=table", False),
                ]
            }
        ),
    ),
}


@dataclass
class Part:
    """A template part: its name, what it needs, and what it prints, as it looks and as it is written."""

    name: str
    needs: str
    is_around: bool
    examples: list[SafeString] = field(default_factory=list)


def known() -> list[str]:
    """Returns the names of all parts there are."""
    return sorted(path.stem for path in FOLDER.glob("*.html"))


def shown(request: HttpRequest) -> Iterator[Part]:
    """Yields every part with its examples in the reader's language."""
    samples, around = Samples(request), {"request": request, **frame(request)}
    for name in known():
        comment = COMMENT.search((FOLDER / f"{name}.html").read_text(encoding="utf-8"))
        part = Part(name, comment.group(1) if comment else "", name in AROUND)
        for number, example in enumerate(EXAMPLES.get(name, ())):
            printed = render_to_string(f"parts/{name}.html", {**around, **example.context(samples)})
            part.examples.append(_framed(_with_own_ids(printed, name, number), example.inside))
        yield part


def _with_own_ids(printed: str, name: str, number: int) -> SafeString:
    """Returns what a part printed with ids of its own, so that labels and fields of one example belong together.

    What it expects elsewhere on its page (the heading of a list) is here the heading of the part.
    """
    own = set(ID.findall(printed))

    def renamed(match: re.Match) -> str:
        ids = (f"{name}-{number}-{id_}" if id_ in own else f"part-{name}" for id_ in match[2].split())
        return f'{match[1]}{" ".join(ids)}"'

    return mark_safe(IDS.sub(renamed, printed))  # noqa: S308 - what the template engine has escaped


def _framed(printed: SafeString, inside: str) -> SafeString:
    """Returns it in the element in which it stands on a page."""
    tag, _dot, css = inside.partition(".")
    return format_html('<{0} class="{1}">{2}</{0}>', tag, css, printed) if tag else printed


@staff_member_required
@require_safe
def parts(request: HttpRequest) -> HttpResponse:
    """Shows staff every template part of the website."""
    request.is_preview = True  # of what no visitor reads: the page says so, and robots keep out
    response = render(request, "pages/specimens.html", {"parts": list(shown(request)), "sheets": SHEETS})
    response["X-Robots-Tag"] = "noindex"
    return response
