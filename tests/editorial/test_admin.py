"""Saving, publishing and deleting in the admin, as each of its people may."""

import io
import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from editorial import kinds, snapshots, workflow
from editorial.models import Publication, Revision
from finder.reading import Names
from pages.models import Site
from partners.models import Donor, Organisation
from partners.reading import OrganisationEntry
from projects.models import Project, Theme
from tests.factories import (
    CountryFactory,
    DocumentFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    SiteFactory,
    ThemeFactory,
    UserFactory,
)
from tests.forms import save, typed

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def form_of(obj, language="en"):
    return (
        reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk]) + f"?language={language}"
    )


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def said(response):
    return " ".join(str(message) for message in response.context["messages"])


def as_user(user):
    return type("Request", (), {"user": user})()


def public(obj):
    return Publication.objects.visible().filter(key=obj.key).first()


# --- Who sees what --------------------------------------------------------------------------------------------------


def test_every_list_and_form_opens_with_the_real_content_in_every_language(client, administrator, source):
    client.force_login(administrator)
    for model in ["project", "document", "theme", "organisation", "agency", "partner", "donor", "country", "page"]:
        app = {"project": "projects", "document": "projects", "theme": "projects", "page": "pages"}.get(
            model, "partners"
        )
        assert client.get(reverse(f"admin:{app}_{model}_changelist")).status_code == 200, model
        assert client.get(reverse(f"admin:{app}_{model}_add")).status_code == 200, model
    for (kind, key), obj in source.items():
        for language in ("en", "ar", "ru"):
            assert client.get(form_of(obj, language)).status_code == 200, (kind, key, language)
    for address in ("/admin/", "/admin/auth/user/", "/admin/auth/group/", "/admin/projects/"):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("person", ["editor", "publisher", "viewer"])
def test_every_form_opens_for_whoever_may_only_look(client, request, source, person):
    """Read only fields are looked up by name on the admin too, where nothing may stand in their way."""
    OrganisationFactory(is_agency=True, is_partner=True, is_donor=True)
    who = UserFactory() if person == "viewer" else request.getfixturevalue(person)
    if person == "viewer":
        who.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(who)
    opened = set()
    for model, model_admin in admin.site._registry.items():
        for obj in model._default_manager.all()[:30] if model_admin.has_view_permission(as_user(who)) else ():
            assert client.get(form_of(obj)).status_code == 200, (model, obj)
            opened.add(model.__name__)
    assert opened >= {"Project", "Document", "Theme", "Organisation", "Donor", "Country", "Page", "Site"}


def test_a_translator_sees_an_empty_index_without_error(client, translator):
    client.force_login(translator)
    response = client.get("/admin/")
    assert response.status_code == 200
    assert client.get(list_of(Project)).status_code == 403


def test_an_editor_reads_the_settings_of_the_site_but_does_not_change_them(client, editor):
    site = SiteFactory(texts={"fr": {"name": "Catalogue d’essai"}})
    client.force_login(editor)
    response = client.get(form_of(site, "de"))
    assert response.status_code == 200
    assert "_save" not in response.content.decode()
    assert client.post(form_of(site), {"name": "Mine"}).status_code == 403


def test_the_list_of_the_site_settings_leads_to_the_one_form(client, administrator):
    client.force_login(administrator)
    assert client.get(list_of(Site)).url == reverse("admin:pages_site_add")
    site = SiteFactory()
    assert client.get(list_of(Site)).url == reverse("admin:pages_site_change", args=[site.pk])
    assert client.get(reverse("admin:pages_site_add")).status_code == 403


def test_the_admin_bears_the_name_of_the_site(client, editor):
    client.force_login(editor)
    assert "| Projects</title>" in client.get("/admin/").content.decode()
    SiteFactory(public=True, texts={"fr": {"name": "Catalogue d’essai"}})
    assert "| Catalogue of tests</title>" in client.get("/admin/").content.decode()
    client.post(reverse("set_language"), {"language": "fr", "next": "/admin/"})
    response = client.get("/admin/")
    assert "Catalogue d’essai" in response.content.decode()
    assert '<html lang="fr" dir="ltr">' in response.content.decode()


