"""What the fields of this room are for, in plain words with an example, as the forms say it beside each."""

from django.utils.translation import gettext_lazy as _

ORGANISATION = {
    "name": _("The full official name, without the acronym: for example “International Organization for Migration”."),
    "acronym": _("The short name in this language, if there is one: for example IOM, in French OIM."),
    "description": _("What the body is and does, in a few sentences at the top of its page."),
    "organisation_type": _("What sort of body it is; lists can be narrowed to it."),
    "country": _("Where its seat is; empty for a body of several countries."),
    "website": _("Its own pages: for example https://www.iom.int/."),
    "logo": _("A picture on a transparent or white ground; it stands beside the name."),
    "part_of": _("The wider body of which it is a part: for example the organisation of an office."),
    "successor": _("The body that took over its work, if it has ended or was renamed."),
    "closed": _("When it ended, as exactly as it is known: for example 2016."),
    "is_agency": _("It implements projects."),
    "is_partner": _("It takes part in projects."),
    "is_donor": _("It funds projects."),
    "ror": _("Its address in the Research Organization Registry: for example https://ror.org/04cvxnb49."),
}

NAME = {
    "name": _("Another name that people use or used for it: for example “Swedish Migration Board”."),
    "language": _("The language of this name; empty for one that is the same everywhere."),
    "nature": _("Whether it is used beside the name, was used before, or is a short form."),
    "since": _("Since when, if it is known: for example 2000."),
    "until": _("Until when, if it is known: for example 2016."),
}

COUNTRY = {
    "name": _("As visitors read it. It comes from CLDR and may be changed: for example “Turkey” to “Türkiye”."),
    "region": _("The part of the world after the list M49 of the United Nations."),
    "subregion": _("The part of the world after the list M49 of the United Nations."),
    "intermediate": _("The part of the world after the list M49 of the United Nations."),
    "latitude": _("Where its circle stands on maps, in degrees north of the equator: for example 40.4."),
    "longitude": _("Where its circle stands on maps, in degrees east of Greenwich: for example 47.8."),
}
