"""Two organisations are merged by keyboard alone, and every page on the way is accessible."""

import pytest
from playwright.sync_api import Page, expect

from partners import doubles
from partners.models import Organisation
from projects.models import Project
from tests.browser import axe
from tests.factories import OrganisationFactory, ParticipationFactory, ProjectFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _forget():
    doubles.forget()


@pytest.fixture
def two(db):
    one = OrganisationFactory(name="Office on Drugs and Crime", acronym="ODC", public=True)
    other = OrganisationFactory(name="UN Office on Drugs & Crime", website="https://example.org/")
    ParticipationFactory(project=ProjectFactory(title="Names the other"), organisation=other, role="donor")
    return one, other


def faults_of(page: Page) -> list[str]:
    """Returns what axe finds, without the styles of its own that the policy refuses, said a moment later."""
    heard, found = len(page.noise), axe(page)
    page.wait_for_timeout(150)
    del page.noise[heard:]
    return found


def tab_to(page: Page, selector: str, most: int = 120) -> None:
    """Presses Tab until what a selector means has the focus."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


def test_a_merge_by_keyboard_alone(enter, publisher, two):
    one, other = two
    page = enter(publisher)
    page.goto("/admin/partners/organisation/")
    tab_to(page, "a[href$='/doubles/']")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Likely doubles")
    assert faults_of(page) == []
    tab_to(page, "a[href*='/merge/?one=']")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Merge two organisations")
    # The other one shall stay.
    tab_to(page, f"[name=stays][value='{one.pk}'], [name=stays][value='{other.pk}']")
    page.keyboard.press("ArrowDown")
    tab_to(page, ".merge-stays button")
    page.keyboard.press("Enter")
    expect(page.locator(f"[name=stays][value='{other.pk}'][type=radio]")).to_be_checked()
    assert faults_of(page) == []
    tab_to(page, "[name='name.en']")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=nature]")
    page.keyboard.press("ArrowDown")
    tab_to(page, ".merge-form .btn-primary")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Office on Drugs and Crime")
    assert faults_of(page) == []
    merged = Organisation.objects.get()
    assert merged.pk == other.pk
    assert {(row.name, row.nature) for row in merged.names.all()} == {("UN Office on Drugs & Crime", "former")}
    assert [row.organisation_id for row in Project.objects.get().participations.all()] == [other.pk]


def test_a_double_is_avoided_in_the_pop_up_by_keyboard(enter, editor, two):
    page = enter(editor)
    page.goto("/admin/projects/project/add/?language=en")
    page.fill("#id_title", "A project")
    add = page.locator("#add_id_participations-0-organisation")
    add.scroll_into_view_if_needed()
    add.focus()
    with page.expect_popup() as opened:
        page.keyboard.press("Enter")
    popup = opened.value
    popup.fill("#id_name", "Office on Drugs and Crime")
    popup.locator("#id_name").press("Enter")
    expect(popup.locator(".doubles")).to_be_focused()
    tab_to(popup, "[name=_take]")
    popup.keyboard.press("Enter")
    chosen = page.locator("#id_participations-0-organisation + .select2")
    expect(chosen).to_contain_text("Office on Drugs and Crime")
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_page_on_the_way_is_accessible(enter, administrator, two, width, language, colours):
    one, other = two
    page = enter(administrator, width, language, color_scheme=colours)
    faults = []
    for address in (
        "/admin/partners/organisation/doubles/",
        "/admin/partners/organisation/doubles/?show=apart",
        f"/admin/partners/organisation/merge/?one={one.pk}",
        f"/admin/partners/organisation/merge/?one={one.pk}&q=nobody",
        f"/admin/partners/organisation/merge/?one={one.pk}&other={other.pk}",
        f"/admin/partners/organisation/{other.pk}/change/",
        f"/admin/partners/organisation/{other.pk}/delete/",
        f"/admin/partners/donor/{other.pk}/delete/",
        f"/admin/projects/project/{Project.objects.get().pk}/delete/",
        f"/admin/auth/user/{administrator.pk}/delete/",
    ):
        page.goto(address)
        page.wait_for_timeout(150)
        faults += [f"{address} {fault}" for fault in faults_of(page)]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.goto("/admin/partners/donor/add/?language=en")
    page.fill("#id_name", "UN Office on Drugs & Crime")
    page.locator("#id_name").press("Enter")
    expect(page.locator(".doubles")).to_be_visible()
    faults += [f"adding {fault}" for fault in faults_of(page)]
    assert faults == []


def test_all_of_it_works_without_scripts(enter, publisher, two):
    one, other = two
    page = enter(publisher, java_script_enabled=False)
    page.goto("/admin/partners/organisation/add/?language=en")
    page.fill("#id_name", "Office on Drugs and Crime")
    page.press("#id_name", "Enter")
    page.get_by_role("button", name="It is another body: save").click()
    assert Organisation.objects.count() == 3
    page.goto(f"/admin/partners/organisation/merge/?one={one.pk}&other={other.pk}")
    page.check("[name='name.en'][value=other]")
    page.click(".merge-form .btn-primary")
    expect(page.locator("h1")).to_have_text("UN Office on Drugs & Crime")
    assert Organisation.objects.count() == 2
