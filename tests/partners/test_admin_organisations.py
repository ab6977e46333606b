"""Organisations in the desk: no double by accident, hats put on and taken off, uses in sight, merging."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import translation

from editorial import workflow
from editorial.models import Merged
from partners import doubles
from partners.admin.adding import Found
from partners.admin.merging import Side
from partners.models import Donor, Hat, KeptApart, Organisation
from tests.factories import CountryFactory, OrganisationFactory, ParticipationFactory, ProjectFactory, SiteFactory
from tests.forms import save, typed

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
DONORS = reverse("admin:partners_donor_add") + "?language=en"
ORGANISATIONS = reverse("admin:partners_organisation_add") + "?language=en"
DOUBLES = reverse("admin:partners_organisation_doubles")
APART = reverse("admin:partners_organisation_apart")
MERGE = reverse("admin:partners_organisation_merge")


@pytest.fixture(autouse=True)
def _forget():
    doubles.forget()
    yield
    doubles.forget()


@pytest.fixture
def unodc(db):
    return OrganisationFactory(
        name="United Nations Office on Drugs and Crime",
        acronym="UNODC",
        texts={"fr": {"name": "Office des Nations Unies contre la drogue et le crime"}},
    )


# --- Adding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "acronym"),
    [
        ("United Nations Office on Drugs and Crime", ""),
        ("UN Office on Drugs & Crime", ""),
        ("UNODC", ""),
        ("Another name", "unodc"),
        ("Office des Nations unies contre la drogue et le crime", ""),
    ],
)
def test_a_name_that_is_there_is_not_saved_at_first(client, editor, unodc, name, acronym):
    client.force_login(editor)
    response = save(client, DONORS, "_save", name=name, acronym=acronym)
    assert Organisation.objects.count() == 1
    assert [found.obj for found in response.context["doubles"]] == [unodc]
    page = response.content.decode()
    assert "Make it a donor" in page
    assert "It is another body: save" in page


def test_other_and_former_names_are_found_too(client, editor):
    former = OrganisationFactory(name="Union of Cities")
    former.names.create(name="League of Towns", nature="former")
    workflow.save_revision(former, by=None)
    client.force_login(editor)
    response = save(client, ORGANISATIONS, "_save", name="The League of Towns")
    assert [found.obj for found in response.context["doubles"]] == [former]
    assert "League of Towns" in response.context["doubles"][0].evidence[0].words


def test_something_really_new_is_saved_at_once(client, editor, unodc):
    client.force_login(editor)
    save(client, ORGANISATIONS, "_save", name="Society of Beekeepers")
    assert Organisation.objects.count() == 2


def test_the_hat_is_put_on_what_is_there(client, editor, unodc):
    client.force_login(editor)
    page = client.get(DONORS)
    response = client.post(DONORS, typed(page, name="UNODC", _take=str(unodc.pk)), follow=True)
    assert response.redirect_chain[-1][0] == reverse("admin:partners_donor_change", args=[unodc.pk])
    assert list(Donor.objects.values_list("pk", flat=True)) == [unodc.pk]
    entry = LogEntry.objects.get(object_id=str(unodc.pk))
    assert entry.get_change_message() == "Changed donor."


def test_in_the_pop_up_it_is_chosen_at_once(client, editor, unodc):
    client.force_login(editor)
    address = f"{ORGANISATIONS}&_popup=1"
    refused = client.post(address, typed(client.get(address), name="UNODC", _popup="1", _save="1"))
    assert "Choose it" in refused.content.decode()
    response = client.post(address, typed(refused, name="UNODC", _popup="1", _take=str(unodc.pk)))
    assert response.templates[0].name == "admin/popup_response.html"
    assert f"&quot;value&quot;: &quot;{unodc.pk}&quot;" in response.content.decode()
    assert Organisation.objects.count() == 1


def test_saying_that_it_is_another_one_saves_and_is_remembered(client, editor, unodc):
    client.force_login(editor)
    refused = save(client, DONORS, "_save", name="UNODC", website="nonsense")
    others = refused.context["others"] if "others" in refused.context else str(unodc.pk)
    # The step is taken while something else is still wrong: it need not be taken twice.
    again = client.post(DONORS, typed(refused, another=others, website="nonsense", _save="1"), follow=True)
    assert Organisation.objects.count() == 1
    assert "doubles" not in again.context
    client.post(DONORS, typed(again, website="", _save="1"), follow=True)
    assert Organisation.objects.count() == 2


def test_another_body_of_the_same_name_is_saved_at_an_address_of_its_own(client, editor):
    there = OrganisationFactory(name="European Union")
    client.force_login(editor)
    typed_by_script = {"name": "European Union", "slug": "european-union", "_continue": "1"}
    refused = client.post(DONORS, typed(client.get(DONORS), **typed_by_script))
    client.post(DONORS, typed(refused, **typed_by_script, another=refused.context["others"]))
    new = Organisation.objects.exclude(pk=there.pk).get()
    assert (there.shown("slug"), new.shown("slug")) == ("european-union", "european-union-2")


def test_an_address_that_somebody_chose_is_refused_when_it_is_taken(client, editor):
    OrganisationFactory(name="European Union")
    client.force_login(editor)
    refused = save(client, DONORS, name="Something else", slug="european-union")
    assert list(refused.context["adminform"].form.errors) == ["slug"]
    assert Organisation.objects.count() == 1


def test_changing_what_is_there_asks_nothing(client, editor, unodc):
    other = OrganisationFactory(name="Other")
    client.force_login(editor)
    form = reverse("admin:partners_organisation_change", args=[other.pk]) + "?language=en"
    save(client, form, name="UNODC")
    assert Organisation.objects.get(pk=other.pk).shown("name", "en") == "UNODC"


# --- Hats ------------------------------------------------------------------------------------------------------------


def test_a_hat_that_projects_need_stays_on_with_the_list_of_them(client, publisher):
    donor = ParticipationFactory(project=ProjectFactory(title="Needs a donor"), role="donor").organisation
    client.force_login(publisher)
    delete = reverse("admin:partners_donor_delete", args=[donor.pk])
    chosen = {"action": "take_off_selected", "_selected_action": donor.pk, "confirmed": "yes"}
    for response in (
        client.get(delete),
        client.post(delete, {"post": "yes"}),
        client.post(reverse("admin:partners_donor_changelist"), chosen),
    ):
        page = response.content.decode()
        assert "Needs a donor" in page
        assert "1 project names it in this role." in page
        assert f"donor={donor.key}" in page
    donor.refresh_from_db()
    assert donor.is_donor


def test_a_hat_that_projects_need_cannot_be_unticked_in_the_form(client, publisher):
    donor = ParticipationFactory(role="donor").organisation
    donor.put_on(Hat.PARTNER)
    client.force_login(publisher)
    form = reverse("admin:partners_organisation_change", args=[donor.pk]) + "?language=en"
    response = save(client, form, is_donor=None)
    assert response.context["adminform"].form.errors["is_donor"] == ["1 project names it in this role."]
    save(client, form, is_partner=None)
    assert Organisation.objects.get(pk=donor.pk).hats == [Hat.DONOR]


def test_a_hat_of_another_role_can_go(client, publisher):
    donor = ParticipationFactory(role="donor").organisation
    donor.put_on(Hat.PARTNER)
    client.force_login(publisher)
    client.post(reverse("admin:partners_partner_delete", args=[donor.pk]), {"post": "yes"})
    donor.refresh_from_db()
    assert (donor.is_partner, donor.is_donor) == (False, True)


# --- Uses ------------------------------------------------------------------------------------------------------------


def test_a_form_shows_where_it_is_used(client, editor):
    whole = OrganisationFactory(name="The whole")
    used = OrganisationFactory(name="Used", part_of=whole)
    OrganisationFactory(name="Its part", part_of=used)
    OrganisationFactory(name="What it follows", successor=used)
    for number in range(7):
        ParticipationFactory(project=ProjectFactory(title=f"Project {number}"), organisation=used, role="donor")
    ParticipationFactory(project=ProjectFactory(title="As a partner"), organisation=used, role="partner")
    SiteFactory(publisher=used, public=True)
    client.force_login(editor)
    uses = client.get(reverse("admin:partners_organisation_change", args=[used.pk])).context["uses"]
    assert [(role.label, role.count) for role in uses.roles] == [("partner", 1), ("donor", 7)]
    assert [str(link.name) for link in uses.roles[1].first] == [f"Project {number}" for number in range(5)]
    assert uses.roles[1].url.endswith(f"?donor={used.key}")
    assert uses.projects_url.endswith(f"?organisation={used.key}")
    assert (uses.projects, str(uses.part_of.name), uses.is_publisher) == (8, "The whole", True)
    assert [[str(link.name) for link in links] for links in (uses.parts, uses.predecessors)] == [
        ["Its part"],
        ["What it follows"],
    ]


def test_uses_cost_the_same_for_many_projects(client, editor, django_assert_max_num_queries):
    used = OrganisationFactory()
    for _number in range(4):
        ParticipationFactory(organisation=used, role="donor")
    client.force_login(editor)
    form = reverse("admin:partners_donor_change", args=[used.pk])
    client.get(form)
    with django_assert_max_num_queries(45):
        assert client.get(form).status_code == 200


# --- Likely doubles --------------------------------------------------------------------------------------------------


def test_likely_doubles_are_listed_with_reasons_and_can_be_kept_apart(client, publisher, unodc):
    double = OrganisationFactory(name="UN Office on Drugs & Crime", iati_identifier="XM-DAC-1")
    OrganisationFactory(name="Society of Beekeepers")
    client.force_login(publisher)
    (pair,) = client.get(DOUBLES).context["pairs"]
    assert {pair.one, pair.other} == {unodc, double}
    assert "similar name" in pair.evidence[0].words
    client.post(APART, {"one": unodc.pk, "other": double.pk})
    assert not client.get(DOUBLES).context["pairs"]
    assert KeptApart.objects.get().by == publisher
    (pair,) = client.get(DOUBLES, {"show": "apart"}).context["pairs"]
    client.post(APART, {"one": unodc.pk, "other": double.pk, "undo": "1"})
    assert len(client.get(DOUBLES).context["pairs"]) == 1


@pytest.mark.parametrize("one", ["9" * 30, "²", "", "-1"])
def test_numbers_that_cannot_be_keep_nobody_apart(client, publisher, unodc, one):
    client.force_login(publisher)
    assert client.post(APART, {"one": one, "other": unodc.pk}).status_code == 302
    assert client.post(APART, {"one": one, "other": one}).status_code == 302
    assert not KeptApart.objects.exists()


def test_pairs_of_which_one_is_gone_are_not_counted(client, publisher, unodc):
    double, gone = OrganisationFactory(name="UN Office on Drugs & Crime"), OrganisationFactory(name="Gone")
    client.force_login(publisher)
    client.post(APART, {"one": unodc.pk, "other": double.pk})
    client.post(APART, {"one": unodc.pk, "other": gone.pk})
    gone.delete()
    for show in ("", "apart"):
        context = client.get(DOUBLES, {"show": show}).context
        assert context["apart_count"] == 1
    assert len(context["pairs"]) == 1


def test_hats_are_joined_as_the_readers_language_joins_names(publisher):
    organisation = OrganisationFactory(is_agency=True, is_partner=True, is_donor=True)
    with translation.override("ar"):
        for shown in (Found(organisation, (), 0), Side(organisation, None, stays=True)):
            assert shown.hats == "وكالة وشريك وجهة مانحة"


def test_only_who_may_merge_is_offered_to(client, editor, unodc):
    OrganisationFactory(name="UN Office on Drugs & Crime")
    client.force_login(editor)
    page = client.get(DOUBLES).content.decode()
    assert "They are different" in page
    assert "Merge…" not in page
    assert client.get(MERGE, {"one": unodc.pk}).status_code == 403


def test_who_may_only_look_keeps_nobody_apart(client, translator, unodc):
    double = OrganisationFactory(name="UN Office on Drugs & Crime")
    client.force_login(translator)
    assert client.get(DOUBLES).status_code == 403
    assert client.post(APART, {"one": unodc.pk, "other": double.pk}).status_code == 403
    assert not KeptApart.objects.exists()


# --- Merging ---------------------------------------------------------------------------------------------------------


def merge_form(client, one, other, **changes):
    context = client.get(MERGE, {"one": one.pk, "other": other.pk}).context
    return {
        "one": one.pk,
        "other": other.pk,
        "shown": one.pk,
        "mark_one": context["mark_one"],
        "mark_other": context["mark_other"],
        **changes,
    }


def test_a_merge_is_shown_before_it_is_done(client, publisher, unodc):
    double = OrganisationFactory(name="UN Office on Drugs & Crime", country=CountryFactory(name="Austria"))
    ParticipationFactory(project=ProjectFactory(title="Names the double"), organisation=double)
    client.force_login(publisher)
    response = client.get(MERGE, {"one": unodc.pk, "other": double.pk})
    assert [row.fact.name for row in response.context["conflicts"]] == ["name.en"]
    page = response.content.decode()
    for words in ("Names the double", "Austria", "UN Office on Drugs &amp; Crime", "The history of both stays."):
        assert words in page
    swapped = client.get(MERGE, {"one": unodc.pk, "other": double.pk, "stays": double.pk})
    assert swapped.context["survivor"] == double
    assert Organisation.objects.count() == 2


def test_a_merge_leaves_word_where_it_was(client, publisher, unodc):
    double = OrganisationFactory(name="UN Office on Drugs & Crime")
    client.force_login(publisher)
    data = merge_form(client, unodc, double, **{"name.en": "other", "nature": "former"})
    response = client.post(MERGE, data, follow=True)
    assert response.redirect_chain[-1][0] == reverse("admin:partners_organisation_change", args=[unodc.pk])
    unodc = Organisation.objects.get()
    assert unodc.shown("name", "en") == "UN Office on Drugs & Crime"
    assert [row.nature for row in unodc.names.all()] == ["former"]
    assert Merged.objects.get().by == publisher
    old = client.get(reverse("admin:partners_organisation_change", args=[double.pk]), follow=True)
    assert old.redirect_chain[-1][0] == reverse("admin:partners_organisation_change", args=[unodc.pk])
    assert "was merged into" in " ".join(map(str, old.context["messages"]))
    logged = {(entry.object_id, entry.action_flag): entry for entry in LogEntry.objects.all()}
    assert {(str(double.pk), 3), (str(unodc.pk), 2)} <= logged.keys()
    words = logged[str(unodc.pk), 2].get_change_message()
    former = "Added other name “United Nations Office on Drugs and Crime”."
    assert words == f"{former} Deleted organisation “UN Office on Drugs & Crime ({double.key})”."
    with translation.override("fr"):
        assert "autre nom" in logged[str(unodc.pk), 2].get_change_message()


def test_turning_a_merge_round_keeps_what_was_chosen_and_merges_nothing(client, publisher, unodc):
    unodc.website = "https://one.example/"
    unodc.save()
    workflow.save_revision(unodc, by=None)
    double = OrganisationFactory(name="UN Office on Drugs & Crime", website="https://two.example/")
    client.force_login(publisher)

    def show(stays, shown, **changes):
        asked = {"stays": stays.pk, "_show": "1"}
        return client.post(MERGE, merge_form(client, unodc, double, shown=shown.pk, **asked, **changes)).context

    def others(context):
        return {row.fact.name for row in context["conflicts"] if row.is_other}

    turned = show(double, unodc, nature="former", **{"name.en": "other", "website": "own"})
    assert turned["survivor"] == double
    assert others(turned) == set()  # the name of the double, which stays now; of the website nobody decided
    assert turned["decided"] == ["name.en"]
    assert [value for value, _label, is_chosen in turned["natures"] if is_chosen] == ["former"]
    back = show(unodc, double, decided=turned["decided"], **{"name.en": "own", "website": "own"})
    assert back["survivor"] == unodc
    assert others(back) == {"name.en"}
    assert Organisation.objects.count() == 2


def test_a_merge_does_what_the_page_showed_whatever_is_ticked_above(client, publisher, unodc):
    double = OrganisationFactory(name="UN Office on Drugs & Crime")
    client.force_login(publisher)
    client.post(MERGE, merge_form(client, unodc, double, stays=double.pk))
    assert Organisation.objects.get() == unodc


def test_a_merge_over_a_newer_save_is_refused(client, publisher, unodc):
    double = OrganisationFactory(name="UN Office on Drugs & Crime")
    client.force_login(publisher)
    data = merge_form(client, unodc, double)
    Organisation.objects.filter(pk=double.pk).update(ror="new")
    workflow.save_revision(double, by=None)
    response = client.post(MERGE, data)
    assert "was saved meanwhile" in response.context["refusals"][0]
    assert Organisation.objects.count() == 2
    assert not LogEntry.objects.exists()


def test_a_merge_in_a_circle_is_refused_in_words(client, publisher, unodc):
    between = OrganisationFactory(part_of=unodc)
    double = OrganisationFactory(name="UN Office on Drugs & Crime", part_of=between)
    client.force_login(publisher)
    response = client.post(MERGE, merge_form(client, unodc, double))
    assert response.context["refusals"] == ["“part of” would lead back to the organisation itself."]
    assert Organisation.objects.count() == 3


def test_the_other_one_is_chosen_by_its_likeness_or_by_search(client, publisher, unodc):
    double = OrganisationFactory(name="UN Office on Drugs & Crime")
    bees = OrganisationFactory(name="Society of Beekeepers", acronym="BEES")
    client.force_login(publisher)
    assert [row[1] for row in client.get(MERGE, {"one": unodc.pk}).context["found"]] == [double]
    found = client.get(MERGE, {"one": unodc.pk, "q": "bees"}).context["found"]
    assert [row[1] for row in found] == [bees]
    assert client.get(MERGE).status_code == 302
    assert client.get(MERGE, {"one": "nonsense"}).status_code == 302


@pytest.mark.parametrize("key", ["²", "9" * 40])
def test_what_is_no_primary_key_names_no_organisation(client, publisher, unodc, key):
    client.force_login(publisher)
    assert client.get(MERGE, {"one": key}).status_code == 302
    assert client.get(reverse("admin:partners_organisation_change", args=[key])).status_code == 302
    assert client.post(APART, {"one": "²", "other": unodc.pk}).status_code == 302
    assert client.post(ORGANISATIONS, {"_take": "²"}).status_code == 200