def test_an_administrator_who_is_no_superuser_cannot_make_one(client, administrator, admin_user):
    client.force_login(administrator)
    assert client.post(form_of(admin_user), {"username": "taken"}).status_code == 403
    save(client, form_of(administrator), is_superuser="on")
    administrator.refresh_from_db()
    assert not administrator.is_superuser


def test_nobody_gives_permissions_that_they_lack(client, administrator):
    mine, stronger = Group.objects.get(name="Administrator"), Group.objects.create(name="Stronger")
    power = Permission.objects.get(codename="delete_session")
    stronger.permissions.add(power)
    boss = UserFactory(is_active=False, groups=["Stronger"])
    client.force_login(administrator)
    before = set(mine.permissions.all())
    held = [str(permission.pk) for permission in before]
    response = client.post(form_of(mine), {"name": "Administrator", "permissions": [*held, str(power.pk)]})
    assert "permissions" in response.context["adminform"].form.errors
    assert client.post(form_of(mine), {"name": "Renamed", "permissions": held}).status_code == 302
    assert set(mine.permissions.all()) == before
    assert client.post(form_of(stronger), {"name": "Mine"}).status_code == 403
    assert client.post(form_of(boss), {"username": "mine"}).status_code == 403
    response = save(client, form_of(administrator), groups=[str(mine.pk), str(stronger.pk)])
    assert "groups" in response.context["adminform"].form.errors


# --- Saving ---------------------------------------------------------------------------------------------------------


def test_a_new_object_gets_its_key_its_address_and_a_revision(client, editor):
    client.force_login(editor)
    response = save(client, reverse("admin:projects_project_add") + "?language=en", title="Asile et protection")
    project = Project.objects.get()
    assert response.status_code == 200, response.context["errors"]
    assert (project.key, project.slug) == ("asile-et-protection", "asile-et-protection")
    revision = Revision.objects.get()
    assert (revision.kind, revision.object_id, revision.by, revision.mark) == ("project", project.pk, editor, "1.1")
    assert public(project) is None


def test_a_new_object_may_begin_in_any_language(client, editor):
    client.force_login(editor)
    save(client, reverse("admin:projects_project_add") + "?language=ru", title="Торговля людьми")
    project = Project.objects.get()
    assert project.source_language == "ru"
    assert project.all_texts("slug") == {"ru": "торговля-людьми"}


@pytest.mark.parametrize("model", ["projects_project", "projects_theme", "partners_donor", "pages_page"])
def test_something_new_needs_a_title(client, administrator, model):
    client.force_login(administrator)
    response = save(client, reverse(f"admin:{model}_add") + "?language=en")
    title = kinds.of(response.context["adminform"].model_admin.model).title
    assert response.context["adminform"].form.errors == {title: ["This field is required."]}


def test_the_mark_of_sample_data_can_be_taken_off_and_not_put_on(client, editor):
    project = ProjectFactory(sample=True)
    client.force_login(editor)
    save(client, form_of(project), title="Still invented")
    project.refresh_from_db()
    assert project.sample
    save(client, form_of(project), sample=None)
    project.refresh_from_db()
    assert not project.sample
    assert not workflow.latest(project).snapshot["sample"]
    save(client, form_of(project), sample="on")
    project.refresh_from_db()
    assert not project.sample


def test_a_logo_is_a_picture_and_is_stored_under_a_name_of_its_own(client, editor):
    organisation = OrganisationFactory()
    client.force_login(editor)
    response = save(client, form_of(organisation), logo=SimpleUploadedFile("page.png", b"<html></html>"))
    assert "logo" in response.context["adminform"].form.errors
    image = io.BytesIO()
    Image.new("RGB", (30, 20)).save(image, "PNG")
    long = "a" * 150
    save(client, form_of(organisation), logo=SimpleUploadedFile(f"{long}.png", image.getvalue()))
    organisation.refresh_from_db()
    assert re.fullmatch(r"logos/a{60}-[0-9a-f]{8}\.png", organisation.logo.name)
    record = snapshots.record_of(snapshots.take(organisation))
    entry = OrganisationEntry(Publication(), record, "en", Names("en"))
    assert (entry.logo.width, entry.logo.height, entry.logo.alt) == (30, 20, "")


