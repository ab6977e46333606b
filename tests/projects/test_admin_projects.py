"""The form of a project: what it takes, what it refuses and where it says so."""

import pytest
from django.urls import reverse

from editorial import workflow
from projects.models import Project
from tests.factories import CountryFactory, OrganisationFactory, ParticipationFactory, ProjectFactory
from tests.forms import save, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(client, editor):
    client.force_login(editor)
    return ProjectFactory(title="Form")


def form_of(project, language="en"):
    return reverse("admin:projects_project_change", args=[project.pk]) + f"?language={language}"


def errors(response):
    return response.context["adminform"].form.errors


def rows(response, prefix):
    return next(row.formset for row in response.context["inline_admin_formsets"] if row.formset.prefix == prefix)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"start": "2015", "end": "May 2014"}, "end", "The end is before the start."),
        ({"start": "31/02/2014"}, "start", "not a possible date"),
        ({"end": "soon"}, "end", "cannot be read as a date"),
        ({"amount": "100"}, "currency", "Give the currency"),
        ({"currency": "EUR"}, "amount", "Give the amount"),
        ({"amount": "-1", "currency": "EUR"}, "amount", "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field(client, project, changes, field, message):
    response = save(client, form_of(project), **changes)
    assert set(errors(response)) == {field}
    assert message in errors(response)[field][0]


def test_dates_are_read_and_shown_in_the_readers_language(client, project):
    save(client, form_of(project), start="May 2014", end="15/01/2015")
    project.refresh_from_db()
    assert (str(project.start), str(project.end)) == ("2014-05", "2015-01-15")
    client.cookies["django_language"] = "fr"
    assert 'value="mai 2014"' in client.get(form_of(project)).content.decode()
    save(client, form_of(project), end="1er février 2016")
    project.refresh_from_db()
    assert str(project.end) == "2016-02-01"


def test_shares_over_the_whole_are_refused_on_the_field(client, project):
    first, second = CountryFactory(), CountryFactory()
    shares = {"countries__TOTAL_FORMS": "2", "countries__0__country": first.pk, "countries__0__percentage": "60"}
    shares |= {"countries__1__country": second.pk, "countries__1__percentage": "41"}
    response = save(client, form_of(project), **shares)
    formset = rows(response, "countries")
    assert formset.forms[1].errors == {"percentage": ["The shares are over 100% together."]}
    assert project.countries.count() == 0
    response = save(client, form_of(project), **(shares | {"countries__1__percentage": "40"}))
    assert not response.context.get("errors")
    assert project.countries.count() == 2


def test_the_same_organisation_in_the_same_role_twice_is_refused(client, project):
    donor = OrganisationFactory()
    twice = {"participations__TOTAL_FORMS": "2"}
    for number in (0, 1):
        twice |= {f"participations__{number}__organisation": donor.pk, f"participations__{number}__role": "donor"}
    response = save(client, form_of(project), **twice)
    assert "duplicate data" in str(rows(response, "participations").non_form_errors())
    response = save(client, form_of(project), **(twice | {"participations__1__role": "partner"}))
    assert not response.context.get("errors")
    donor.refresh_from_db()
    assert (donor.is_donor, donor.is_partner, donor.is_agency) == (True, True, False)


def test_rows_keep_the_order_in_which_they_are_entered(client, project):
    first, second, third = (OrganisationFactory(key=key) for key in ("first", "second", "third"))
    save(
        client,
        form_of(project),
        participations__TOTAL_FORMS="2",
        participations__0__organisation=first.pk,
        participations__0__role="donor",
        participations__1__organisation=second.pk,
        participations__1__role="donor",
    )
    save(client, form_of(project), participations__2__organisation=third.pk, participations__2__role="donor")
    assert [row.organisation.key for row in project.participations.all()] == ["first", "second", "third"]
    save(client, form_of(project), participations__2__position="0")
    assert [row.organisation.key for row in project.participations.all()] == ["third", "first", "second"]


def test_notes_follow_the_language_of_the_tab(client, project):
    ParticipationFactory(project=project)
    workflow.save_revision(project, by=None)
    save(client, form_of(project), participations__0__note="in cooperation with")
    save(client, form_of(project, "fr"), title="Formulaire", participations__0__note="en coopération avec")
    row = project.participations.get()
    assert {text.language_code: text.note for text in row.translations.all()} == {
        "en": "in cooperation with",
        "fr": "en coopération avec",
    }
    page = client.get(form_of(project, "fr"))
    note = rows(page, "participations").forms[0].fields["note"].widget.attrs
    assert (note["lang"], note["dir"]) == ("fr", "ltr")
    arabic = rows(client.get(form_of(project, "ar")), "participations")
    assert arabic.forms[0].fields["note"].widget.attrs["dir"] == "rtl"
    assert arabic.empty_form.fields["note"].widget.attrs["dir"] == "rtl"


def test_a_tab_without_notes_makes_none(client, project):
    ParticipationFactory(project=project)
    workflow.save_revision(project, by=None)
    save(client, form_of(project, "fr"), title="Formulaire", participations__0__lead="on")
    assert project.participations.get().translations.count() == 0
    assert project.participations.get().lead


def test_words_of_the_source_need_their_language(client, project):
    words = {"wordings__TOTAL_FORMS": "1", "wordings__0__subject": "partner", "wordings__0__as_published": "NGOs"}
    response = save(client, form_of(project), **words)
    assert rows(response, "wordings").forms[0].errors == {"as_published_language": ["Name the language of the source."]}


def test_rich_text_is_cleaned(client, project):
    save(client, form_of(project), objective='<p onclick="x()">Safe <script>alert(1)</script><b>bold</b></p>')
    assert Project.objects.get().shown("objective") == "<p>Safe <strong>bold</strong></p>"


def test_sample_data_says_so_on_the_form(client, editor):
    sample = ProjectFactory(sample=True)
    client.force_login(editor)
    assert "sample data" in client.get(form_of(sample)).content.decode()


def test_a_form_that_comes_back_holds_everything_typed(client, project):
    donor = OrganisationFactory(name="Typed donor", acronym="TD")
    page = client.get(form_of(project))
    response = client.post(
        form_of(project),
        typed(
            page, title="Kept", end="soon", participations__0__organisation=donor.pk, participations__0__role="donor"
        ),
    )
    shown = response.content.decode()
    for expected in ('value="Kept"', 'value="soon"', "Typed donor (TD)"):
        assert expected in shown
