"""The form of a project: its period in one field, and its countries in another."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from editorial.desk.forms import WorkingCopyForm
from finder.ranges import Range, RangeFormField

from ..models import ProjectCountry
from .places import PlacesField, countries

DATES = ("start", "end")


class ProjectForm(WorkingCopyForm):
    """A project with its dates read from one text."""

    period = RangeFormField(label=_("period"), required=False)
    countries = PlacesField(
        label=_("countries"), required=False, help_text=_("Where the project worked, in the order visitors read them.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "period" in self.fields:
            self.initial["period"] = Range(self.instance.start, self.instance.end)
            self.fields["period"].widget.attrs |= {
                "class": "vTextField",
                "autocomplete": "off",
                "data-period": reverse("admin:projects_project_period"),
            }
        if "countries" in self.fields:
            self.fields["countries"].widget.choices = countries()
            self.initial["countries"] = (
                list(self.instance.countries.values_list("country", "percentage")) if self.instance.pk else []
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if isinstance(period := cleaned.get("period"), Range):
            self.instance.start, self.instance.end = period.start, period.end
        return cleaned

    def _update_errors(self, errors: ValidationError) -> None:
        """Says on the field of the period what the model says of one of its dates."""
        if hasattr(errors, "error_dict"):
            for name in DATES:
                if name in errors.error_dict:
                    errors.error_dict.setdefault("period", []).extend(errors.error_dict.pop(name))
        super()._update_errors(errors)

    def save_countries(self) -> None:
        """Makes the rows of the countries what the field says; rows that stay keep their identity."""
        if "countries" not in self.changed_data:
            return
        rows = {row.country_id: row for row in self.instance.countries.all()}
        wanted = self.cleaned_data["countries"]
        self.instance.countries.exclude(country__in=[pk for pk, _share in wanted]).delete()
        for position, (pk, share) in enumerate(wanted, start=1):
            row = rows.get(pk) or ProjectCountry(project=self.instance, country_id=pk)
            row.position, row.percentage = position, share
            row.save()
