"""Whoever has a page as it still is gets no content again; whatever changes it makes it new at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial import workflow
from finder import unchanged
from tests.factories import ProjectFactory, SiteFactory

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/en/",
    "/en/projects/",
    "/en/projects/?view=figures",
    "/en/projects/one/",
    "/en/projects.atom",
    "/ar/projects/",
]


@pytest.fixture(autouse=True)
def project():
    SiteFactory()
    return ProjectFactory(key="one", title="One", slug="one", start="2014", public=True)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unchanged_page_is_not_sent_again(client, address, django_assert_num_queries):
    mark = client.get(address).headers["ETag"]
    with django_assert_num_queries(1):
        response = client.get(address, headers={"If-None-Match": mark})
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == mark
    assert response.headers["Cache-Control"] == "public, no-cache"
    assert client.get(address, headers={"If-None-Match": '"something else"'}).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_publication_makes_every_page_new(client, address):
    mark = client.get(address).headers["ETag"]
    ProjectFactory(title="Two", public=True)
    assert client.get(address, headers={"If-None-Match": mark}).status_code == 200


def test_a_withdrawal_a_new_day_and_a_new_release_make_a_page_new(client, project, monkeypatch):
    mark = client.get("/en/projects/").headers["ETag"]
    workflow.withdraw(project, by=None)
    fresh = client.get("/en/projects/", headers={"If-None-Match": mark})
    assert fresh.status_code == 200
    tomorrow = timezone.now() + timedelta(days=1)
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: tomorrow)
        assert again_with(client, fresh).status_code == 200
    monkeypatch.setattr(unchanged, "release", lambda: "another")
    assert again_with(client, fresh).status_code == 200


def again_with(client, response):
    return client.get("/en/projects/", headers={"If-None-Match": response.headers["ETag"]})


def test_every_address_and_every_language_has_a_mark_of_its_own(client):
    marks = {client.get(address).headers["ETag"] for address in ADDRESSES}
    assert len(marks) == len(ADDRESSES)


@pytest.mark.parametrize("address", ["/en/nowhere/", "/admin/login/", "/robots.txt", "/health/live/"])
def test_what_is_no_public_page_has_none(client, address):
    assert "ETag" not in client.get(address).headers


def test_what_staff_see_is_not_for_everybody(client, publisher):
    client.force_login(publisher)
    response = client.get("/admin/")
    assert "ETag" not in response.headers
    assert "no-store" in response.headers["Cache-Control"]


def test_a_page_tells_the_head_only_too(client):
    mark = client.get("/en/projects/").headers["ETag"]
    assert client.head("/en/projects/", headers={"If-None-Match": mark}).status_code == 304


def test_a_frame_that_is_unchanged_may_still_be_framed(client):
    first = client.get("/en/embed/projects/")
    again = client.get("/en/embed/projects/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    for name in ("Content-Security-Policy", "X-Frame-Options"):
        assert again.headers.get(name) == first.headers.get(name), name
    page = client.get("/en/projects/")
    again = client.get("/en/projects/", headers={"If-None-Match": page.headers["ETag"]})
    assert again.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ["/en/projects/nowhere/", "/en/preview/parts/", "/en/projects/"])
def test_whoever_has_anything_at_all_is_not_told_that_it_is_unchanged(client, address):
    assert client.get(address, headers={"If-None-Match": "*"}).status_code != 304
