"""The form of a project in the browser: by keyboard alone, without scripts, in every way of showing it."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from editorial import workflow
from editorial.desk import presence
from partners.models import Organisation
from projects.models import Project
from tests.browser import WAYS, axe
from tests.conftest import PASSWORD
from tests.factories import (
    CountryFactory,
    DocumentFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectCountryFactory,
    ProjectFactory,
    SiteFactory,
    ThemeFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "Fight against Trafficking in Human Beings – Phase 1"
AGENCIES = (
    "ICMPD in cooperation with France Expertise Internationale (FEI) and the International Foundation of "
    "Administration and Public Policies of Spain (FIIAPP)"
)
COUNTRIES = ("Azerbaijan", "Bosnia and Herzegovina", "Moldova", "Turkey")


@pytest.fixture
def source():
    """What is there before the project is entered."""
    for number, name in enumerate(COUNTRIES):
        CountryFactory(name=name, code=f"Q{chr(65 + number)}")
    CountryFactory(name="Montenegro")
    ThemeFactory(name="Trafficking in human beings")
    OrganisationFactory(name="International Centre for Migration Policy Development", acronym="ICMPD", key="icmpd")
    OrganisationFactory(name="France Expertise Internationale", acronym="FEI", key="fei")
    OrganisationFactory(name="European Union", acronym="EU", key="eu")
    OrganisationFactory(name="European Unity Trust", key="other")


def open_form(page: Page, project: Project, language: str = "en") -> None:
    page.goto(reverse("admin:projects_project_change", args=[project.pk]) + f"?language={language}")
    page.wait_for_load_state("networkidle")


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Presses a key until what a selector names has the focus."""
    for _press in range(120):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
    raise AssertionError(f"The keyboard does not reach {selector}")


def type_into(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.insert_text(text)


def pick(page: Page, box: str, words: str, found: str) -> None:
    """Chooses by keyboard in a choice with a search."""
    tab_to(page, box)
    page.keyboard.press("Enter")
    page.keyboard.type(words)
    expect(page.locator(".select2-results__option--highlighted")).to_have_text(found)
    page.keyboard.press("Enter")


def is_covered(page: Page) -> bool:
    """Tells whether the bar covers what has the focus."""
    return page.evaluate("""() => {
        const focus = document.activeElement, bar = document.querySelector(".savebar");
        if (bar.contains(focus) || !bar.parentElement.contains(focus)) return false;
        return focus.getBoundingClientRect().bottom > bar.getBoundingClientRect().top + 1;
    }""")


# --- By keyboard alone ----------------------------------------------------------------------------------------------


def test_a_project_of_the_source_page_is_entered_by_keyboard_alone(enter, editor, source):
    page = enter(editor)
    page.goto("/admin/projects/project/add/?language=en")
    page.wait_for_load_state("networkidle")
    type_into(page, "#id_title", TITLE)
    page.keyboard.press("End")
    page.keyboard.type(" ")
    page.keyboard.press("Backspace")
    type_into(page, "#id_acronym", "THB/IFS/1")
    expect(page.locator("#id_slug")).to_have_value("fight-against-trafficking-in-human-beings-phase-1")
    type_into(page, "#id_period", "January 2013September 2014")
    expect(page.locator("[data-reads]")).to_contain_text("Visitors read: January 2013 – September 2014")
    expect(page.locator("[data-reads]")).to_contain_text("The dash between the dates was missing")
    tab_to(page, ".places .select2-search__field")
    for name in reversed(COUNTRIES):
        page.keyboard.type(name[:5])
        expect(page.locator(".select2-results__option--highlighted")).to_have_text(name)
        page.keyboard.press("Enter")
    expect(page.locator(".places .select2-selection__choice")).to_have_count(4)
    tab_to(page, "#id_objective_editor")
    assert not is_covered(page)
    page.keyboard.type("The project aimed:")
    tab_to(page, "#id_summary_editor")
    page.keyboard.type("The project applied a three-step approach.")
    # The donor in a row of its own, those who implement it from the words of the page.
    tab_to(page, "#id_participations-0-role")
    page.keyboard.type("donor")
    pick(page, "#id_participations-0-organisation + .select2 [role=combobox]", "european union", "European Union (EU)")
    tab_to(page, "#paste > summary")
    page.keyboard.press("Enter")
    type_into(page, "#pasted", AGENCIES)
    tab_to(page, "#pasted-role")
    page.keyboard.type("implementing")
    tab_to(page, "[name=_paste]")
    page.keyboard.press("Enter")
    expect(page.locator("#plan-heading")).to_have_text("3 names were read. Nothing was saved yet.")
    expect(page.locator("#plan-heading")).to_be_focused()
    assert not Project.objects.exists()
    tab_to(page, "#plan-2-do")
    page.keyboard.type("Create")
    tab_to(page, "[name=_paste_take]")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("3 participants were added.")
    expect(page.locator(".savebar-state")).to_have_text("All changes saved")
    project = Project.objects.get()
    assert (project.acronym, str(project.start), str(project.end)) == ("THB/IFS/1", "2013-01", "2014-09")
    assert project.shown("title") == TITLE
    assert project.shown("objective") == "<p>The project aimed:</p>"
    assert [str(row.country) for row in project.countries.all()] == list(reversed(COUNTRIES))
    # Two rows up: from the end of the list to the place that the page gives the donor, and back with other keys.
    assert {(row.role, row.organisation.key) for row in project.participations.all()} == {
        ("donor", "eu"),
        ("implementing", "icmpd"),
        ("cooperating", "fei"),
        ("cooperating", "fiiapp"),
    }
    order_by_keys(page, project)
    findings_and_french(page, project)


def order_by_keys(page: Page, project: Project) -> None:
    """Moves the donor to the end: with the button, and with Alt and an arrow, each announced."""
    page.wait_for_load_state("networkidle")
    tab_to(page, "#participations-group tbody tr:first-child [data-move='1']")
    page.keyboard.press("Enter")
    said = page.locator("#participations-group [data-announce]")
    expect(said).to_have_text("European Union (EU): now row 2 of 5")
    page.keyboard.press("Alt+ArrowDown")
    expect(said).to_have_text("European Union (EU): now row 3 of 5")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".savebar-state")).to_have_text("Not saved yet")
    page.keyboard.press("Control+s")
    expect(page.locator(".savebar-state")).to_have_text("All changes saved")
    expect(page.locator(".messagelist .success")).to_be_visible()
    rows = [row.organisation.key for row in project.participations.all()]
    assert rows == ["icmpd", "fei", "fiiapp", "eu"]
    assert list(project.participations.values_list("position", flat=True)) == [1, 2, 3, 4]


