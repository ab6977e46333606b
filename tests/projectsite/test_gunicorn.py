"""What the web server answers before the site is asked, seen over a real connection."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.conf import settings

START = 30  # seconds


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """A server of the site with its own configuration; refusals need neither database nor collected files."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "PORT": str(port),
        "DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "WEB_WORKERS": "1",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "projectsite.wsgi"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL)
    try:
        await_answer(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(START)


def await_answer(port, process, seconds=START):
    """Returns once the server answers; fails when it ended, or took too long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError):
            ask(port, "/health/live")
            return
        time.sleep(0.1)
    ended = process.poll()
    pytest.fail(f"no answer in {seconds} s" if ended is None else f"the server ended with {ended}")


def ask(port, address, **headers):
    """Returns the answer to a request of its own connection, with its text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START)
    try:
        connection.request("GET", address, headers=headers)
        response = connection.getresponse()
        return response, response.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("words", ["q" * 10_000, quote("ж" * 2_000), quote("ж" * 10_000), quote("字" * 10_000)])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_search_of_thousands_of_letters_is_refused_by_a_page_of_the_site(port, language, words):
    response, text = ask(port, f"/{language}/projects/?q={words}")
    assert response.status == 414
    assert f'<html lang="{language}"' in text
    assert f'href="/{language}/projects/"' in text
    assert "200" in text
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "Set-Cookie" not in response.headers


def test_a_server_that_never_answers_is_named_as_such():
    with socket.socket() as deaf, subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"]) as process:
        deaf.bind(("127.0.0.1", 0))  # bound, and not listening
        with pytest.raises(pytest.fail.Exception, match="ended with 3"):
            await_answer(deaf.getsockname()[1], process)


def test_what_no_person_pastes_is_refused_by_the_server_itself(port):
    """Nothing without an end is read: the connection is closed, before or after the answer was fetched."""
    with contextlib.suppress(ConnectionError):
        response, text = ask(port, f"/en/projects/?q={'q' * 400_000}")
        assert response.status == 414
        assert "<html lang" not in text


def test_the_refusal_speaks_the_language_of_the_browser_where_the_address_has_none(port):
    _response, text = ask(port, f"/?q={'q' * 10_000}", **{"Accept-Language": "ru"})
    assert '<html lang="ru"' in text
