"""Factsheets: what is public, on tagged paper, in every language, and nothing of it in the way of anybody else."""

import contextlib
import fcntl
import json
import os
import re
import subprocess
import sys
import threading
import time
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as site_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from editorial import workflow
from editorial.texts import site_languages
from exchange import factsheets, printing, printing_cache, sheets
from projects.content.sample_pictures import draw, motif
from tests.exchange.sheets import TITLES, address_of
from tests.factories import OrganisationFactory, ProjectFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

FAKE = b"%PDF-1.7 fake"
WORD = re.compile(r'yMin="([\d.]+)"[^>]*>([^<]*)</word>')


@pytest.fixture
def sheet(monkeypatch, client):
    """Asks for a sheet without printing it; returns what would be printed, and the files that it may show."""
    jobs = []
    monkeypatch.setattr(printing, "is_available", lambda: True)
    monkeypatch.setattr(printing, "to_pdf", lambda html, files: jobs.append((html, files)) or FAKE)

    def ask(address):
        response = client.get(address)
        assert response.status_code == 200, response.content[-500:]
        return BeautifulSoup(jobs[-1][0], "html.parser"), jobs[-1][1]

    ask.jobs = jobs
    return ask


def output(*command):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout


def inflated(stream):
    with contextlib.suppress(zlib.error):
        return zlib.decompress(stream)
    return b""


def words(text):
    """Returns a text without the signs of direction and the line breaks of paper."""
    return " ".join(re.sub("[\u200e\u200f\u202a-\u202e]", "", text).split())


# --- Paper -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", site_languages())
def test_a_project_is_printed_in_every_language_and_can_be_read_back(printed, project, language):
    path = printed(address_of(language=language))
    text = words(output("pdftotext", path, "-"))
    assert TITLES[language] in text
    facts = output("pdfinfo", path)
    assert re.search(r"Tagged:\s+yes", facts)
    assert TITLES[language] in facts
    fonts = [line.split() for line in output("pdffonts", path).splitlines()[2:]]
    assert all(row[-5] == "yes" for row in fonts), fonts
    expected = {"ar": "Naskh", "ru": "Serif-C"}.get(language, "Serif-L")
    assert any(row[0].endswith(f"+{expected}") for row in fonts)
    streams = re.findall(rb"stream\n(.*?)\nendstream", path.read_bytes(), re.DOTALL)
    assert any(f"/Lang ({language})".encode() in inflated(stream) for stream in streams)


def test_a_text_in_another_language_stands_beside_its_heading(printed, project):
    """An English text on an Arabic sheet: from left to right, between a heading and a map that are turned over."""
    path = printed(address_of(language="ar"))
    assert re.search(r"Pages:\s+1\n", output("pdfinfo", path))
    tops = {words(text): float(top) for top, text in WORD.findall(output("pdftotext", "-bbox", path, "-"))}
    heading = next(tops[name] for name in ("الهدف", "الهدف"[::-1]) if name in tops)  # as poppler tells letters
    assert abs(heading - tops["help"]) < 12
    assert tops["way"] - tops["help"] < 30