def findings_and_french(page: Page, project: Project) -> None:
    """Follows a finding to its field, then the tab of another language, where the source stands under the fields."""
    expect(page.locator(".findings")).to_contain_text("theme")
    tab_to(page, ".findings a[href='#id_themes']")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.field-themes') !== null")
    assert not is_covered(page)
    tab_to(page, "a[data-language=fr]", key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_title")).to_have_attribute("lang", "fr")
    expect(page.locator(".field-title .source")).to_contain_text(TITLE)
    expect(page.locator(".field-objective .source [lang=en]")).to_have_text("The project aimed:")
    expect(page.locator("#section-shared")).not_to_have_attribute("open", "")
    type_into(page, "#id_title", "Lutte contre la traite des êtres humains – Phase 1")
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("a[data-language=fr]")).to_contain_text("missing")
    assert Project.objects.get().all_texts("title").keys() == {"en", "fr"}


def test_nothing_that_has_the_focus_hides_under_the_bar(enter, editor):
    project = ProjectFactory()
    page = enter(editor)
    open_form(page, project)
    page.locator("#id_title").focus()
    hidden = []
    for _press in range(70):
        page.keyboard.press("Tab")
        if is_covered(page):
            hidden.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
    assert hidden == []


# --- Rows -----------------------------------------------------------------------------------------------------------


def test_rows_are_dragged_added_and_removed(enter, editor):
    project = ProjectFactory()
    for number, name in enumerate(("One", "Two", "Three"), start=1):
        ParticipationFactory(project=project, organisation=OrganisationFactory(name=name), position=number)
    workflow.save_revision(project, by=None)
    page = enter(editor)
    open_form(page, project)
    grip, over = page.locator("#participations-0 [data-grip]"), page.locator("#participations-2")
    grip.evaluate("grip => grip.scrollIntoView({ block: 'center' })")
    start, end = grip.bounding_box(), over.bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, end["y"] + end["height"] * 0.3, steps=6)
    page.mouse.move(start["x"] + 8, end["y"] + end["height"] * 0.8, steps=4)
    page.mouse.up()
    expect(page.locator("#participations-group [data-announce]")).to_have_text("One: now row 3 of 4")
    page.locator("#participations-1 .remove").click()
    page.locator("#participations-group [data-add-row]").click()
    expect(page.locator("#id_participations-4-role")).to_be_focused()
    page.select_option("#id_participations-4-role", "donor")
    page.click("#id_participations-4-organisation + .select2")
    page.keyboard.type("two")
    expect(page.locator(".select2-results__option--highlighted")).to_have_text("Two")
    page.keyboard.press("Enter")
    page.click(".savebar [name=_continue]")
    # The same organisation in the same role as the row that goes: both are done at once.
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert [str(row.organisation) for row in project.participations.all()] == ["Three", "One", "Two"]


