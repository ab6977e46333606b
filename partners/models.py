"""Who we do it with, and where: organisations in their three hats, and countries."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from parler.models import TranslatedFields

from editorial import uploads
from editorial.fields import RichTextField
from editorial.kinds import Aggregate, Part
from editorial.models import WorkingCopy, WorkingCopyQuerySet
from editorial.slugs import validate_slug
from editorial.texts import language_choices
from finder.periods import PartialDateField

from . import regions


class Country(WorkingCopy):
    """A country or territory of ISO 3166-1 (and Kosovo as XK), with its place among the regions of UN M49."""

    code = models.CharField(_("code"), max_length=2, unique=True, help_text=_("ISO 3166-1 alpha-2, or XK."))
    number = models.CharField(_("number"), max_length=3, blank=True, help_text=_("ISO 3166-1 numeric."))
    region = models.CharField(_("region"), max_length=3, blank=True, choices=regions.choices)
    subregion = models.CharField(_("sub-region"), max_length=3, blank=True, choices=regions.choices)
    intermediate = models.CharField(_("intermediate region"), max_length=3, blank=True, choices=regions.choices)
    latitude = models.FloatField(_("latitude"), validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(_("longitude"), validators=[MinValueValidator(-180), MaxValueValidator(180)])

    translations = TranslatedFields(
        name=models.CharField(_("name"), max_length=150),
        note=models.CharField(
            _("note"),
            max_length=400,
            blank=True,
            help_text=_("Stands as a footnote wherever the name stands, for example about the status of Kosovo."),
        ),
    )

    aggregate = Aggregate(
        fields=("code", "number", "region", "subregion", "intermediate", "latitude", "longitude"),
        texts=("name", "note"),
    )

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180)), name="country_on_earth"
            ),
        ]

    def clean(self) -> None:
        """Holds the code to two letters, and the key to the code: the address of a country's page is made of it."""
        super().clean()
        self.code = self.code.strip().upper()
        if not re.fullmatch(r"[A-Z]{2}", self.code):
            raise ValidationError({"code": _("A code is two letters from A to Z.")})
        if self.key and self.key != self.code.lower():
            raise ValidationError({"code": _("The key of a country is its code in small letters.")})

    def key_sources(self) -> list[str]:
        return [self.code.lower()]


class OrganisationType(models.TextChoices):
    """What sort of body an organisation is: IATI codelist OrganisationType, version 2.03."""

    GOVERNMENT = "10", _("Government")
    LOCAL_GOVERNMENT = "11", _("Local government")
    OTHER_PUBLIC = "15", _("Other public sector")
    INTERNATIONAL_NGO = "21", _("International NGO")
    NATIONAL_NGO = "22", _("National NGO")
    REGIONAL_NGO = "23", _("Regional NGO")
    PARTNER_COUNTRY_NGO = "24", _("Partner country based NGO")
    PUBLIC_PRIVATE = "30", _("Public–private partnership")
    MULTILATERAL = "40", _("Multilateral")
    FOUNDATION = "60", _("Foundation")
    PRIVATE = "70", _("Private sector")
    PRIVATE_PROVIDER = "71", _("Private sector in provider country")
    PRIVATE_RECIPIENT = "72", _("Private sector in aid recipient country")
    PRIVATE_THIRD = "73", _("Private sector in third country")
    ACADEMIC = "80", _("Academic, training and research")
    OTHER = "90", _("Other")


class Hat(models.TextChoices):
    """A way to look at an organisation: it implements, takes part or funds. `field` stores it, `path` shows it."""

    AGENCY = "agency", _("agency")
    PARTNER = "partner", _("partner")
    DONOR = "donor", _("donor")

    @property
    def field(self) -> str:
        return f"is_{self.value}"

    @property
    def path(self) -> str:
        return {"agency": "agencies", "partner": "partners", "donor": "donors"}[self.value]

    @property
    def title(self) -> str:
        """Returns the heading of the hat's list."""
        return {"agency": _("Agencies"), "partner": _("Partners"), "donor": _("Donors")}[self.value]