def test_the_source_language_is_one_that_has_texts(client, editor):
    project = ProjectFactory()
    client.force_login(editor)
    response = save(client, form_of(project), source_language="de")
    assert response.context["adminform"].form.errors == {
        "source_language": ["There are no texts in this language yet."]
    }
    save(client, form_of(project, "de"), source_language="de", title="Titel")
    project.refresh_from_db()
    assert project.source_language == "de"


def test_the_key_stays(client, administrator):
    project = ProjectFactory(key="kept")
    client.force_login(administrator)
    save(client, form_of(project), key="other", title="New")
    project.refresh_from_db()
    assert (project.key, project.shown("title", "en")) == ("kept", "New")


def test_a_change_that_is_not_to_the_texts_can_be_made_from_an_empty_tab(client, editor):
    project = ProjectFactory(title="Only English")
    client.force_login(editor)
    response = save(client, form_of(project, "fr"), acronym="OE")
    assert not response.context.get("errors")
    project = Project.objects.get()
    assert project.acronym == "OE"
    assert project.get_available_languages().count() == 1


def test_an_empty_tab_in_which_something_is_typed_needs_a_title(client, editor):
    project = ProjectFactory()
    client.force_login(editor)
    response = save(client, form_of(project, "fr"), objective="<p>Un objectif</p>")
    assert "title" in response.context["adminform"].form.errors


def test_inputs_carry_the_language_and_direction_of_their_text(client, editor):
    project = ProjectFactory(title="English", texts={"ar": {"title": "عنوان"}})
    client.force_login(editor)
    form = client.get(form_of(project, "ar")).context["adminform"].form
    assert form.fields["title"].widget.attrs["lang"] == "ar"
    assert (form.fields["objective"].widget.attrs["dir"], form.fields["website"].widget.attrs["dir"]) == ("rtl", "ltr")
    assert "lang" not in form.fields["acronym"].widget.attrs


# --- Two people -----------------------------------------------------------------------------------------------------


def test_a_save_over_a_newer_one_is_refused_and_keeps_what_was_typed(client, editor, publisher):
    project = ProjectFactory(title="First")
    client.force_login(editor)
    opened = client.get(form_of(project))
    client.force_login(publisher)
    save(client, form_of(project), title="Pia’s")
    client.force_login(editor)
    response = client.post(form_of(project), typed(opened, title="Edi’s", _continue="1"))
    page = response.content.decode()
    assert "Pia saved a newer version on" in page
    assert 'value="Edi’s"' in page
    assert project.__class__.objects.get().shown("title") == "Pia’s"
    # The same form again is refused again; only who ticks the box replaces the newer version.
    again = client.post(form_of(project), typed(response, _continue="1"))
    assert "Pia saved a newer version on" in again.content.decode()
    newest = workflow.latest(project).mark
    saved = client.post(form_of(project), typed(again, replace=newest, _continue="1"), follow=True)
    assert not saved.context.get("errors")
    assert Project.objects.get().shown("title") == "Edi’s"
    assert workflow.latest(project).by == editor


def test_agreeing_to_replace_one_version_does_not_replace_a_later_one(client, editor, publisher):
    project = ProjectFactory(title="First")
    client.force_login(editor)
    opened = client.get(form_of(project))
    workflow.save_revision(project, by=publisher)
    stale = workflow.latest(project).mark
    Project.objects.filter(pk=project.pk).update(acronym="NEW")
    workflow.save_revision(project, by=publisher)
    assert workflow.latest(project).mark != stale
    response = client.post(form_of(project), typed(opened, title="Edi’s", replace=stale))
    assert "saved a newer version" in response.content.decode()
    assert Project.objects.get().shown("title") == "First"


