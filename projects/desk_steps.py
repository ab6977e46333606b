"""Steps with many projects at once: a theme or a country that they get or lose."""

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from editorial.desk.steps import ChangeStep, Choices
from editorial.models import WorkingCopy
from partners.models import Country

from .models import Project, ProjectCountry, Theme


def _named(model: type[WorkingCopy]) -> Choices:
    found = [(obj.key, str(obj)) for obj in model.objects.with_texts()]
    return sorted(found, key=lambda choice: choice[1].casefold())


class ThemeStep(ChangeStep):
    """Something with one theme of projects."""

    asks = _("Theme")

    def choices(self) -> Choices:
        return _named(Theme)

    def having(self, objects: list[WorkingCopy], value: str) -> set[int]:
        """Returns which of the projects have the theme."""
        rows = Project.themes.through.objects.filter(theme__key=value, project__in=[obj.pk for obj in objects])
        return set(rows.values_list("project", flat=True))


class AddTheme(ThemeStep):
    gives = True
    name, title, button = "add_theme", _("Add a theme"), _("Add the theme")
    done, idle = _("Gets the theme “%(name)s”."), _("Has the theme “%(name)s” already.")

    def change(self, obj: WorkingCopy, value: str) -> None:
        obj.themes.add(Theme.objects.get(key=value))


class RemoveTheme(ThemeStep):
    gives = False
    name, title, button = "remove_theme", _("Remove a theme"), _("Remove the theme")
    done, idle = _("Loses the theme “%(name)s”."), _("Does not have the theme “%(name)s”.")

    def change(self, obj: WorkingCopy, value: str) -> None:
        obj.themes.remove(Theme.objects.get(key=value))


class CountryStep(ChangeStep):
    """Something with one country of projects."""

    asks = _("Country")

    def choices(self) -> Choices:
        return _named(Country)

    def having(self, objects: list[WorkingCopy], value: str) -> set[int]:
        """Returns which of the projects are in the country."""
        rows = ProjectCountry.objects.filter(country__key=value, project__in=[obj.pk for obj in objects])
        return set(rows.values_list("project", flat=True))


class AddCountry(CountryStep):
    gives = True
    name, title, button = "add_country", _("Add a country"), _("Add the country")
    done, idle = _("Gets the country %(name)s."), _("Has the country %(name)s already.")

    def change(self, obj: WorkingCopy, value: str) -> None:
        last = obj.countries.aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
        obj.countries.create(country=Country.objects.get(key=value), position=position)


class RemoveCountry(CountryStep):
    gives = False
    name, title, button = "remove_country", _("Remove a country"), _("Remove the country")
    done, idle = _("Loses the country %(name)s."), _("Does not have the country %(name)s.")

    def change(self, obj: WorkingCopy, value: str) -> None:
        obj.countries.filter(country__key=value).delete()


PROJECT_STEPS = (AddTheme, RemoveTheme, AddCountry, RemoveCountry)
