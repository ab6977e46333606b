"""The first steps that the home of the desk asks for with organisations and countries."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from editorial.desk import home
from editorial.desk.home import Step

from .models import Country, Organisation

home.register(
    steps=[
        Step(
            "organisation",
            _("Add the first organisation of your own"),
            lambda: Organisation.objects.filter(sample=False),
            url=lambda: reverse("admin:partners_organisation_add"),
            permission="partners.add_organisation",
            order=30,
        ),
        Step(
            "countries",
            _("Have the countries in which you work"),
            lambda: Country.objects.all(),
            url=lambda: reverse("admin:partners_country_changelist"),
            permission="partners.add_country",
            hint=_("Whoever runs the site brings all of them with: manage.py load_countries"),
            order=40,
        ),
    ]
)
