"""The project whose factsheets are tested, and where they are."""

from django.urls import reverse
from django.utils.translation import override

from editorial.models import Label

TITLES = {
    "en": "Safe roads to work", "fr": "Des routes sûres vers l’emploi", "es": "Rutas seguras hacia el empleo",
    "de": "Sichere Wege zur Arbeit", "ar": "طرق آمنة إلى العمل", "ru": "Безопасные дороги к работе",
}  # fmt: skip


def address_of(kind="project", key="roads", language="en"):
    with override(language):
        label = Label.objects.get(kind=kind, key=key, language=language)
        names = {"project": "project", "theme": "theme", "organisation": "organisation-donor"}
        return f"{reverse(names[kind], kwargs={'slug': label.slug})}?format=pdf"
