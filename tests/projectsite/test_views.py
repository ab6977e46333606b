"""What belongs to no room answers politely whatever is asked."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_part_of_the_sitemap_that_does_not_exist_is_not_found(client):
    for part in ("project-0", "project-2", f"project-{10**20}", "user-1"):
        assert client.get(f"/sitemap-{part}.xml").status_code == 404, part


def test_a_form_whose_protection_ran_out_gets_a_page_of_the_site():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a"})
    assert response.status_code == 403
    assert b"<style" not in response.content
    assert b"css/site" in response.content


def test_the_root_leads_to_the_language_of_the_browser_and_sets_no_cookie(client):
    response = client.get("/", HTTP_ACCEPT_LANGUAGE="ar,en;q=0.5")
    assert response["Location"] == "/ar/"
    assert "Accept-Language" in response["Vary"]
    assert not response.cookies
