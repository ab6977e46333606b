"""The rich text editor in Chromium, under the site's own policy and with hashed static files."""

import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django import forms
from django.conf import settings as project
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.template import Context, Template
from django.test import override_settings
from django.urls import path, re_path
from django.views.static import serve

from editorial.fields import RichTextFormField, RichTextWidget
from tests.browser import axe
from tests.editorial.test_richtext import WORD

pytestmark = pytest.mark.browser


class Texts(forms.Form):
    english = RichTextFormField(label="English text", widget=RichTextWidget(attrs={"lang": "en", "dir": "ltr"}))
    arabic = RichTextFormField(required=False, widget=RichTextWidget(attrs={"lang": "ar", "dir": "rtl"}))
    after = forms.CharField(required=False)


PAGE = """{% load static %}<!doctype html><html lang="{{ lang }}" dir="{{ dir }}"><head><meta charset="utf-8">
<title>Texts</title><link rel="icon" href="{% static 'admin/img/icon-yes.svg' %}">
<link rel="stylesheet" href="{% static 'admin/css/base.css' %}"><link rel="stylesheet" href="{% static 'admin/css/forms.css' %}">
{{ form.media }}</head><body><main><h1>Texts</h1><form method="post">{{ form }}<button>Save</button></form></main></body></html>"""  # noqa: E501
SAVED = """<!doctype html><html lang="en"><head><title>Saved</title>
<link rel="icon" href="/static/admin/img/icon-yes.svg"></head><body><pre>{{ text }}</pre></body></html>"""


def write(request):
    if request.method == "POST":
        form = Texts(request.POST)
        text = form.cleaned_data["english"] if form.is_valid() else str(form.errors)
        return HttpResponse(Template(SAVED).render(Context({"text": text})))
    rtl = "rtl" in request.GET
    form = Texts(initial={"english": request.GET.get("text", ""), "arabic": "<p>نص</p>"})
    context = {"form": form, "lang": "ar" if rtl else "en", "dir": "rtl" if rtl else "ltr"}
    return HttpResponse(Template(PAGE).render(Context(context)))


