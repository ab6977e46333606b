"""Content pages make the menu, may show a live selection, and stand in a tree; the site has one row of settings."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from editorial import workflow
from pages.models import Page, Site
from tests.factories import OrganisationFactory, PageFactory, ProjectFactory, SiteFactory
from tests.forms import save

pytestmark = pytest.mark.django_db


def main(response):
    return BeautifulSoup(response.content, "html.parser").find("main").get_text(" ")


def test_a_page_shows_the_projects_that_its_query_selects(client):
    ProjectFactory(title="Old one", start="2010", end="2011", public=True)
    ProjectFactory(title="New one", start="2020", end="2021", public=True)
    PageFactory(title="Recent work", selection="from=2020", public=True)
    text = main(client.get("/en/recent-work/"))
    assert "New one" in text
    assert "Old one" not in text


@pytest.mark.parametrize(
    "selection", ["colour=red", "q=%00", "country=%FF&page=99&sort=x", "&&&", "year=none&year=-none"]
)
def test_a_query_that_means_little_is_no_error(client, selection):
    PageFactory(title="Page", selection=selection, public=True)
    assert client.get("/en/page/").status_code == 200


def test_as_many_projects_as_the_page_says(client):
    for number in range(4):
        ProjectFactory(title=f"Number {number}", public=True)
    PageFactory(title="Page", selection="status=none", selection_limit=2, public=True)
    assert main(client.get("/en/page/")).count("Number") == 2


def test_the_menu_follows_the_tree_and_what_is_public(client):
    top = PageFactory(title="Top page", public=True)
    PageFactory(title="Below page", parent=top, public=True)
    PageFactory(title="Hidden page", in_menu=False, public=True)
    PageFactory(title="Draft page")
    content = client.get("/en/").content.decode()
    assert "Top page" in content
    assert "Hidden page" not in content
    assert "Draft page" not in content
    assert client.get("/en/hidden-page/").status_code == 200
    assert client.get("/en/draft-page/").status_code == 404


def test_pages_do_not_go_in_circles():
    top = PageFactory()
    below = PageFactory(parent=top)
    top.parent = Page.objects.get(pk=below.pk)
    with pytest.raises(ValidationError) as error:
        top.full_clean()
    assert set(error.value.message_dict) == {"parent"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=top.pk).update(parent=top.pk)


def test_a_query_may_be_pasted_with_its_question_mark():
    page = Page(selection=" ?theme=thb ")
    page.clean()
    assert page.selection == "theme=thb"


def test_there_is_one_row_of_settings():
    SiteFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteFactory(name="Another")
    assert Site.objects.get().key == "site"


def test_settings_are_public_on_saving_with_their_publisher(client):
    publisher = OrganisationFactory(name="The Publisher")
    site = SiteFactory(publisher=publisher, name="First name")
    content = client.get("/en/").content.decode()
    assert "First name" in content
    assert "The Publisher" in content
    site.name = "Second name"
    site.save()
    workflow.save_revision(site, by=None)
    assert "Second name" in client.get("/en/").content.decode()
    assert client.get("/en/partners/the-publisher/").status_code == 200


def test_the_way_to_a_page_leads_through_the_tree_and_every_page_of_the_menu_is_linked(client):
    top = PageFactory(title="Top page", public=True)
    middle = PageFactory(title="Middle page", parent=top, public=True)
    PageFactory(title="Deep page", parent=middle, public=True)
    page = BeautifulSoup(client.get("/en/deep-page/").content, "html.parser")
    crumbs = page.select_one(".crumbs")
    assert [link["href"] for link in crumbs.select("a")] == ["/en/top-page/", "/en/middle-page/"]
    assert crumbs.select_one("[aria-current=page]").get_text() == "Deep page"
    assert page.select_one("footer a[href='/en/deep-page/']")
    below = BeautifulSoup(client.get("/en/middle-page/").content, "html.parser").find("main")
    assert below.select_one("a[href='/en/deep-page/']")


@pytest.mark.parametrize("selection", ["countri=az", "theme=gone&status=none", "status=nonsense"])
def test_a_selection_that_cannot_be_read_shows_nothing_rather_than_everything(client, selection):
    ProjectFactory(title="Unwanted", public=True)
    PageFactory(title="Page", selection=selection, public=True)
    response = client.get("/en/page/")
    assert "Unwanted" not in main(response)
    assert "could be used" not in main(response)
    assert "catalogue" not in main(response)


def test_staff_see_in_the_preview_what_a_selection_could_not_use(client, administrator):
    page = PageFactory(title="Page", selection="countri=az")
    client.force_login(administrator)
    assert "countri=az" in main(client.get(reverse("preview", args=["page", page.key])))


def test_the_form_refuses_a_selection_that_cannot_be_read(client, administrator):
    page = PageFactory(title="Page")
    client.force_login(administrator)
    address = reverse("admin:pages_page_change", args=[page.pk]) + "?language=en"
    response = save(client, address, selection="status=ongoing&countri=az")
    assert "countri=az" in response.content.decode()
    assert Page.objects.get().selection == ""
    save(client, address, selection="?status=ongoing")
    assert Page.objects.get().selection == "status=ongoing"
