"""A page of another site frames a selection, and nothing else of this one; whoever follows a link leaves the frame."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.factories import ProjectFactory, SiteFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOST = (
    '<!doctype html><html lang="en"><title>Host</title>'
    "<style>body{margin:0}iframe{width:100%;height:600px;border:0}</style>"
    '<iframe title="Projects" src="http:/%s"></iframe>'
)


class Host(BaseHTTPRequestHandler):
    """A server of another origin: each of its pages frames the address that its path names, host and all."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write((HOST.replace("%s", self.path) if ":" in self.path else "").encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def host(open_page, live_server):
    """Opens a page of another site that frames an address of this one."""
    SiteFactory(name="The site", public=True)
    for number in range(3):
        ProjectFactory(title=f"Title {number}", start="2014", public=True)
    server = HTTPServer(("127.0.0.1", 0), Host)
    Thread(target=server.serve_forever, daemon=True).start()

    def frame(path, **options):
        page = open_page(**options)
        page.goto(f"http://127.0.0.1:{server.server_port}/{live_server.url.removeprefix('http://')}{path}")
        return page

    yield frame
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (900, "dark")])
def test_a_frame_is_silent_as_wide_as_its_host_and_in_its_scheme(host, width, scheme):
    page = host(
        f"/en/embed/projects/?scheme={scheme}", width=width, color_scheme="dark" if scheme == "light" else "light"
    )
    inside = page.frame_locator("iframe")
    expect(inside.locator("main h2")).to_have_count(3)
    frame = page.frames[1]
    assert frame.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    light = frame.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 246)"
    assert light == (scheme == "light")
    assert page.context.cookies() == []
    page.goto(frame.url)
    assert axe(page) == []


def test_a_link_opens_outside_of_the_frame(host, live_server):
    page = host("/en/embed/projects/")
    page.frame_locator("iframe").locator("main h2 a").first.click()
    page.wait_for_url(f"{live_server.url}/en/projects/**")
    expect(page.locator("h1")).to_have_text("Title 2")


def test_the_list_itself_refuses_to_be_framed(host):
    page = host("/en/projects/")
    page.wait_for_timeout(300)
    assert page.frames[1].url.startswith("chrome-error:")
    assert any("frame-ancestors" in text for text in page.noise)
    page.noise.clear()
