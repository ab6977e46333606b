"""What the fields of this room are for, in plain words with an example, as the forms say it beside each."""

from django.utils.translation import gettext_lazy as _

PROJECT = {
    "title": _(
        "The full name, as visitors read it in lists: for example “Fight against Trafficking in Human Beings – "
        "Phase 1”. The acronym has a field of its own."
    ),
    "acronym": _("The short name or contract number, the same in all languages: for example THB/IFS/1."),
    "objective": _("What the project wanted to reach: a sentence that opens, then a list with one aim in each line."),
    "summary": _("How the project went about it, for example “The project applied a three-step approach …”."),
    "expected_results": _("What was to be there at the end, before anybody knew: for example “60 officers trained”."),
    "results": _("What came of it: for example “A monitoring system used in four countries”."),
    "website": _("The project’s own pages, if there are any: for example https://www.example.org/."),
    "amount": _("The whole budget without the currency: for example 350000."),
    "currency": _("The currency of the budget: for example EUR."),
    "themes": _("What the project is about; visitors filter by it. For example “Trafficking in human beings”."),
    "picture": _("A photograph of at least 1200 pixels; it stands at the top of the page and in lists."),
    "picture_credit": _("Who took the picture or owns it: for example “ICMPD / A. Ruiz”."),
    "iati_identifier": _("The identifier of the activity in IATI data, if it has one: for example XM-DAC-47046-THB1."),
    "predecessor": _("The project that this one continues: for example phase 1 of a phase 2."),
    "contact_name": _("Whom visitors may ask: a person or an office, for example “Anti-Trafficking Programme”."),
    "contact_email": _("Where visitors may write: for example antitrafficking@example.org."),
}

PARTICIPATION = {
    "role": _("What the organisation does in the project."),
    "organisation": _("Type a part of the name, the acronym or a former name; the plus adds a new one."),
    "lead": _("The organisation leads those with the same role."),
    "note": _("What visitors should know of this participation, in a few words: for example “since 2014”."),
}

DOCUMENT = {
    "title": _("What visitors read on the link: for example “Full project description”."),
    "description": _("What is in it, in a sentence or two."),
    "date": _("When it was published, as exactly as it is known: for example 2014, May 2014 or 15 May 2014."),
    "document_kind": _("What sort of document it is; visitors filter by it."),
    "themes": _("What it is about; visitors filter by it."),
    "countries": _("Which countries it is about, if it is about some in particular."),
}

DOCUMENT_FILE = {
    "language": _("The language in which the document is written."),
    "file": _("A PDF is read everywhere; give either a file or a link."),
    "url": _("Where the document can be read on another site: for example https://www.example.org/report."),
}

THEME = {
    "name": _("The subject in one to four words: for example “Trafficking in human beings”."),
    "description": _("What belongs under the theme, in a few sentences at the top of its page."),
    "parent": _("The wider theme of which this is a part, if there is one."),
    "position": _("The place among themes of the same level: smaller numbers come first."),
}

PROJECT_DOCUMENT = {"document": _("Type a part of its title; the plus adds a new one.")}

WORDING = {
    "subject": _("What the words are about: one role, the countries or the period."),
    "as_published_language": _("The language in which the source was written."),
}
