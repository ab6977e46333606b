"""The countries of a project as one field: chips in order, and a share for each behind a disclosure."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from editorial import texts
from partners.models import Country

Place = tuple[int, Decimal | None]  # a country by its primary key, with its share in percent


def countries() -> list[tuple[int, str]]:
    """Returns every country by its name in the reader's language, in their order; one query."""
    languages = [texts.active_language(), *settings.TEXT_FALLBACKS]
    rows = Country._parler_meta.root_model.objects.exclude(name="")
    named: dict[int, dict[str, str]] = {}
    for pk, language, name, source in rows.values_list("master", "language_code", "name", "master__source_language"):
        if language in languages or language == source:
            named.setdefault(pk, {})[language] = name
    shown = {pk: str(texts.shown(names, languages[0], "")) for pk, names in named.items()}
    return sorted(shown.items(), key=lambda country: texts.sort_key(country[1], languages[0]))


class PlacesWidget(forms.SelectMultiple):
    """A choice of several countries that keeps their order, with the inputs for their shares.

    Without a script it is a list of all countries in which several are marked.
    """

    template_name = "admin/form/places.html"
    use_fieldset = False

    def share_name(self, name: str, pk: Any) -> str:
        """Returns the name of the input for a country's share."""
        return f"{name}-share-{pk}"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, str]]:
        return [(pk, data.get(self.share_name(name, pk), "")) for pk in data.getlist(name)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        chosen = {str(pk): "" if share is None else share for pk, share in value or []}
        known = {str(pk): label for pk, label in self.choices}
        order = [pk for pk in chosen if pk in known] + [pk for pk in known if pk not in chosen]
        attrs = self.build_attrs(self.attrs, attrs)
        return {
            "name": name,
            "attrs": flatatt({key: value for key, value in attrs.items() if value not in (None, False)}),
            "options": [(pk, known[pk], pk in chosen) for pk in order],
            "shares": [
                (pk, known[pk], self.share_name(name, pk), share) for pk, share in chosen.items() if pk in known
            ],
            "has_shares": any(chosen.values()),
        }


class PlacesField(forms.Field):
    """Countries in order, each with its share or without; the shares are at most the whole together."""

    widget = PlacesWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.choices = ()

    def prepare_value(self, value: Iterable[tuple[Any, Any]] | None) -> list[tuple[Any, str]]:
        return [
            (pk, formats.localize_input(share.normalize() if share % 1 else int(share)))
            if isinstance(share, Decimal)
            else (pk, share or "")
            for pk, share in value or []
        ]

    def to_python(self, value: Iterable[tuple[Any, Any]] | None) -> list[Place]:
        known = {str(pk): pk for pk, _name in self.widget.choices}
        places = []
        for pk, share in value or []:
            if str(pk) not in known:
                raise ValidationError(_("One of these countries is gone."), code="gone")
            places.append((known[str(pk)], _share(share)))
        if sum((share for _pk, share in places if share), Decimal(0)) > 100:
            raise ValidationError(_("The shares of the countries are over 100% together."), code="over")
        return places

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return not self.disabled and self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


def _share(text: Any) -> Decimal | None:
    if text is None or text == "" or isinstance(text, Decimal):
        return text if isinstance(text, Decimal) else None
    try:
        share = Decimal(formats.sanitize_separators(str(text).strip().rstrip("%").strip()))
    except InvalidOperation:
        raise ValidationError(_("“%(text)s” is not a number."), code="invalid", params={"text": text}) from None
    if not share.is_finite() or not 0 <= share <= 100 or share != share.quantize(Decimal("0.01")):
        raise ValidationError(
            _("“%(text)s” is not a share: a number from 0 to 100, with two decimals at most."),
            code="range",
            params={"text": text},
        )
    return share