def test_a_row_that_somebody_removed_meanwhile_is_not_lost(client, editor, publisher):
    project, kept, removed = ProjectFactory(), OrganisationFactory(name="Kept"), OrganisationFactory(name="Removed")
    ParticipationFactory(project=project, organisation=removed, position=1)
    ParticipationFactory(project=project, organisation=kept, position=2)
    workflow.save_revision(project, by=None)
    client.force_login(editor)
    opened = client.get(form_of(project))
    project.participations.filter(organisation=removed).delete()
    workflow.save_revision(project, by=publisher)
    response = client.post(form_of(project), typed(opened, participations__0__note="with a note"))
    assert 'value="with a note"' in response.content.decode()
    newest = workflow.latest(project).mark
    response = client.post(form_of(project), typed(response, replace=newest, _continue="1"), follow=True)
    assert not response.context.get("errors")
    rows = {
        row.organisation: row.safe_translation_getter("note", language_code="en")
        for row in project.participations.all()
    }
    assert rows == {kept: None, removed: "with a note"}


# --- Publishing -----------------------------------------------------------------------------------------------------


def test_an_editor_finds_no_way_to_publish(client, editor):
    project = ProjectFactory()
    client.force_login(editor)
    page = client.get(form_of(project)).content.decode()
    assert 'name="_publish"' not in page
    assert "publish_selected" not in client.get(list_of(Project)).content.decode()
    response = save(client, form_of(project), button="_publish", title="Anyway")
    assert "You may not publish." in said(response)
    client.post(list_of(Project), {"action": "publish_selected", "_selected_action": project.pk})
    assert client.get(form_of(project).replace("change", "withdraw")).status_code == 403
    assert public(project) is None


def test_a_publisher_publishes_changes_publishes_again_and_withdraws(client, publisher):
    project = ProjectFactory(title="One")
    client.force_login(publisher)

    def state():
        return client.get(form_of(project)).context["state"]

    assert state() == "draft"
    response = save(client, form_of(project), button="_publish")
    assert "is now public" in said(response)
    assert state() == "public"
    save(client, form_of(project), title="Two")
    assert state() == "ahead"
    assert "One" in public(project).record.text
    save(client, form_of(project), button="_publish")
    assert "Two" in public(project).record.text
    withdraw = reverse("admin:projects_project_withdraw", args=[project.pk])
    assert "Visitors no longer see it" in client.get(withdraw).content.decode()
    assert state() == "public"
    client.post(withdraw)
    assert state() == "withdrawn"
    assert public(project) is None


def test_what_is_saved_stays_saved_when_publishing_is_refused(client, publisher):
    document = DocumentFactory()
    client.force_login(publisher)
    response = save(client, form_of(document), button="_publish", title="New title")
    assert "Nothing was done with" in said(response)
    assert type(document).objects.get().shown("title") == "New title"
    assert public(document) is None


def test_a_theme_is_public_on_saving_and_has_no_button(client, administrator):
    client.force_login(administrator)
    response = save(client, reverse("admin:projects_theme_add") + "?language=en", name="Asylum")
    assert 'name="_publish"' not in response.content.decode()
    assert public(Theme.objects.get())


def test_a_theme_can_be_withdrawn_and_then_deleted(client, administrator):
    theme = ThemeFactory()
    client.force_login(administrator)
    assert client.get(form_of(theme)).context["can_withdraw"]
    withdraw, delete = (reverse(f"admin:projects_theme_{verb}", args=[theme.pk]) for verb in ("withdraw", "delete"))
    client.post(delete, {"post": "yes"})
    assert Theme.objects.exists()
    client.post(withdraw)
    assert public(theme) is None
    assert not client.get(form_of(theme)).context["can_withdraw"]
    client.post(delete, {"post": "yes"})
    assert not Theme.objects.exists()


