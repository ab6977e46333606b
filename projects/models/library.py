"""What projects are about and what can be read of them: themes, and documents with a file or link per language."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from parler.models import TranslatedFields

from editorial import uploads
from editorial.fields import RichTextField
from editorial.kinds import Aggregate, Part
from editorial.models import WorkingCopy
from editorial.slugs import validate_slug
from editorial.texts import language_choices
from finder.periods import PartialDateField
from partners.models import Country


def slug_field(made_from: Any) -> models.CharField:
    """Returns the field of a slug, one in each language."""
    return models.CharField(
        _("address"), max_length=120, null=True, blank=True, validators=[validate_slug], help_text=made_from
    )


class Theme(WorkingCopy):
    """A subject of projects, in a small tree."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("part of the theme"), related_name="children"
    )
    dac_code = models.CharField(
        _("DAC code"), max_length=5, blank=True, help_text=_("Sector code of the OECD DAC, for open data.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    translations = TranslatedFields(
        name=models.CharField(_("name"), max_length=150),
        slug=slug_field(_("The last part of the web address. Left empty, it is made from the name.")),
        description=RichTextField(_("description"), blank=True),
        meta={"unique_together": [("language_code", "slug")]},
    )

    aggregate = Aggregate(fields=("dac_code", "position"), keys=("parent",), texts=("name", "slug", "description"))

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["position", "key"]
        constraints = [models.CheckConstraint(condition=~Q(parent=F("pk")), name="theme_not_part_of_itself")]

    def clean(self) -> None:
        super().clean()
        if self.leads_back("parent"):
            raise ValidationError({"parent": _("This would lead back to the theme itself.")})


class DocumentKind(models.TextChoices):
    """What sort of document something is."""

    DESCRIPTION = "description", _("Full project description")
    FACTSHEET = "factsheet", _("Factsheet")
    REPORT = "report", _("Report")
    GUIDELINE = "guideline", _("Guideline")
    PLATFORM = "platform", _("Online platform")
    OTHER = "other", _("Other document")


class Document(WorkingCopy):
    """Something to download or to visit, with one file or link per language."""

    document_kind = models.CharField(
        _("kind"), max_length=20, choices=DocumentKind.choices, default=DocumentKind.REPORT
    )
    date = PartialDateField(_("date"))
    to_be_supplied = models.BooleanField(
        _("to be supplied"), default=False, help_text=_("The file or link is known to exist but is still missing.")
    )
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="documents")
    countries = models.ManyToManyField(Country, verbose_name=_("countries"), blank=True, related_name="documents")

    translations = TranslatedFields(
        title=models.CharField(_("title"), max_length=300),
        slug=slug_field(_("The last part of the web address. Left empty, it is made from the title.")),
        description=models.TextField(_("description"), blank=True),
        meta={"unique_together": [("language_code", "slug")]},
    )

    aggregate = Aggregate(
        fields=("document_kind", "date", "to_be_supplied"),
        key_lists=("themes", "countries"),
        texts=("title", "slug", "description"),
        parts=(Part("files", identity=("language",), fields=("language", "file", "url")),),
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")


class DocumentFile(models.Model):
    """The file or link of a document in one language."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="files")
    language = models.CharField(_("language"), max_length=10, choices=language_choices)
    file = models.FileField(
        _("file"), upload_to=uploads.document_name, blank=True, max_length=200, validators=[uploads.validate_document]
    )
    url = models.URLField(_("link"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("file or link")
        verbose_name_plural = _("files and links")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "language"],
                name="document_language_once",
                violation_error_message=_("The document has a file or link in this language already."),
            ),
            models.CheckConstraint(condition=Q(file="") | Q(url=""), name="document_file_or_url"),
        ]

    def __str__(self) -> str:
        return self.language

    def clean(self) -> None:
        super().clean()
        if bool(self.file) == bool(self.url):
            raise ValidationError({"url": _("Give either a file or a link.")})