def test_countries_keep_their_order_and_take_shares(enter, editor):
    first, second = CountryFactory(name="Austria"), CountryFactory(name="Bulgaria")
    project = ProjectFactory()
    ProjectCountryFactory(project=project, country=second, position=1)
    workflow.save_revision(project, by=None)
    page = enter(editor)
    open_form(page, project)
    page.click(".places .select2-selection")
    page.locator(".select2-results__option", has_text="Austria").click()
    page.click(".shares summary")
    page.fill(f"#id_countries-share-{first.pk}", "40")
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist .success")).to_be_visible()
    rows = project.countries.values_list("country", "percentage")
    assert [(pk, percentage and int(percentage)) for pk, percentage in rows] == [(second.pk, None), (first.pk, 40)]


# --- Nothing is lost ------------------------------------------------------------------------------------------------


def test_what_was_typed_comes_back_when_the_session_had_ended(enter, editor):
    project = ProjectFactory(title="Before", objective="<p>Words</p>")
    organisation = OrganisationFactory(name="Kept")
    page = enter(editor)
    page.on("dialog", lambda dialog: dialog.accept())
    open_form(page, project)
    page.fill("#id_title", "Typed and not saved")
    page.locator("#id_objective_editor").press_sequentially("More ")
    page.select_option("#id_participations-0-role", "donor")
    page.click("#id_participations-0-organisation + .select2")
    page.keyboard.type("kept")
    expect(page.locator(".select2-results__option--highlighted")).to_have_text("Kept")
    page.keyboard.press("Enter")
    page.context.clear_cookies()
    page.click(".savebar [name=_continue]")
    page.wait_for_timeout(500)
    page.noise.clear()  # the refusal of the form, and of a sign of life on the way
    assert Project.objects.get().shown("title") == "Before"
    page.goto("/admin/login/")
    page.fill("[name=username]", editor.username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    expect(page.locator("#header")).to_contain_text("Edi")
    open_form(page, project)
    expect(page.locator("[data-restore]")).to_be_visible()
    page.click("[data-restore-take]")
    expect(page.locator("#id_title")).to_have_value("Typed and not saved")
    expect(page.locator("#id_objective_editor")).to_contain_text("More")
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Project.objects.get().shown("title") == "Typed and not saved"
    assert project.participations.get().organisation == organisation
    page.wait_for_timeout(800)
    expect(page.locator("[data-restore]")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('desk-draft'))") == []


def test_a_section_stays_folded_and_a_link_into_it_lays_it_open(enter, editor):
    project = ProjectFactory()
    page = enter(editor)
    open_form(page, project)
    page.locator("summary", has_text="Period, places and money").click()
    open_form(page, project)
    expect(page.locator("#id_period")).to_be_hidden()
    page.locator(".findings a[href='#id_period']").first.click()
    expect(page.locator("#id_period")).to_be_focused()


def test_two_people_are_told_of_each_other_while_they_work(enter, editor, publisher):
    project = ProjectFactory()
    page = enter(editor)
    open_form(page, project)
    expect(page.locator("[data-others] li")).to_have_count(0)
    other = enter(publisher)
    open_form(other, project)
    expect(other.locator("[data-others]")).to_contain_text("Edi has this open too")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-others]")).to_contain_text("Pia has this open too")
    other.goto("/admin/")
    page.wait_for_timeout(300)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-others] li")).to_have_count(0)
    assert presence.PAUSE == 30


# --- Without scripts ------------------------------------------------------------------------------------------------