def test_the_settings_of_the_site_have_no_page_to_preview_and_stay_public(client, administrator):
    site = SiteFactory()
    client.force_login(administrator)
    response = client.get(form_of(site))
    assert response.context["side"].previews == []
    assert not response.context["can_withdraw"]
    for other in (ProjectFactory(), ThemeFactory(), CountryFactory(), OrganisationFactory(), DocumentFactory()):
        previews = client.get(form_of(other)).context["side"].previews
        assert [link.language for link in previews] == ["en", "fr", "es", "de", "ar", "ru"]
        assert client.get(previews[1].url).status_code == 200, other


def test_withdrawing_twice_says_nothing_the_second_time(client, publisher):
    project = ProjectFactory(public=True)
    withdraw = reverse("admin:projects_project_withdraw", args=[project.pk])
    client.force_login(publisher)
    assert "was withdrawn" in said(client.post(withdraw, follow=True))
    assert said(client.post(withdraw, follow=True)) == ""


def test_an_organisation_named_by_a_public_project_is_public_by_name_only(client, publisher):
    project = ProjectFactory()
    donor = ParticipationFactory(project=project).organisation
    workflow.publish(workflow.save_revision(project, by=publisher), by=publisher)
    client.force_login(publisher)
    assert client.get(form_of(donor)).context["state"] == "name"
    assert "public by name only" in client.get(list_of(Organisation)).content.decode()


# --- Addresses ------------------------------------------------------------------------------------------------------


def test_an_address_that_another_object_has_or_had_is_refused_on_its_field(client, publisher):
    other = ProjectFactory(title="Other", slug="taken", public=True)
    other.slug = "moved"
    other.save()
    workflow.publish(workflow.save_revision(other, by=None), by=None)
    project = ProjectFactory()
    client.force_login(publisher)
    for slug in ("taken", "moved"):
        errors = save(client, form_of(project), slug=slug).context["adminform"].form.errors
        assert errors == {"slug": ["This address belongs, or once belonged, to “Other”."]}
    assert "slug" in save(client, form_of(project), slug="compare").context["adminform"].form.errors
    assert "slug" in save(client, form_of(project), slug="not an address").context["adminform"].form.errors


def test_an_address_made_from_the_title_evades_those_that_others_had(client, administrator):
    former = ThemeFactory(name="Asylum", public=True)
    former.slug = "refuge"
    former.save()
    workflow.publish(workflow.save_revision(former, by=None), by=None)
    client.force_login(administrator)
    save(client, reverse("admin:projects_theme_add") + "?language=en", name="Asylum")
    assert sorted(Theme.objects.values_list("translations__slug", flat=True)) == ["asylum-2", "refuge"]


# --- Languages ------------------------------------------------------------------------------------------------------


def test_saving_and_switching_leads_to_the_other_language(client, editor):
    project = ProjectFactory()
    client.force_login(editor)
    page = client.get(form_of(project))
    response = client.post(form_of(project), typed(page, title="Kept", _switch="1", _switch_to="fr"))
    assert response.url == form_of(project, "fr")
    assert Project.objects.get().shown("title", "en") == "Kept"
    client.post(form_of(project, "fr"), typed(client.get(response.url), title="Gardé", _switch="1", _switch_to="en"))
    assert Project.objects.get().all_texts("title") == {"en": "Kept", "fr": "Gardé"}


def test_a_new_object_can_be_saved_and_switched(client, editor):
    client.force_login(editor)
    address = reverse("admin:projects_project_add") + "?language=en"
    response = client.post(address, typed(client.get(address), title="New", _switch="1", _switch_to="ar"))
    assert response.url == form_of(Project.objects.get(), "ar")


def test_a_form_opens_in_the_language_in_which_the_texts_were_written(client, editor):
    project = ProjectFactory(source_language="fr", title="Projet")
    ParticipationFactory(project=project)
    client.force_login(editor)
    address = reverse("admin:projects_project_change", args=[project.pk])
    for unusual in (address, f"{address}?language=xx", f"{address}?language="):
        response = client.get(unusual)
        assert response.context["adminform"].form.language_code == "fr"
        assert response.context["inline_admin_formsets"][0].formset.forms[0].language_code == "fr"
    client.cookies["django_language"] = "ar"
    response = client.get(reverse("admin:projects_project_add"))
    assert response.context["adminform"].form.language_code == "ar"


