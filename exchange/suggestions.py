"""The names that somebody may be typing, as the list below a search field asks for them."""

from django.http import HttpRequest, JsonResponse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from finder import search
from finder.selection import LONGEST
from finder.views import vocabulary


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Names of projects, organisations, countries and themes for `q`; of a very long text there are none.

    Answers {"status": "5 suggestions", "suggestions": [{"kind", "name", "lang", "dir", "url", "note"}, …]}.
    """
    text = request.GET.get("q", "")
    found = search.suggest(text, vocabulary(request)) if len(text) <= LONGEST else []
    kinds = {"project": _("Project"), "organisation": _("Organisation"), "country": _("Country"), "theme": _("Theme")}
    status = ngettext("%(counter)s suggestion", "%(counter)s suggestions", len(found)) % {"counter": len(found)}
    answer = {"status": status, "suggestions": [_as_data(row, kinds[row.name.kind]) for row in found]}
    response = JsonResponse(answer)
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _as_data(row: search.Suggestion, kind: str) -> dict[str, str]:
    """Returns one suggestion; a name in another language than the reader's says which, and which way it runs."""
    name, number = row.name, row.number
    text = f"{name} ({name.acronym})" if name.acronym and name.acronym != name.name else str(name)
    note = ngettext("%(counter)s project", "%(counter)s projects", number or 0) % {"counter": localize(number or 0)}
    other = name.name.is_fallback
    return {
        "kind": kind,
        "name": text,
        "lang": name.name.language if other else "",
        "dir": name.name.direction if other else "",
        "url": name.url,
        "note": note if number is not None else "",
    }