def test_a_last_page_with_a_few_lines_is_helped(printer):
    """Asked in a process of its own, as it is used."""
    code = (
        "import json, sys\nfrom types import SimpleNamespace\nfrom exchange import printing_child as child\n"
        "for pages in json.loads(sys.argv[1]):\n"
        "    of = lambda html: next((name for name in ('tight', 'parted') if name in html), 'plain')\n"
        "    child.laid_out = lambda html, fetcher: SimpleNamespace(pages=pages[of(html)], name=of(html))\n"
        "    child.share_filled = lambda page: page\n"
        "    print(child.well_filled('<html >', None).name)\n"
    )
    cases = {
        "plain": {"plain": [1, 0.5]},
        "tight": {"plain": [1, 0.2], "tight": [1]},
        "parted": {"plain": [1, 0.2], "tight": [1, 0.1], "parted": [0.6, 0.6]},
    }
    found = subprocess.run(
        [sys.executable, "-c", code, json.dumps([*cases.values(), {**cases["parted"], "parted": [1, 1, 0.1]}])],
        env={**os.environ, "PYTHONPATH": str(site_settings.BASE_DIR)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stdout.split() == [*cases, "plain"]


@pytest.mark.parametrize("address", ["theme", "/ru/countries/az/?format=pdf", "organisation"])
def test_what_has_projects_is_printed_with_them(printed, project, address):
    if not address.startswith("/"):
        key, language = {"theme": ("thb", "ar"), "organisation": ("eu", "en")}[address]
        address = address_of(address, key, language)
    path = printed(address)
    assert TITLES[address.split("/")[1]] in words(output("pdftotext", path, "-"))
    assert re.search(r"Pages:\s+1\n", output("pdfinfo", path))
    structure = output("pdfinfo", "-struct", path)
    assert all(tag in structure for tag in ("H1", "H2", "Table", "TH", "Figure", "Link")), structure


def test_nothing_but_files_of_the_sheet_is_ever_read(printer):
    """Asked in a process of its own, as it is used."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom exchange.printing_child import path_of\n"
        "for url in sys.argv[2:]:\n"
        "    try: print(path_of(url, Path(sys.argv[1]), {'/media/a.png': '/x/a.png'}).name)\n"
        "    except ValueError: print('refused')\n"
    )
    base = "http://sheet.invalid"
    asked = {
        f"{base}/static/css/factsheet.css": "factsheet.css",
        f"{base}/media/a.png": "a.png",
        f"{base}/media/b.png": "refused",
        f"{base}/static/../settings.py": "refused",
        f"{base}/static/%2e%2e/settings.py": "refused",
        f"{base}/static//etc/passwd": "refused",
        f"{base}/etc/passwd": "refused",
        "file:///etc/passwd": "refused",
        "http://127.0.0.1/": "refused",
        "https://example.org/a.css": "refused",
        "data:text/css,a": "refused",
    }
    found = subprocess.run(
        [sys.executable, "-c", code, str(printing.STATIC), *asked],
        env={**os.environ, "PYTHONPATH": str(site_settings.BASE_DIR)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stdout.split() == list(asked.values())


# --- What stands on it ----------------------------------------------------------------------------------------------


def test_a_sheet_has_what_the_page_has(sheet, project):
    page, files = sheet(address_of())
    text = words(page.get_text(" "))
    for words_of_it in (
        "SR/1", "Completed", "2014", "European Union", "Azerbaijan", "€2,400,000", "The report", "Trafficking",
        "The site", "The body", "http://127.0.0.1:8000/en/projects/safe-roads-to-work/",
    ):  # fmt: skip
        assert words_of_it in text, words_of_it
    assert page.select_one(".prose ul li").get_text() == "on the way"
    assert "Nobody outside" not in str(page)
    assert files == {}
    assert page.find("meta", attrs={"name": "author"})["content"] == "The body"


def test_every_link_of_a_sheet_is_whole(sheet, project):
    for address in (address_of(), address_of("theme", "thb"), "/en/countries/az/?format=pdf"):
        page, _files = sheet(address)
        for link in page.find_all("a", href=True):
            assert link["href"].startswith("http://127.0.0.1:8000/en/"), link


def test_a_sheet_shows_its_picture_and_no_other_file(sheet, project):
    name = default_storage.save("pictures/safe roads.png", ContentFile(draw(motif("roads"), 320)))
    project.picture = name
    project.set_current_language("en")
    project.picture_alt = "A road"
    project.save()
    workflow.publish(workflow.save_revision(project, by=None), by=None)
    page, files = sheet(address_of())
    assert page.img["alt"] == "A road"
    assert {address: path.read_bytes()[1:4] for address, path in files.items()} == {page.img["src"]: b"IFF"}


def test_what_is_not_public_is_not_printed(sheet, client, project):
    ProjectFactory(title="A draft", key="draft", start="2014")
    hidden = OrganisationFactory(name="Hidden body")
    other = ProjectFactory(title="Other", start="2015")
    other.participations.create(organisation=hidden, role="donor")
    other.themes.add(project.themes.get())
    workflow.publish(workflow.save_revision(other, by=None), by=None)
    workflow.withdraw(hidden, by=None)
    page, _files = sheet(address_of("theme", "thb"))
    assert "Other" in page.get_text()
    assert "A draft" not in page.get_text()
    assert "Hidden body" not in page.get_text()
    address = address_of()
    workflow.withdraw(project, by=None)
    assert client.get(address).status_code == 404


def test_a_preview_has_no_sheet(sheet, client, administrator, project):
    client.force_login(administrator)
    response = client.get("/en/preview/project/roads/?format=pdf")
    assert response.headers["Content-Type"].startswith("text/html")
    assert sheet.jobs == []
    assert b"application/pdf" not in response.content


def test_sample_data_is_marked_on_paper(sheet, project):
    ProjectFactory(key="made-up", title="Made up", sample=True, public=True)
    page, _files = sheet(address_of(key="made-up"))
    assert "sample data" in page.select_one(".kicker").get_text()
    assert page.select_one(".note")


def test_a_long_list_ends_with_how_many_more_there_are(sheet, project, monkeypatch):
    monkeypatch.setattr(sheets, "ROOM", 16)
    monkeypatch.setattr(sheets, "LEAST_ROOM", 3)
    for number in range(9):
        more = ProjectFactory(title=f"More {number}", start="2015")
        more.themes.add(project.themes.get())
        workflow.publish(workflow.save_revision(more, by=None), by=None)
    page, _files = sheet(address_of("theme", "thb"))
    rows = len(page.select("tbody tr"))
    assert 3 < rows < 7
    assert f"and {10 - rows} more" in page.select_one(".more").get_text()
    assert page.select_one(".more a")["href"].endswith("/en/projects/?theme=thb")


def test_a_sheet_counts_as_the_figures_of_its_list_do(sheet, project):
    """What lies below a theme counts for it; what was withdrawn counts nowhere."""
    below = ThemeFactory(key="below", name="Below", parent=project.themes.get(), public=True)
    gone = OrganisationFactory(name="Hidden body")
    for number in range(2):
        more = ProjectFactory(title=f"More {number}", start="2015", end="2017")
        more.themes.add(below)
        for organisation in (project.participations.get().organisation, gone):
            more.participations.create(organisation=organisation, role="donor")
        workflow.publish(workflow.save_revision(more, by=None), by=None)
    workflow.withdraw(gone, by=None)
    page, _files = sheet(address_of("organisation", "eu"))
    ranks = {item.span.get_text(): item.select_one(".n").get_text() for item in page.select(".ranks .index li")}
    assert ranks == {"Azerbaijan": "1", "Trafficking": "3", "Below": "2"}
    assert "2014: 1, 2015: 3, 2016: 3, 2017: 2" in page.select_one(".years title").get_text()
    page, _files = sheet(address_of("theme", "thb"))
    assert page.select_one(".total strong").get_text() == "3"
    assert {item.span.get_text() for item in page.select(".ranks .index li")} == {"Azerbaijan", "European Union"}
    assert "other" not in page.select_one(".ranks").get_text()


def test_no_sheet_prints_a_variable_that_does_not_exist(sheet, project, settings):
    engine = settings.TEMPLATES[0]
    options = engine["OPTIONS"] | {"string_if_invalid": "MISSING(%s)"}
    with override_settings(TEMPLATES=[engine | {"OPTIONS": options}]):
        for address in (
            address_of(), address_of("theme", "thb"), address_of("organisation", "eu"), "/en/countries/az/?format=pdf",
        ):  # fmt: skip
            assert "MISSING" not in str(sheet(address)[0]), address


@pytest.mark.parametrize("kind", ["project", "theme", "organisation", "country"])
def test_a_sheet_costs_few_questions(sheet, project, client, kind):
    key = {"project": "roads", "theme": "thb", "organisation": "eu"}.get(kind)
    address = address_of(kind, key) if key else "/en/countries/az/?format=pdf"
    client.get("/en/")
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    assert len(captured) <= 10, [query["sql"] for query in captured]


# --- How it is sent ------------------------------------------------------------------------------------------------


def test_a_sheet_says_what_it_is(sheet, client, project):
    response = client.get(address_of(language="ar"))
    assert response.headers["Content-Disposition"] == 'inline; filename="roads-ar.pdf"'
    assert client.get(address_of()).headers["Content-Disposition"] == 'inline; filename="safe-roads-to-work-en.pdf"'
    response = client.get(address_of("organisation", "eu"))
    assert response.headers["Link"] == '<http://127.0.0.1:8000/en/donors/european-union/>; rel="canonical"'
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert not response.cookies


def test_an_unchanged_sheet_is_neither_printed_nor_sent_again(sheet, client, project):
    first = client.get(address_of())
    again = client.get(address_of())
    assert (first.content, again.content) == (FAKE, FAKE)
    assert len(sheet.jobs) == 1
    same = client.get(address_of(), headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    organisation = project.participations.get().organisation
    organisation.name = "Another name"
    organisation.save()
    workflow.publish(workflow.save_revision(organisation, by=None), by=None)
    assert client.get(address_of(), headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert len(sheet.jobs) == 2


def test_a_page_leads_to_its_sheet_only_where_there_is_one(monkeypatch, client, project):
    addresses = [address_of(), address_of("theme", "thb"), address_of("organisation", "eu"), "/en/countries/az/?"]
    form = factsheets.forms["pdf"]
    for found in (True, False):
        monkeypatch.setitem(factsheets.forms, "pdf", replace(form, is_available=lambda found=found: found))
        for address in addresses:
            page = client.get(address.partition("?")[0]).text
            assert ('href="?format=pdf"' in page) == found, address


def test_a_project_leads_to_its_sheet_and_to_a_comparison_right_under_its_title(monkeypatch, client, project):
    form = factsheets.forms["pdf"]
    monkeypatch.setitem(factsheets.forms, "pdf", replace(form, is_available=lambda: True))
    page = BeautifulSoup(client.get(address_of().partition("?")[0]).text, "html.parser")
    ways = page.select(".rep__head > .ways > a")
    assert [way["href"] for way in ways] == ["?format=pdf", "/en/projects/compare/?project=roads"]


def test_where_this_site_cannot_print_the_address_says_so(monkeypatch, client, project):
    monkeypatch.setattr(printing, "is_available", lambda: False)
    response = client.get(address_of())
    assert response.status_code == 404
    assert "makes no factsheets" in response.text


# --- What goes wrong -------------------------------------------------------------------------------------------------


@pytest.fixture
def instead(monkeypatch, tmp_path):
    """Lets a shell script stand in for the program that prints."""

    def instead(script):
        program = tmp_path / "program"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setattr(printing.sys, "executable", str(program))
        monkeypatch.setattr(printing, "is_available", lambda: True)

    return instead


@pytest.mark.parametrize("script", ["kill -9 $$", "exit 1", "echo not a pdf", "cat >/dev/null; exit 0", "exec false"])
def test_when_the_printing_dies_the_reader_is_asked_to_come_back(client, project, instead, script):
    instead(script)
    response = client.get(address_of())
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert response.headers["Cache-Control"] == "no-store"
    assert "try again" in response.text
    assert client.get("/en/projects/").status_code == 200


def test_when_the_printing_hangs_it_is_ended_with_all_that_it_started(client, project, settings, instead, tmp_path):
    settings.FACTSHEET_SECONDS = 1
    instead(f"sleep 300 & echo $! > {tmp_path}/sleeper; wait")
    begun = time.monotonic()
    assert client.get(address_of()).status_code == 503
    assert time.monotonic() - begun < 4
    sleeper = int((tmp_path / "sleeper").read_text())
    state = Path(f"/proc/{sleeper}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


def test_a_page_that_takes_too_much_memory_is_given_up(client, project, printer, monkeypatch):
    monkeypatch.setattr(printing, "MEGABYTES", 40)
    assert client.get(address_of()).status_code == 503


def test_a_folder_that_cannot_be_written_costs_time_only(sheet, client, project, settings, tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings.CACHE_DIR = tmp_path / "file"
    assert client.get(address_of()).content == FAKE
    assert client.get(address_of()).content == FAKE
    assert len(sheet.jobs) == 2
    with printing._turn():  # nor does it keep anybody from printing
        pass


def test_what_was_not_asked_for_longest_goes_when_there_is_no_room(settings, cache):
    settings.FACTSHEET_CACHE_MEGABYTES = 1
    size = printing_cache.MEGABYTE // 3
    for age, name in enumerate("abc"):
        printing_cache.kept(name, lambda: b"x" * size)
        os.utime(cache / "factsheets" / f"{name}.pdf", (age, age))
    printing_cache.kept("a", lambda: pytest.fail("a was kept"))
    printing_cache.kept("d", lambda: b"x" * size)
    assert sorted(path.stem for path in (cache / "factsheets").iterdir()) == ["a", "c", "d"]


def test_few_wait_and_one_prints(monkeypatch, settings):
    """However many ask at once, a web process lends two threads, and the machine prints one sheet at a time."""
    settings.FACTSHEET_WAIT = 10
    go, now, most, ended = threading.Event(), [], [], []

    def print_slowly(html, files):
        now.append(html)
        most.append(len(now))
        go.wait(10)
        now.remove(html)
        return FAKE

    monkeypatch.setattr(printing, "_print", print_slowly)

    def ask(number):
        try:
            ended.append(printing.to_pdf(str(number), {}))
        except printing.Busy:
            ended.append("busy")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for _attempt in range(100):
        if ended == ["busy"] * 3:
            break
        time.sleep(0.02)
    assert ended == ["busy"] * 3
    go.set()
    for thread in threads:
        thread.join(10)
    assert sorted(map(str, ended)) == sorted([str(FAKE)] * 2 + ["busy"] * 3)
    assert max(most) == 1


def test_another_process_that_prints_is_waited_for_a_while(settings, cache):
    settings.FACTSHEET_WAIT = 0.1
    cache.mkdir()
    with (cache / "printing-0.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(printing.Busy):
            printing.to_pdf("", {})
    with printing._turn():
        pass