@pytest.mark.parametrize("pk", ["0", "x", "9" * 30])
def test_what_does_not_exist_is_said_politely(client, publisher, pk):
    client.force_login(publisher)
    for view in (
        "projects_project_change",
        "projects_project_delete",
        "projects_project_withdraw",
        "partners_donor_delete",
    ):
        address = reverse(f"admin:{view}", args=[pk])
        for ask in (client.get, client.post):
            assert "doesn’t exist. Perhaps it was deleted?" in said(ask(address, follow=True))


def test_tabs_say_how_far_each_language_is(client, editor):
    project = ProjectFactory(
        title="T", summary="<p>S</p>", texts={"fr": {"title": "T"}, "de": {"title": "T", "summary": "<p>S</p>"}}
    )
    client.force_login(editor)
    options = client.get(form_of(project, "fr")).context["language_options"]
    assert {option["code"]: option["state"].words for option in options} == {
        "en": "source",
        "fr": "1 missing",
        "es": "not started",
        "de": "complete",
        "ar": "not started",
        "ru": "not started",
    }
    assert [option["code"] for option in options if option["is_open"]] == ["fr"]


def test_texts_of_the_source_language_cannot_be_deleted_others_can(client, publisher):
    project = ProjectFactory(texts={"fr": {"title": "Titre"}})
    client.force_login(publisher)
    base = reverse("admin:projects_project_change", args=[project.pk])
    response = client.post(f"{base}delete-translation/en/", {"post": "yes"}, follow=True)
    assert "The texts in the source language cannot be deleted." in said(response)
    assert client.get(f"{base}delete-translation/fr/").status_code == 200
    client.post(f"{base}delete-translation/fr/", {"post": "yes"})
    assert Project.objects.get().all_texts("title").keys() == {"en"}
    assert workflow.latest(project).snapshot["texts"].keys() == {"en"}


# --- Deleting -------------------------------------------------------------------------------------------------------


def test_what_is_public_is_not_deleted_before_it_is_withdrawn(client, publisher):
    project = ProjectFactory(public=True)
    client.force_login(publisher)
    delete = reverse("admin:projects_project_delete", args=[project.pk])
    assert "is public: withdraw it first" in client.get(delete).content.decode()
    client.post(delete, {"post": "yes"})
    client.post(list_of(Project), {"action": "delete_selected", "_selected_action": project.pk, "post": "yes"})
    assert Project.objects.exists()
    workflow.withdraw(project, by=publisher)
    client.post(delete, {"post": "yes"})
    assert not Project.objects.exists()


def test_an_organisation_that_a_project_needs_is_not_deleted(client, publisher):
    donor = ParticipationFactory(project=ProjectFactory(title="Needs it")).organisation
    client.force_login(publisher)
    page = client.get(reverse("admin:partners_organisation_delete", args=[donor.pk])).content.decode()
    assert "cannot be deleted" in page
    client.post(reverse("admin:partners_organisation_delete", args=[donor.pk]), {"post": "yes"})
    assert Organisation.objects.exists()


def test_what_public_things_still_name_is_not_deleted(client, administrator):
    project = ProjectFactory(title="Names it in public")
    donor = ParticipationFactory(project=project).organisation
    theme = ThemeFactory()
    project.themes.add(theme)
    workflow.publish(workflow.save_revision(project, by=None), by=None)
    project.participations.all().delete()
    project.themes.clear()
    workflow.save_revision(project, by=None)
    client.force_login(administrator)
    for obj, view in ((donor, "partners_organisation"), (theme, "projects_theme")):
        workflow.withdraw(obj, by=None)
        delete = reverse(f"admin:{view}_delete", args=[obj.pk])
        (entry,) = client.get(delete).context["in_use"]
        assert [use.name for use in entry.uses["projects"]] == ["Names it in public"]
        client.post(delete, {"post": "yes"})
        assert type(obj).objects.exists()
    workflow.withdraw(project, by=None)
    for obj, view in ((donor, "partners_organisation"), (theme, "projects_theme")):
        client.post(reverse(f"admin:{view}_delete", args=[obj.pk]), {"post": "yes"})
        assert not type(obj).objects.exists()


