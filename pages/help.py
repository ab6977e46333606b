"""What the fields of this room are for, in plain words with an example, as the forms say it beside each."""

from django.utils.translation import gettext_lazy as _

PAGE = {
    "title": _("What stands over the page and in the menu: for example “What we do”."),
    "body": _("The text of the page; headings and lists make it easy to read."),
    "parent": _("The page under which this one stands in the menu, if there is one."),
    "position": _("The place among its neighbours in the menu: smaller numbers come first."),
    "in_menu": _("Whether the menu leads to it; its address works either way."),
    "selection_limit": _("How many of these projects the page shows at most: for example 5."),
}

SITE = {
    "name": _("What the site is called, at the top of every page: for example “International Projects Catalogue”."),
    "strap_line": _("One line below the name: for example “Who does what, where, and with whose support”."),
    "lead": _("A few sentences that open the home page."),
    "contact": _("How to reach you by post or telephone; it stands at the foot of every page."),
    "legal_notes": _("What holds for the texts and pictures; it stands at the foot of every page."),
    "publisher": _("The organisation that publishes the site; it is named at the foot of every page."),
    "contact_email": _("Where visitors may write; it stands at the foot of every page."),
}
