"""The pages around the catalogue: content pages in a small tree, and the settings of the site."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from parler.models import TranslatedFields

from editorial.fields import RichTextField
from editorial.kinds import Aggregate
from editorial.models import WorkingCopy
from partners.models import Organisation
from projects.models import slug_field


class Page(WorkingCopy):
    """A content page; its place in the tree makes the menu, and it may show a live selection of projects."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("below the page"), related_name="children"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    in_menu = models.BooleanField(_("in the menu"), default=True)
    selection = models.CharField(
        _("selection of projects"),
        max_length=500,
        blank=True,
        help_text=_("The query of a filtered list of projects, for example theme=thb&status=ongoing."),
    )
    selection_view = models.CharField(
        _("shown as"), max_length=10, default="list", choices=[("list", _("List"))], editable=False
    )
    selection_limit = models.PositiveSmallIntegerField(
        _("number of projects"), default=12, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )

    translations = TranslatedFields(
        title=models.CharField(_("title"), max_length=200),
        slug=slug_field(_("The last part of the web address. Left empty, it is made from the title.")),
        body=RichTextField(_("text"), blank=True),
        meta={"unique_together": [("language_code", "slug")]},
    )

    aggregate = Aggregate(
        fields=("position", "in_menu", "selection", "selection_view", "selection_limit"),
        keys=("parent",),
        texts=("title", "slug", "body"),
    )

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["position", "key"]
        constraints = [models.CheckConstraint(condition=~Q(parent=F("pk")), name="page_not_below_itself")]

    def clean(self) -> None:
        super().clean()
        self.selection = self.selection.strip().lstrip("?")
        if self.leads_back("parent"):
            raise ValidationError({"parent": _("This would lead back to the page itself.")})


class Site(WorkingCopy):
    """The settings of the site: its name, who publishes it, how to reach them. There is one row."""

    KEY = "site"

    publisher = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("publisher"), related_name="+"
    )
    contact_email = models.EmailField(_("contact e-mail"), blank=True)

    translations = TranslatedFields(
        name=models.CharField(_("name"), max_length=150),
        strap_line=models.CharField(_("strap line"), max_length=200, blank=True),
        lead=models.TextField(_("introduction on the home page"), blank=True),
        contact=models.TextField(_("contact"), blank=True),
        legal_notes=RichTextField(_("legal notes"), blank=True),
        boundary_note=models.CharField(
            _("note under maps"), max_length=500, blank=True, help_text=_("About boundaries and names on maps.")
        ),
    )

    aggregate = Aggregate(
        fields=("contact_email",),
        keys=("publisher",),
        texts=("name", "strap_line", "lead", "contact", "legal_notes", "boundary_note"),
    )

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = self.KEY
        super().save(*args, **kwargs)