def test_a_theme_that_a_draft_names_is_not_deleted(client, administrator):
    project, theme = ProjectFactory(title="A draft"), ThemeFactory()
    project.themes.add(theme)
    workflow.withdraw(theme, by=None)
    client.force_login(administrator)
    delete = reverse("admin:projects_theme_delete", args=[theme.pk])
    assert "A draft" in client.get(delete).content.decode()
    client.post(delete, {"post": "yes"})
    assert Theme.objects.exists()


def test_taking_out_of_a_list_twice_does_no_harm(client, publisher):
    donor = OrganisationFactory(is_donor=True)
    client.force_login(publisher)
    chosen = {"action": "take_off_selected", "_selected_action": donor.pk, "confirmed": "yes"}
    assert "no longer in this list" in said(client.post(list_of(Donor), chosen, follow=True))
    assert client.post(list_of(Donor), chosen, follow=True).status_code == 200
    delete = reverse("admin:partners_donor_delete", args=[donor.pk])
    assert client.post(delete, {"post": "yes"}, follow=True).status_code == 200
    assert Organisation.objects.exists()


def test_an_organisation_has_one_history_in_all_its_lists(client, publisher):
    donor = OrganisationFactory(is_donor=True)
    client.force_login(publisher)
    save(client, form_of(Donor.objects.get()), name="Changed as a donor")
    save(client, form_of(donor), name="Changed as an organisation")
    for view in ("donor", "organisation"):
        history = client.get(reverse(f"admin:partners_{view}_history", args=[donor.pk]))
        assert len(history.context["action_list"]) == 2, view


def test_deleting_under_a_hat_only_takes_the_hat_off(client, publisher):
    both = OrganisationFactory(is_donor=True, is_partner=True)
    client.force_login(publisher)
    delete = reverse("admin:partners_donor_delete", args=[both.pk])
    assert "Take out of this list?" in client.get(delete).content.decode()
    client.post(delete, {"post": "yes"})
    both.refresh_from_db()
    assert (both.is_donor, both.is_partner) == (False, True)
    assert not Donor.objects.exists()
    chosen = {"action": "take_off_selected", "_selected_action": both.pk}
    partners = reverse("admin:partners_partner_changelist")
    assert "Take out of this list?" in client.post(partners, chosen).content.decode()
    assert "delete_selected" not in client.get(partners).content.decode()
    client.post(partners, chosen | {"confirmed": "yes"})
    both.refresh_from_db()
    assert not both.is_partner


def test_what_is_added_under_a_hat_wears_it(client, editor):
    client.force_login(editor)
    response = save(client, reverse("admin:partners_donor_add") + "?language=en", name="Kind donor", acronym="KD")
    assert not response.context.get("errors")
    assert Donor.objects.get().key == "kd"


@pytest.mark.django_db(transaction=True)
def test_steps_outside_the_form_need_no_transaction_around_them(client, publisher):
    project = ProjectFactory(texts={"fr": {"title": "Titre"}}, public=True)
    donor = OrganisationFactory(is_donor=True)
    client.force_login(publisher)
    for view, obj in (
        ("projects_project_withdraw", project),
        ("projects_project_history", project),
        ("partners_donor_delete", donor),
    ):
        assert client.post(reverse(f"admin:{view}", args=[obj.pk])).status_code < 400
    base = reverse("admin:projects_project_change", args=[project.pk])
    assert client.post(f"{base}delete-translation/fr/", {"post": "yes"}).status_code == 302
    assert public(project) is None