urlpatterns = [
    path("write/", write),
    re_path("^static/(?P<path>.*)$", lambda request, path: serve(request, path, project.STATIC_ROOT)),
]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where the page stands: the site's middleware and manifest storage, and nothing that needs a database."""
    manifest = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    with override_settings(
        DEBUG=False,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=["projectsite.middleware.SecurityHeaders"],
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        STORAGES={**project.STORAGES, "staticfiles": manifest},
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Server, handler_class=Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/write/"
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def page(open_page, address):
    page = open_page()
    page.goto(address)
    page.wait_for_selector("#id_arabic_editor")
    return page


def value(page, name="english"):
    return page.evaluate("name => document.getElementById(`id_${name}`).value", name)


def paste(page, html, selector="#id_english_editor"):
    page.focus(selector)
    page.evaluate(
        """([selector, html]) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", "plain");
            document.querySelector(selector).dispatchEvent(
                new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        [selector, html],
    )


def test_what_is_typed_reaches_the_server_clean(page):
    page.get_by_role("textbox", name="English text").click()
    page.keyboard.type("plain ")
    page.keyboard.press("Control+b")
    page.keyboard.type("bold")
    page.keyboard.press("Control+b")
    page.keyboard.type("  more")
    assert value(page) == "<p>plain <strong>bold</strong>  more</p>"
    page.get_by_text("Save").click()
    assert page.locator("pre").text_content() == "<p>plain <strong>bold</strong> more</p>"


def test_the_toolbar_is_one_tab_stop_and_tab_leaves_the_editor(page):
    toolbar = page.get_by_role("toolbar").first
    page.focus("#id_english_editor")
    page.keyboard.type("one")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.dataset.tool") == "bold"
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.tool") == "bulletList"
    page.keyboard.press("Enter")
    assert toolbar.locator("[data-tool=bulletList]").get_attribute("aria-pressed") == "true"
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    assert value(page) == "<ul><li><p>one</p></li><li><p>two</p></li></ul>"
    page.keyboard.press("Control+]")
    assert value(page) == "<ul><li><p>one</p><ul><li><p>two</p></li></ul></li></ul>"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "id_arabic_editor"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "id_after"


@pytest.mark.parametrize(
    ("tool", "html"),
    [
        ("italic", "<p><em>word</em></p>"),
        ("heading3", "<h3>word</h3>"),
        ("heading4", "<h4>word</h4>"),
        ("orderedList", "<ol><li><p>word</p></li></ol>"),
        ("blockquote", "<blockquote><p>word</p></blockquote>"),
    ],
)
def test_each_tool_makes_its_element_and_undo_takes_it_back(page, tool, html):
    page.focus("#id_english_editor")
    page.keyboard.type("word")
    page.wait_for_timeout(600)  # what follows at once would be undone together with the typing
    page.keyboard.press("Control+a")
    page.locator(f"[data-tool={tool}]").first.click()
    assert value(page) == html
    page.locator("[data-tool=undo]").first.click()
    assert value(page) == "<p>word</p>"


def test_links_are_set_checked_changed_and_removed(page):
    page.focus("#id_english_editor")
    page.keyboard.type("site")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    dialogue = page.get_by_role("dialog")
    address = dialogue.get_by_role("textbox")
    address.fill("javascript:alert(1)")
    address.press("Enter")
    assert dialogue.get_by_role("alert").text_content()
    address.fill("www.example.org/a b")
    address.press("Enter")
    assert value(page) == '<p><a href="https://www.example.org/a%20b">site</a></p>'
    assert axe(page) == []
    page.locator("[data-tool=link]").first.click()
    assert address.input_value() == "https://www.example.org/a%20b"
    assert axe(page) == []
    dialogue.get_by_text("Remove").click()
    assert value(page) == "<p>site</p>"
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    page.keyboard.type("x")
    assert "x" in value(page)


def test_a_paste_from_word_keeps_lists_and_bold_and_breaks_no_policy(page):
    paste(page, WORD)
    page.get_by_text("Save").click()
    assert page.locator("pre").text_content() == (
        "<p>Aim</p><ul><li>To train <em>staff</em><ul><li>in two regions</li></ul></li><li>To report</li></ul>"
        "<ol><li>First</li><li>Second</li></ol><p>Cell</p>"
    ).replace("<p>Aim</p>", "<p><strong>Aim</strong></p>")


def test_a_paste_from_the_web_leaves_styles_pictures_and_bad_links_behind(page):
    paste(
        page,
        '<b style="font-weight:normal" id="docs-internal-guid"><h1 style="color:red">Title</h1>'
        '<p style="margin:0"><span style="font-weight:700">bold</span> <a href="javascript:alert(1)">x</a>'
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" onerror="alert(1)"><script>alert(1)</script></p></b>',
    )
    assert value(page) == "<h3>Title</h3><p><strong>bold</strong> x</p>"


def test_each_editor_speaks_the_language_of_its_text(page):
    editor = page.locator("#id_arabic_editor")
    assert (editor.get_attribute("lang"), editor.get_attribute("dir")) == ("ar", "rtl")
    assert editor.evaluate("element => getComputedStyle(element).direction") == "rtl"
    editor.click()
    page.keyboard.press("End")
    page.keyboard.type(" عربي")
    assert value(page, "arabic") == "<p>نص عربي</p>"


def test_in_a_page_from_right_to_left_the_arrows_turn_round(open_page, address):
    page = open_page(width=360)
    page.goto(f"{address}?rtl")
    page.wait_for_selector("#id_arabic_editor")
    page.locator("[data-tool=bold]").first.focus()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.tool") == "italic"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(page) == []


def test_the_page_has_no_barriers(page):
    assert axe(page) == []


def test_an_untouched_text_is_sent_as_it_was(open_page, address):
    page = open_page()
    page.goto(f"{address}?text=<ul><li>a<ul><li>b</li></ul></li></ul><p>c%C2%A0!</p>")
    page.wait_for_selector("#id_arabic_editor")
    page.get_by_text("Save").click()
    assert page.locator("pre").text_content() == "<ul><li>a<ul><li>b</li></ul></li></ul><p>c\u00a0!</p>"


def test_when_the_bundle_fails_the_textarea_takes_the_text(open_page, address):
    page = open_page()
    page.route("**/editor.*.js", lambda route: route.abort())
    page.goto(address)
    page.fill("#id_english", "<p>typed <b>by hand</b></p>")
    page.get_by_text("Save").click()
    assert page.locator("pre").text_content() == "<p>typed <strong>by hand</strong></p>"
    assert all("editor" in text or "ERR_FAILED" in text for text in page.noise)
    page.noise.clear()


def test_without_scripts_the_textarea_takes_the_text(open_page, address):
    page = open_page(java_script_enabled=False)
    page.goto(address)
    page.fill("#id_english", "typed")
    page.get_by_text("Save").click()
    assert page.locator("pre").text_content() == "<p>typed</p>"