class Organisation(WorkingCopy):
    """A real-world body, one row however many hats it wears."""

    organisation_type = models.CharField(_("kind"), max_length=2, blank=True, choices=OrganisationType.choices)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, verbose_name=_("country"), related_name="organisations"
    )
    website = models.URLField(_("website"), blank=True)
    logo = models.ImageField(
        _("logo"), upload_to=uploads.logo_name, blank=True, max_length=200, validators=[uploads.validate_picture]
    )
    iati_identifier = models.CharField(
        _("IATI identifier"), max_length=100, blank=True, help_text=_("As in org-id.guide, for example XM-DAC-47046.")
    )
    ror = models.CharField(_("ROR"), max_length=40, blank=True, help_text=_("Research Organization Registry."))
    wikidata = models.CharField(_("Wikidata"), max_length=20, blank=True, help_text=_("For example Q7809."))
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("part of"), related_name="parts"
    )
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("succeeded by"), related_name="predecessors"
    )
    closed = PartialDateField(_("closed on"))
    is_agency = models.BooleanField(_("agency"), default=False)
    is_partner = models.BooleanField(_("partner"), default=False)
    is_donor = models.BooleanField(_("donor"), default=False)

    translations = TranslatedFields(
        name=models.CharField(_("name"), max_length=300),
        acronym=models.CharField(_("acronym"), max_length=60, blank=True),
        slug=models.CharField(
            _("address"),
            max_length=120,
            null=True,
            blank=True,
            validators=[validate_slug],
            help_text=_("The last part of the web address. Left empty, it is made from the name."),
        ),
        description=RichTextField(_("description"), blank=True),
        meta={"unique_together": [("language_code", "slug")]},
    )

    aggregate = Aggregate(
        fields=("organisation_type", "website", "logo", "iati_identifier", "ror", "wikidata", "closed"),
        keys=("country", "part_of", "successor"),
        texts=("name", "acronym", "slug", "description"),
        parts=(Part("names", identity=("name", "language"), fields=("name", "language", "nature", "since", "until")),),
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(condition=~Q(part_of=F("pk")), name="organisation_not_part_of_itself"),
            models.CheckConstraint(condition=~Q(successor=F("pk")), name="organisation_not_its_own_successor"),
        ]

    def clean(self) -> None:
        super().clean()
        for name in ("part_of", "successor"):
            if self.leads_back(name):
                raise ValidationError({name: _("This would lead back to the organisation itself.")})

    def key_sources(self) -> list[str]:
        acronym = self.safe_translation_getter("acronym", any_language=True) or ""
        return [acronym, *super().key_sources()]

    @property
    def hats(self) -> list[Hat]:
        return [hat for hat in Hat if getattr(self, hat.field)]

    def put_on(self, hat: Hat) -> None:
        """Marks the organisation as an agency, partner or donor, so that the list of that name shows it."""
        if not getattr(self, hat.field):
            setattr(self, hat.field, True)
            type(self)._base_manager.filter(pk=self.pk).update(**{hat.field: True})


class HatManager(models.Manager.from_queryset(WorkingCopyQuerySet)):
    """The organisations that wear one hat."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(**{self.model.hat.field: True})


class Agency(Organisation):
    """An organisation that implements projects."""

    hat = Hat.AGENCY
    objects = HatManager()

    class Meta:
        proxy = True
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.is_agency = True
        super().save(*args, **kwargs)


class Partner(Organisation):
    """An organisation that takes part in projects."""

    hat = Hat.PARTNER
    objects = HatManager()

    class Meta:
        proxy = True
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.is_partner = True
        super().save(*args, **kwargs)


class Donor(Organisation):
    """An organisation that funds projects."""

    hat = Hat.DONOR
    objects = HatManager()

    class Meta:
        proxy = True
        verbose_name = _("donor")
        verbose_name_plural = _("donors")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.is_donor = True
        super().save(*args, **kwargs)


class OrganisationName(models.Model):
    """Another name that people use, or used, for an organisation."""

    class Nature(models.TextChoices):
        ALIAS = "alias", pgettext_lazy("name", "also known as")
        FORMER = "former", pgettext_lazy("name", "former name")
        ACRONYM = "acronym", pgettext_lazy("name", "acronym")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=300)
    language = models.CharField(_("language"), max_length=10, blank=True, choices=language_choices)
    nature = models.CharField(_("nature"), max_length=10, choices=Nature.choices, default=Nature.ALIAS)
    since = PartialDateField(_("since"))
    until = PartialDateField(_("until"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "language"],
                name="organisation_name_once",
                violation_error_message=_("The organisation has this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.since and self.until and self.until.last < self.since.first:
            raise ValidationError({"until": _("The end is before the start.")})


class KeptApart(models.Model):
    """Two organisations, by key in the order of the alphabet, that look alike and of which people know better."""

    one = models.CharField(max_length=64)
    other = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="kept_apart_once")]

    def __str__(self) -> str:
        return f"{self.one} {self.other}"