def test_everything_is_saved_without_scripts(enter, editor, source):
    page = enter(editor, java_script_enabled=False)
    page.goto("/admin/projects/project/add/?language=en")
    page.fill("#id_title", TITLE)
    page.fill("#id_period", "January 2013 – September 2014")
    page.select_option("#id_countries", label=["Azerbaijan", "Moldova"])
    page.fill("#id_objective", "<p>The project aimed:</p>")
    page.fill("[name=themes-typed]", "trafficking")
    page.select_option("#id_participations-0-role", "donor")
    page.fill("[name=participations-0-organisation-typed]", "EU")
    page.click("#paste > summary")
    page.fill("#pasted", AGENCIES)
    page.select_option("#pasted-role", "implementing")
    page.click("[name=_paste]")
    expect(page.locator("#id_title")).to_have_value(TITLE)
    page.select_option("#plan-2-do", "new")
    page.click("[name=_paste_take]")
    # "EU" is in two names: they stand in the choice now, and nothing of the list was made; it can be agreed to again.
    expect(page.locator("#problems")).to_contain_text("Participants, row 1: Organisation")
    page.select_option("#id_participations-0-organisation", label="European Union (EU)")
    page.click("[name=_paste_take]")
    expect(page.locator(".messagelist .success").first).to_be_visible()
    project = Project.objects.get()
    assert [row.organisation.key for row in project.participations.all()] == ["eu", "icmpd", "fei", "fiiapp"]
    assert [str(row.country) for row in project.countries.all()] == ["Azerbaijan", "Moldova"]
    assert [str(theme) for theme in project.themes.all()] == ["Trafficking in human beings"]
    assert project.shown("objective") == "<p>The project aimed:</p>"
    page.fill("#id_participations-3-position", "0")
    page.click(".savebar [name=_continue]")
    assert [row.organisation.key for row in project.participations.all()] == ["fiiapp", "eu", "icmpd", "fei"]
    assert Organisation.objects.count() == 5


# --- For everybody --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_the_form_is_accessible_with_everything_open(enter, publisher, way):
    SiteFactory(public=True)
    project = ProjectFactory(title="Form", objective="<p>Words</p>", sample=True, texts={"ar": {"title": "نموذج"}})
    row = ParticipationFactory(project=project, organisation=OrganisationFactory(name="Donor", acronym="D"))
    row.set_current_language("en")
    row.note = "since 2014"
    row.save()
    ProjectCountryFactory(project=project, country=CountryFactory(name="Austria"))
    project.documents.create(document=DocumentFactory(title="To read", to_be_supplied=True))
    project.wordings.create(subject="partner", as_published="NGOs", as_published_language="en")
    workflow.save_revision(project, by=None)
    page = enter(publisher, height=9000, **WAYS[way])  # so high that the bar lies over nothing
    faults = []

    def look(at: str) -> None:
        page.wait_for_timeout(250)
        faults.extend(f"{at}: {fault}" for fault in axe(page))
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            faults.append(f"{at}: wider than its window")

    for language in ("en", "ar"):
        open_form(page, project, language)
        page.evaluate("document.querySelectorAll('#content-main details').forEach((one) => { one.open = true; })")
        look(f"tab {language}")
    open_form(page, project)
    page.click("#participations-group [data-add-row]")
    page.click("#id_participations-0-organisation + .select2 [role=combobox]")
    expect(page.locator(".select2-results__option[aria-selected]").first).to_be_visible()
    look("row added, choice open")
    page.keyboard.press("Escape")
    page.click("#paste > summary")
    page.fill("#pasted", "Donor; Brand New; social services")
    page.click("[name=_paste]")
    expect(page.locator("#plan-heading")).to_be_visible()
    look("plan")
    page.fill("#id_title", "")
    page.fill("#id_period", "soon")
    page.click(".savebar [name=_continue]")
    expect(page.locator("#problems")).to_be_visible()
    look("errors")
    assert faults == []


@pytest.mark.parametrize("width", [1440, 360])
def test_nothing_moves_while_the_form_loads(enter, editor, width):
    project = ProjectFactory(
        title="Form", objective="<p>One</p><ul><li>two</li><li>three</li></ul>", summary="<p>Words</p>"
    )
    ParticipationFactory(project=project, organisation=OrganisationFactory(name="Donor"))
    ProjectCountryFactory(project=project, country=CountryFactory())
    workflow.save_revision(project, by=None)
    page = enter(editor, width)
    page.add_init_script("""
        window.moved = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.moved += entry.value; })
          .observe({ type: "layout-shift", buffered: true });
    """)
    open_form(page, project)
    page.locator("summary", has_text="Texts").first.click()  # folded at the next visit, before anything is drawn
    open_form(page, project)
    page.wait_for_timeout(1200)
    assert page.evaluate("window.moved") <= 0.02
