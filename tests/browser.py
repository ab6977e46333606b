"""Chromium for tests: one browser a run, pages that must stay silent, and axe.

Where no Chromium is installed the tests marked `browser` are skipped; with CI=true they fail.
"""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

# In how many ways every page of the desk is looked at: the options of `enter`.
WAYS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "arabic": {"language": "ar"},
    "narrow": {"width": 320},
    "forced colours": {"forced_colors": "active"},
}
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
WATCH = """document.addEventListener("securitypolicyviolation", (event) => console.error(
    `policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample} ${event.sourceFile} ${event.lineNumber}`
));"""


def chromium() -> str | None:
    """Returns the path of the installed Chromium: CHROMIUM in the environment, or the first on PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, started once."""
    path = chromium()
    if path is None:
        message = "NO CHROMIUM HERE: WHAT THE BROWSER SHOWS WAS NOT TESTED"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(message)
    # The browser's driver runs an event loop in this thread; Django would take the tests' queries for async code.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--disable-dev-shm-usage"])
        yield launched
        launched.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser: Browser) -> Iterator:
    """Opens pages (`open_page(width=360, locale="ar")`) and fails the test when one of them was not silent.

    Noise is anything on the console at warning level or above, an uncaught error, a request that found nothing, and
    every violation of the content security policy. A test that expects noise takes it out of `page.noise`.
    """
    contexts, pages = [], []

    def open_page(width: int = 1440, height: int = 900, **options) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.noise = []
        page.on("console", lambda message: message.type in {"error", "warning"} and page.noise.append(message.text))
        page.on("pageerror", lambda error: page.noise.append(str(error)))
        if options.get("java_script_enabled", True):
            page.add_init_script(WATCH)
        pages.append(page)
        return page

    yield open_page
    noise = [text for page in pages for text in page.noise]
    had_form = any(page.url.split("?")[0].endswith("/change/") for page in pages)
    for context in contexts:
        try:
            context.close()
        except Error as error:
            noise.append(str(error))
    if had_form:
        time.sleep(0.3)  # a form says farewell while it closes: the server is to be done before its tables are emptied
    assert noise == []


def axe(page: Page, **options) -> list[str]:
    """Returns the page's violations of WCAG 2.2 A and AA, one line each: rule, where, and why."""
    page.wait_for_load_state()  # what scripts add, a name of a field for one, is there only then
    heard = len(page.noise)
    page.evaluate(AXE.read_text())
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    result = page.evaluate("options => axe.run(document, options)", {"runOnly": tags, **options})
    page.wait_for_timeout(100)  # axe tries inline styles of its own, which the policy refuses a moment later
    del page.noise[heard:]
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
