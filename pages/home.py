"""The first steps that the home of the desk asks for in the settings of the site."""

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from editorial.desk import home
from editorial.desk.home import Step
from editorial.models import TextState

from .models import Site


def _settings_url() -> str:
    return reverse("admin:pages_site_changelist")


def _translated_settings() -> QuerySet:
    """Returns the settings if their texts are complete in every language of the site."""
    rows = TextState.objects.filter(kind="site", object_id=OuterRef("pk"))
    done = (TextState.State.SOURCE, TextState.State.DONE)
    return Site.objects.filter(Exists(rows)).exclude(Exists(rows.exclude(state__in=done)))


home.register(
    steps=[
        Step(
            "site",
            _("Name the site and its publisher"),
            lambda: Site.objects.exclude(publisher=None),
            url=_settings_url,
            permission="pages.change_site",
            order=10,
        ),
        Step(
            "languages",
            _("Write the texts of the site in every language"),
            _translated_settings,
            url=_settings_url,
            permission="pages.change_site",
            order=20,
        ),
        Step(
            "contact",
            _("Say how to reach you"),
            lambda: Site.objects.exclude(contact_email=""),
            url=_settings_url,
            permission="pages.change_site",
            order=90,
        ),
    ]
)
