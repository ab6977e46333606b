"""An editor and a publisher at work in the browser: nothing typed is lost, and only one of them can publish."""

import pytest
from playwright.sync_api import Page, expect

from editorial import workflow
from projects.models import Project
from tests.browser import axe
from tests.factories import DocumentFactory, OrganisationFactory, ParticipationFactory, ProjectFactory, SiteFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_form(page: Page, project: Project, language: str = "en") -> None:
    page.goto(f"/admin/projects/project/{project.pk}/change/?language={language}")


def test_an_editor_adds_a_project_with_a_new_donor_and_translates_it(enter, editor):
    page = enter(editor)
    page.goto("/admin/projects/project/add/?language=en")
    page.fill("#id_title", "Über safe returns")
    expect(page.locator("#id_slug")).to_have_value("uber-safe-returns")
    page.fill("#id_period", "May 2014")
    page.select_option("#id_participations-0-role", "donor")
    with page.expect_popup() as opened:
        page.click("#add_id_participations-0-organisation")
    popup = opened.value
    popup.fill("#id_name", "Brand New Donor")
    popup.click(".submit-row [name=_save]")
    chosen = page.locator("#id_participations-0-organisation + .select2")
    expect(chosen).to_contain_text("Brand New Donor")
    # A click on another language saves first.
    page.click("a[data-language=fr]")
    expect(page.locator("#id_title")).to_have_value("")
    expect(page.locator(".messagelist")).to_contain_text("Über safe returns")
    page.fill("#id_title", "Retours sûrs")
    page.click("a[data-language=ar]")
    expect(page.locator("#id_title")).to_have_attribute("dir", "rtl")
    page.fill("#id_title", "عودة آمنة")
    expect(page.locator("#id_slug")).to_have_value("عودة-آمنة")
    page.click(".submit-row [name=_continue]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    project = Project.objects.get()
    assert project.all_texts("title") == {"en": "Über safe returns", "fr": "Retours sûrs", "ar": "عودة آمنة"}
    assert [str(row.organisation) for row in project.participations.all()] == ["Brand New Donor"]
    open_form(page, project)
    expect(page.locator("[name=_publish]")).to_have_count(0)
    expect(page.get_by_text("Withdraw")).to_have_count(0)
    page.get_by_role("region", name="Preview").get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_contain_text("Über safe returns")


def test_an_unsaved_form_warns_before_it_is_left_and_a_clean_one_does_not(enter, editor):
    page = enter(editor)
    project = ProjectFactory(objective="<p>Words</p>", texts={"fr": {"title": "Projet"}})
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    open_form(page, project)
    page.click("a[data-language=fr]")
    expect(page.locator("#id_title")).to_have_value("Projet")
    assert asked == []
    page.fill("#id_title", "Autre")
    page.click("#header .brand")
    page.wait_for_url("**/admin/")
    assert asked == ["beforeunload"]


def test_without_scripts_a_button_saves_and_switches(enter, editor):
    page = enter(editor, java_script_enabled=False)
    project = ProjectFactory()
    open_form(page, project)
    page.fill("#id_title", "Kept")
    page.select_option("#switch-to", "ru")
    page.click("[name=_switch]")
    expect(page.locator("#id_title")).to_have_attribute("lang", "ru")
    assert Project.objects.get().shown("title", "en") == "Kept"


def test_a_publisher_publishes_changes_publishes_again_and_withdraws(enter, publisher, open_page):
    page = enter(publisher)
    project = ProjectFactory(title="One")
    visitor = open_page()
    standing = page.locator(".standing .state")
    open_form(page, project)
    expect(standing).to_have_text("draft")
    page.click("[name=_publish]")
    expect(standing).to_have_text("public")
    page.fill("#id_title", "Two")
    page.click(".submit-row [name=_continue]")
    expect(standing).to_have_text("changes not yet public")
    page.click("[name=_publish]")
    expect(standing).to_have_text("public")
    on_site = page.get_by_role("region", name="On the site")
    address = on_site.get_by_role("link", name="English").evaluate("link => link.href")
    visitor.goto(address)
    expect(visitor.locator("h1")).to_contain_text("Two")
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(standing).to_have_text("withdrawn")
    visitor.goto(address)
    expect(visitor.locator("h1")).not_to_contain_text("Two")
    assert visitor.noise.pop().startswith("Failed to load resource")  # the page is gone


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_index_list_and_form_are_accessible_and_silent(enter, administrator, width, language, colours):
    SiteFactory(public=True)
    project = ProjectFactory(title="Form", objective="<p>Words</p>", sample=True, texts={"ar": {"title": "نموذج"}})
    ParticipationFactory(project=project, organisation=OrganisationFactory(name="Donor", acronym="D"))
    ProjectFactory(public=True)
    page = enter(administrator, width, language, color_scheme=colours)
    faults = []
    for address in (
        "/admin/",
        "/admin/projects/project/",
        f"/admin/projects/project/{project.pk}/change/?language=ar",
        "/admin/projects/project/add/?language=en",
        "/admin/partners/organisation/",
    ):
        page.goto(address)
        page.wait_for_timeout(300)
        faults += [f"{address} {fault}" for fault in axe(page)]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    assert faults == []


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_other_pages_of_the_admin_are_accessible_too(enter, publisher, colours):
    project = ProjectFactory(title="Form", public=True)
    document = DocumentFactory(title="To read", sample=True)
    donor = ParticipationFactory(project=project, role="donor").organisation
    page = enter(publisher, color_scheme=colours)
    faults = []
    for address in (
        "/admin/projects/",
        "/admin/password_change/",
        f"/admin/projects/document/{document.pk}/change/?language=fr",
        f"/admin/projects/document/{document.pk}/delete/",
        f"/admin/projects/document/{document.pk}/history/",
        f"/admin/partners/organisation/{donor.pk}/change/",
        f"/admin/partners/organisation/{donor.pk}/delete/",
        f"/admin/partners/donor/{donor.pk}/delete/",
        f"/admin/projects/project/{project.pk}/withdraw/",
        "/admin/pages/page/add/",
    ):
        page.goto(address)
        page.wait_for_timeout(200)
        faults += [f"{address} {fault}" for fault in axe(page)]
    # A form that was refused because of a newer version, a list of choices laid open, a message.
    open_form(page, project)
    workflow.save_revision(project, by=publisher)
    page.fill("#id_period", "soon")
    Project.objects.filter(pk=project.pk).update(acronym="NEW")
    workflow.save_revision(project, by=publisher)
    page.click(".submit-row [name=_continue]")
    expect(page.locator(".replace-newer")).to_be_visible()
    faults += axe(page)
    page.check("[name=replace]")
    page.fill("#id_period", "2015")
    page.click("#id_participations-0-organisation + .select2 [role=combobox]")
    expect(page.locator(".select2-results__option[aria-selected]").first).to_be_visible()
    faults += axe(page)
    page.keyboard.press("Escape")
    page.click(".submit-row [name=_continue]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    faults += axe(page)
    assert faults == []
