"""What we do: projects with their participants, countries and documents, and the themes they are about."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Length
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from parler.models import TranslatableModel, TranslatedFields

from editorial.fields import RichTextField
from editorial.kinds import Aggregate, Part
from editorial.models import WorkingCopy
from editorial.slugs import validate_slug
from editorial.texts import language_choices
from finder.periods import PartialDateField
from partners.models import Country, Hat, Organisation

from . import currencies, uploads


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
        seen, other = {self.pk}, self.parent
        while self.pk and other is not None:
            if other.pk in seen:
                raise ValidationError({"parent": _("This would lead back to the theme itself.")})
            seen.add(other.pk)
            other = other.parent


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


class Role(models.TextChoices):
    """What an organisation does in a project, in the order in which roles are printed."""

    IMPLEMENTING = "implementing", pgettext_lazy("role", "implementing agency")
    COOPERATING = "cooperating", pgettext_lazy("role", "cooperating agency")
    PARTNER = "partner", pgettext_lazy("role", "partner")
    ASSOCIATE_PARTNER = "associate-partner", pgettext_lazy("role", "associate partner")
    ADVISORY_BOARD = "advisory-board", pgettext_lazy("role", "advisory board member")
    DONOR = "donor", pgettext_lazy("role", "donor")

    @property
    def hat(self) -> Hat:
        """Returns the hat that the role puts on."""
        if self in (Role.IMPLEMENTING, Role.COOPERATING):
            return Hat.AGENCY
        return Hat.DONOR if self is Role.DONOR else Hat.PARTNER

    @property
    def iati_code(self) -> str:
        """Returns the IATI OrganisationRole (2.03): 1 funding, 4 implementing; "" where IATI has none."""
        return {Role.DONOR: "1", Role.ADVISORY_BOARD: ""}.get(self, "4")

    def heading(self, count: int) -> str:
        """Returns the heading over `count` participants in the active language."""
        return {
            Role.IMPLEMENTING: lambda: ngettext("Implementing agency", "Implementing agencies", count),
            Role.COOPERATING: lambda: ngettext("Cooperating agency", "Cooperating agencies", count),
            Role.PARTNER: lambda: ngettext("Partner", "Partners", count),
            Role.ASSOCIATE_PARTNER: lambda: ngettext("Associate partner", "Associate partners", count),
            Role.ADVISORY_BOARD: lambda: ngettext("Advisory board member", "Advisory board members", count),
            Role.DONOR: lambda: ngettext("Donor", "Donors", count),
        }[self]()


class Held(models.TextChoices):
    """A lifecycle that does not follow from the dates and is set by hand."""

    SUSPENDED = "suspended", pgettext_lazy("status", "suspended")
    CANCELLED = "cancelled", pgettext_lazy("status", "cancelled")


class Project(WorkingCopy):
    """One funded activity with a title, an objective, a period, participants and countries."""

    acronym = models.CharField(_("acronym"), max_length=60, blank=True)
    start = PartialDateField(_("start"))
    end = PartialDateField(_("end"))
    held = models.CharField(
        _("suspended or cancelled"),
        max_length=12,
        blank=True,
        choices=Held.choices,
        help_text=_("Leave empty: planned, ongoing and completed follow from the dates."),
    )
    amount = models.DecimalField(
        _("budget"), max_digits=15, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, choices=currencies.choices)
    predecessor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("previous phase"), related_name="successors"
    )
    iati_identifier = models.CharField(_("IATI identifier"), max_length=100, blank=True)
    contact_name = models.CharField(_("contact"), max_length=200, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    internal_notes = models.TextField(_("internal notes"), blank=True, help_text=_("Never public."))
    picture = models.ImageField(
        _("picture"), upload_to=uploads.picture_name, blank=True, max_length=200, validators=[uploads.validate_picture]
    )
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="projects")

    translations = TranslatedFields(
        title=models.CharField(_("title"), max_length=300),
        slug=slug_field(_("The last part of the web address. Left empty, it is made from the title.")),
        objective=RichTextField(_("objective"), blank=True),
        summary=RichTextField(_("summary"), blank=True),
        expected_results=RichTextField(_("expected results"), blank=True),
        results=RichTextField(_("results"), blank=True),
        website=models.URLField(_("website"), max_length=500, blank=True),
        picture_alt=models.CharField(
            _("alternative text"),
            max_length=300,
            blank=True,
            help_text=_("What the picture shows, for people who do not see it."),
        ),
        picture_credit=models.CharField(_("picture credit"), max_length=200, blank=True),
        meta={"unique_together": [("language_code", "slug")]},
    )

    aggregate = Aggregate(
        fields=(
            "acronym",
            "start",
            "end",
            "held",
            "amount",
            "currency",
            "iati_identifier",
            "contact_name",
            "contact_email",
            "internal_notes",
            "picture",
        ),
        keys=("predecessor",),
        key_lists=("themes",),
        texts=(
            "title",
            "slug",
            "objective",
            "summary",
            "expected_results",
            "results",
            "website",
            "picture_alt",
            "picture_credit",
        ),
        parts=(
            Part(
                "participations",
                identity=("organisation", "role"),
                fields=("role", "lead"),
                keys=("organisation",),
                texts=("note",),
            ),
            Part("countries", identity=("country",), fields=("percentage",), keys=("country",)),
            Part("documents", identity=("document",), keys=("document",)),
            Part(
                "wordings",
                identity=("subject",),
                fields=("subject", "as_published", "as_published_language"),
                texts=("others",),
            ),
        ),
    )

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            # "2014-05" against "2015" compares as far as the coarser of the two goes.
            models.CheckConstraint(
                condition=Q(start="") | Q(end="") | Q(end__gte=Left("start", Length("end"))),
                name="project_ends_after_start",
                violation_error_message=_("The end is before the start."),
            ),
            models.CheckConstraint(condition=Q(held__in=["", *Held.values]), name="project_held_known"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="project_budget_not_negative"),
            models.CheckConstraint(
                condition=(Q(amount=None) & Q(currency="")) | (Q(amount__isnull=False) & ~Q(currency="")),
                name="project_budget_has_currency",
                violation_error_message=_("A budget needs an amount and a currency."),
            ),
            models.CheckConstraint(condition=~Q(predecessor=F("pk")), name="project_not_its_own_predecessor"),
        ]

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.start and self.end and self.end.last < self.start.first:
            errors["end"] = _("The end is before the start.")
        if self.amount is not None and not self.currency:
            errors["currency"] = _("Give the currency of the budget.")
        if self.currency and self.amount is None:
            errors["amount"] = _("Give the amount of the budget, or leave out the currency.")
        if self.pk and self._leads_back():
            errors["predecessor"] = _("This would lead back to the project itself.")
        if errors:
            raise ValidationError(errors)

    def key_sources(self) -> list[str]:
        return [self.acronym, *super().key_sources()]

    def _leads_back(self) -> bool:
        seen, other = {self.pk}, self.predecessor
        while other is not None:
            if other.pk in seen:
                return True
            seen.add(other.pk)
            other = other.predecessor
        return False


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
