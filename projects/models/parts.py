"""The parts of a project, in order: who takes part, where it is, its documents, and the words of its source."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from parler.models import TranslatableModel, TranslatedFields

from editorial.texts import language_choices
from partners.models import Country, Organisation

from .library import Document
from .project import Project, Role


class Participation(TranslatableModel):
    """An organisation in a project in one role, in order, with an optional translated note."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("organisation"), related_name="participations"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    lead = models.BooleanField(_("lead"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    translations = TranslatedFields(note=models.CharField(_("note"), max_length=300, blank=True))

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["position", "pk"]
        # Lists count the projects of every organisation along this index alone.
        indexes = [models.Index(fields=["organisation", "role", "project"], name="participation_counted")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation", "role"],
                name="participation_once",
                violation_error_message=_("This organisation has this role in the project already."),
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="participation_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.organisation}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self.organisation.put_on(Role(self.role).hat)


class ProjectCountry(models.Model):
    """A country of a project, with the share of the project that is there."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="countries")
    country = models.ForeignKey(Country, models.PROTECT, verbose_name=_("country"), related_name="project_countries")
    percentage = models.DecimalField(
        _("share in %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "country"],
                name="project_country_once",
                violation_error_message=_("The project has this country already."),
            ),
            models.CheckConstraint(
                condition=Q(percentage=None) | Q(percentage__range=(0, 100)), name="project_country_share"
            ),
        ]

    def __str__(self) -> str:
        return str(self.country)


class ProjectDocument(models.Model):
    """A document of a project, in order."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="documents")
    document = models.ForeignKey(Document, models.PROTECT, verbose_name=_("document"), related_name="project_documents")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "document"],
                name="project_document_once",
                violation_error_message=_("The project has this document already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.document)


# What the words of a source can be about: the participants of a role, the countries or the period.
SUBJECTS = [*Role.choices, ("countries", _("countries")), ("period", _("period"))]


class Wording(TranslatableModel):
    """The words of a source for one subject: participants who are no organisations, and the source's exact text."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="wordings")
    subject = models.CharField(_("about"), max_length=20, choices=SUBJECTS)
    as_published = models.TextField(
        _("as published"), blank=True, help_text=_("The exact words of the source, in their own language.")
    )
    as_published_language = models.CharField(
        _("language of the source"), max_length=10, blank=True, choices=language_choices
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    translations = TranslatedFields(
        others=models.CharField(
            _("further participants"),
            max_length=500,
            blank=True,
            help_text=_("Participants who are no organisations, for example “social services and NGOs, among others”."),
        )
    )

    class Meta:
        verbose_name = _("words of the source")
        verbose_name_plural = _("words of the source")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "subject"],
                name="wording_once",
                violation_error_message=_("The project has words of the source about this already."),
            )
        ]

    def __str__(self) -> str:
        return self.get_subject_display()

    def clean(self) -> None:
        super().clean()
        if self.as_published and not self.as_published_language:
            raise ValidationError({"as_published_language": _("Name the language of the source.")})
