"""Every page of the desk: accessible however it is shown, silent, light, still, and no wider than its window."""

import gzip
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Page

from editorial import workflow
from tests.browser import WAYS, axe
from tests.factories import (
    DocumentFactory,
    OrganisationFactory,
    PageFactory,
    ParticipationFactory,
    ProjectCountryFactory,
    ProjectFactory,
    SiteFactory,
    ThemeFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]

STATIC = Path(__file__).resolve().parents[2] / "projectsite" / "static"
# What the browser holds of the page: how far things moved by themselves, and what is named or big enough.
WATCH_SHIFTS = """new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved = (window.moved ?? 0) + entry.value;
}).observe({type: "layout-shift", buffered: true});"""


@pytest.fixture
def catalogue(db):
    """A little of everything, so that no page is empty."""
    SiteFactory(public=True)
    theme, page = ThemeFactory(), PageFactory(public=True)
    donor = OrganisationFactory(name="Donor", acronym="D", texts={"ar": {"name": "مانح"}})
    project = ProjectFactory(
        title="Form", objective="<p>Words</p>", start="2014-05", sample=True, texts={"ar": {"title": "نموذج"}}
    )
    ParticipationFactory(project=project, organisation=donor, role="donor")
    ProjectCountryFactory(project=project)
    project.themes.add(theme)
    project.documents.create(document=DocumentFactory(title="Paper", to_be_supplied=True))
    PageFactory(parent=page)
    workflow.publish(workflow.save_revision(project, by=None), by=None)
    project.acronym = "NEW"
    project.save()
    workflow.save_revision(project, by=None)
    ProjectFactory(title="Bare")
    OrganisationFactory(name="Donor (D)")
    return project


def addresses() -> list[str]:
    """Returns the address of every page that the desk has for what the catalogue holds."""
    found = [reverse("admin:index"), reverse("admin:find"), f"{reverse('admin:find')}?q=form"]
    found += [reverse("admin:password_change"), reverse("admin:app_list", args=["partners"])]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        obj = model._default_manager.order_by("pk").first()
        views, of_object = ["changelist", "add"], ["change", "delete", "history", "withdraw"]
        if model.__name__ == "Site":  # the one site is there, and stays
            views, of_object = ["changelist"], ["change", "history"]
        if model._meta.proxy:  # what else a hat has is the organisation's
            of_object = ["change"]
        views = [(view, []) for view in views] + [(view, [obj.pk]) for view in of_object if obj is not None]
        for view, arguments in views:
            try:
                found.append(reverse(f"{name}_{view}", args=arguments))
            except NoReverseMatch:  # withdrawing is for what is published only
                continue
    return [*found, f"{reverse('admin:projects_project_changelist')}?q=nothing+at+all"]


def faults_of(page: Page) -> list[str]:
    """Returns what is wrong with the page that is open, one line a fault."""
    faults = axe(page)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append("wider than its window")
    if (moved := page.evaluate("window.moved ?? 0")) > 0.02:
        faults.append(f"moved by {moved:.3f}")
    return faults


@pytest.mark.parametrize("setting", WAYS)
def test_every_page_of_the_desk_can_be_used_by_everybody(enter, administrator, catalogue, setting):
    page = enter(administrator, **WAYS[setting])
    page.add_init_script(WATCH_SHIFTS)
    faults, visited = [], 0
    for address in addresses():
        page.goto(address)
        page.wait_for_timeout(50)
        visited += urlsplit(page.url).path.startswith("/admin/")
        faults += [f"{address} {fault}" for fault in faults_of(page)]
    assert visited > 45
    assert faults == []


def test_a_page_of_the_desk_is_light(enter, administrator, catalogue):
    """Own styles up to 14 kB and own scripts up to 12, compressed; fonts up to 60 kB on a page in Latin letters."""
    page = enter(administrator)
    heavy = {}
    for address in addresses():
        loaded, tab = set(), page.context.new_page()  # a page of its own: nothing of the one before arrives late
        tab.on("response", lambda response, loaded=loaded: loaded.add(urlsplit(response.url).path))
        tab.goto(address, wait_until="networkidle")
        tab.close()
        own = [STATIC / path.removeprefix("/static/") for path in loaded if path.startswith("/static/")]
        own = [path for path in own if path.exists() and "vendor" not in path.parts and "richtext" not in path.name]
        sizes = dict.fromkeys((".css", ".js", ".woff2"), 0.0)
        for path in own:
            if path.suffix in sizes:
                content = path.read_bytes()
                sizes[path.suffix] += len(content if path.suffix == ".woff2" else gzip.compress(content)) / 1000
        limits = {".css": 14, ".js": 12, ".woff2": 60}
        heavy |= {f"{address} {suffix}": size for suffix, size in sizes.items() if size > limits[suffix]}
    assert heavy == {}


def test_every_page_of_the_desk_works_without_scripts(enter, administrator, catalogue):
    page = enter(administrator, java_script_enabled=False)
    for address in addresses():
        assert page.goto(address).ok, address
        assert page.locator("main h1").count() == 1, address
