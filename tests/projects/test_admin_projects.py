"""The form of a project: what it takes, what it refuses and where it says so."""

from decimal import Decimal

import pytest
from django.urls import reverse

from editorial import workflow
from projects.models import Project
from tests.factories import CountryFactory, OrganisationFactory, ParticipationFactory, ProjectFactory
from tests.forms import save, typed

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture
def project(client, editor):
    client.force_login(editor)
    return ProjectFactory(title="Form")


def form_of(project, language="en"):
    return reverse("admin:projects_project_change", args=[project.pk]) + f"?language={language}"


def shown(client, address):
    """The page with plain spaces, so that expectations can be typed."""
    return " ".join(client.get(address).content.decode().split())


def errors(response):
    return response.context["adminform"].form.errors


def rows(response, prefix):
    return next(row.formset for row in response.context["inline_admin_formsets"] if row.formset.prefix == prefix)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"period": "2015 – May 2014"}, "period", "The end is before the start."),
        ({"period": "31/02/2014 – 2015"}, "period", "not a possible date"),
        ({"period": "soon"}, "period", "cannot be read as a period"),
        ({"amount": "100"}, "currency", "Give the currency"),
        ({"currency": "EUR"}, "amount", "Give the amount"),
        ({"amount": "-1", "currency": "EUR"}, "amount", "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field(client, project, changes, field, message):
    response = save(client, form_of(project), **changes)
    assert set(errors(response)) == {field}
    assert message in errors(response)[field][0]


def test_a_period_is_read_and_shown_in_the_readers_language(client, project):
    save(client, form_of(project), period="May 2014 to 15/01/2015")
    project.refresh_from_db()
    assert (str(project.start), str(project.end)) == ("2014-05", "2015-01-15")
    client.cookies["django_language"] = "fr"
    assert 'value="mai 2014 – 15 janvier 2015"' in shown(client, form_of(project))
    save(client, form_of(project), period="depuis le 1er février 2016")
    project.refresh_from_db()
    assert (str(project.start), project.end) == ("2016-02-01", None)
    save(client, form_of(project), period="")
    project.refresh_from_db()
    assert (project.start, project.end) == (None, None)


def test_what_visitors_read_of_a_period_stands_beneath_it_in_the_language_of_the_tab(client, project):
    save(client, form_of(project), period="May 201415 January 2015")
    assert "Visitors read:" in shown(client, form_of(project))
    assert 'lang="de" dir="ltr">Mai 2014 – 15. Januar 2015</strong>' in shown(client, form_of(project, "de"))


def test_a_period_is_read_while_it_is_typed(client, project):
    def ask(text, language="en"):
        return client.get(reverse("admin:projects_project_period"), {"text": text, "language": language}).json()

    assert ask("May 2014 - 2015") == {"reads": "May 2014 – 2015", "guessed": False, "error": ""}
    assert ask("January 2013December 2014", "fr") == {
        "reads": "janvier 2013 – décembre 2014",
        "guessed": True,
        "error": "",
    }
    assert "“soon” cannot be read as a period" in ask("soon")["error"]
    client.logout()
    assert client.get(reverse("admin:projects_project_period")).status_code == 302


def test_countries_keep_the_order_in_which_they_are_chosen_and_their_shares(client, project):
    first, second, third = (CountryFactory() for _number in range(3))
    save(client, form_of(project), countries=[second.pk, first.pk], **{f"countries-share-{second.pk}": "60.5"})
    assert list(project.countries.values_list("country", "percentage", "position")) == [
        (second.pk, Decimal("60.50"), 1),
        (first.pk, None, 2),
    ]
    kept = project.countries.get(country=first).pk
    page = client.get(form_of(project))
    assert page.context["adminform"].form["countries"].value() == [(second.pk, "60.5"), (first.pk, "")]
    save(client, form_of(project), countries=[first.pk, third.pk])
    assert list(project.countries.values_list("country", flat=True)) == [first.pk, third.pk]
    assert project.countries.get(country=first).pk == kept
    assert [row["country"] for row in workflow.latest(project).snapshot["countries"]] == [first.key, third.key]
    save(client, form_of(project), countries=None)
    assert not project.countries.exists()


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        (("60", "41"), "The shares of the countries are over 100% together."),
        (("half", ""), "“half” is not a number."),
        (("101", ""), "not a share"),
        (("-1", ""), "not a share"),
        (("0.001", ""), "not a share"),
    ],
)
def test_shares_that_cannot_be_are_refused_and_kept_as_typed(client, project, shares, message):
    countries = [CountryFactory(), CountryFactory()]
    typed_shares = {f"countries-share-{country.pk}": share for country, share in zip(countries, shares, strict=True)}
    response = save(client, form_of(project), countries=[country.pk for country in countries], **typed_shares)
    assert message in errors(response)["countries"][0]
    assert f'value="{shares[0]}"' in response.content.decode()
    assert not project.countries.exists()


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
            page, title="Kept", period="soon", participations__0__organisation=donor.pk, participations__0__role="donor"
        ),
    )
    shown = response.content.decode()
    for expected in ('value="Kept"', 'value="soon"', "Typed donor (TD)"):
        assert expected in shown
