"""A project: one funded activity with its texts, its period and its budget, and the roles that others play in it."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Length
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from parler.models import TranslatedFields

from editorial import uploads
from editorial.fields import RichTextField
from editorial.kinds import Aggregate, Part
from editorial.models import WorkingCopy
from finder.periods import PartialDateField
from partners.models import Hat

from .. import currencies
from .library import Theme, slug_field


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
        """Returns the heading over `count` participants in the active language.

        Not a plural form: no number stands before it, and 21 partners are no single one in any language.
        """
        one, several = _HEADINGS[self]
        return str(one if count == 1 else several)


_HEADINGS = {
    Role.IMPLEMENTING: (_("Implementing agency"), _("Implementing agencies")),
    Role.COOPERATING: (_("Cooperating agency"), _("Cooperating agencies")),
    Role.PARTNER: (_("Partner"), pgettext_lazy("heading", "Partners")),
    Role.ASSOCIATE_PARTNER: (_("Associate partner"), _("Associate partners")),
    Role.ADVISORY_BOARD: (_("Advisory board member"), _("Advisory board members")),
    Role.DONOR: (_("Donor"), pgettext_lazy("heading", "Donors")),
}


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
        indexes = [
            # Lists in the order of the last change, whole or of one state; counts of all filters read the third alone.
            models.Index(fields=["updated_at", "id"], name="project_saved"),
            # Whether there is a project of the body's own: the home asks on every visit of the first days.
            models.Index(fields=["key"], condition=Q(sample=False), name="project_own"),
            models.Index(fields=["acronym"], name="project_acronym"),
            models.Index(fields=["state", "updated_at", "id"], name="project_state_saved"),
            models.Index(fields=["state", "sample", "held", "start", "end", "language_states"], name="project_counted"),
        ]
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
        if self.leads_back("predecessor"):
            errors["predecessor"] = _("This would lead back to the project itself.")
        if errors:
            raise ValidationError(errors)

    def key_sources(self) -> list[str]:
        return [self.acronym, *super().key_sources()]
