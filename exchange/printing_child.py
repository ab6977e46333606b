"""Prints one page of HTML as a tagged PDF, in a process of its own that ends with it. Run as a program.

Standard input is a JSON object: `html`; `static`, the folder that stands for /static/; `files`, the addresses of the
only other files that the page may show, with their paths on disk; `fonts`, a folder for unpacked fonts; `seconds` and
`megabytes`, what it may use. Standard output is the PDF. Nothing here knows Django, nothing is ever asked from a
network, and nothing of the site may import this module: without Pango its own imports fail.
"""

import ctypes.util
import json
import logging
import mimetypes
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

if sys.platform == "linux":
    # WeasyPrint tries the names that libraries have elsewhere first, and Python looks for each of them with compilers
    # and linkers: a third of a second. The names that Linux has are opened without it.
    ctypes.util.find_library = lambda name: None
    # HarfBuzz makes subsets of fonts (`printing.LIBRARIES`); fontTools, whose ways nobody takes then, is a quarter of
    # what is left of starting.
    sys.modules["fontTools.subset"] = SimpleNamespace()
    sys.modules["fontTools.varLib.instancer"] = SimpleNamespace(instantiateVariableFont=None)

from weasyprint import HTML
from weasyprint.document import Document, Page
from weasyprint.urls import URLFetcher, URLFetcherResponse

from exchange.printing_letters import keep_letters, unpacked
from exchange.printing_pictures import printable

# No such host exists; it only gives the addresses of a page something to be relative to.
BASE = "http://sheet.invalid/"
OPTIONS = {"pdf_variant": "pdf/ua-1"}
LEAST_FILLED = 0.3  # of a last page


def path_of(url: str, static: Path, files: Mapping[str, str]) -> Path:
    """Returns the file on disk behind an address of a page; raises ValueError for whatever a page may not show."""
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}/" != BASE:
        raise ValueError(f"not of this site: {url}")
    if parts.path in files:
        return Path(files[parts.path])
    path = (static / unquote(parts.path).removeprefix("/static/").lstrip("/")).resolve()
    if not parts.path.startswith("/static/") or not path.is_relative_to(static.resolve()) or not path.is_file():
        raise ValueError(f"no file of a sheet: {url}")
    return path


class Fetcher(URLFetcher):
    """Serves the files of a sheet from disk and refuses everything else."""

    def __init__(self, static: Path, files: Mapping[str, str], fonts: Path) -> None:
        super().__init__(allowed_protocols=())
        self.static, self.files, self.fonts = static, files, fonts

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        path = path_of(url, self.static, self.files)
        if str(path) in self.files.values():
            return URLFetcherResponse(url, printable(path))
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        content = unpacked(path, self.fonts) if path.suffix == ".woff2" else path.read_bytes()
        return URLFetcherResponse(url, content, {"Content-Type": kind})


def limit(seconds: int, megabytes: int) -> None:
    """Lets the system end this process when it takes more time or memory than a sheet can need."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Reads what to print, prints it."""
    job = json.load(sys.stdin)
    limit(job["seconds"], job["megabytes"])
    keep_letters()
    logging.getLogger("weasyprint").addHandler(logging.StreamHandler(sys.stderr))
    fetcher = Fetcher(Path(job["static"]), job["files"], Path(job["fonts"]))
    sys.stdout.buffer.write(well_filled(job["html"], fetcher).write_pdf(**OPTIONS))


def well_filled(html: str, fetcher: Fetcher) -> Document:
    """Returns a page of HTML as pages of paper, of which the last does not look forgotten where that can be helped."""
    document = laid_out(html, fetcher)
    if len(document.pages) == 1 or share_filled(document.pages[-1]) >= LEAST_FILLED:
        return document
    # Set tighter, its few lines may find room on the page before; else the list of projects takes a page of its own.
    tight = laid_out(html.replace("<html ", '<html class="tight" ', 1), fetcher)
    if len(tight.pages) < len(document.pages):
        return tight
    parted = laid_out(html.replace("<html ", '<html class="parted" ', 1), fetcher)
    return parted if len(parted.pages) == len(document.pages) else document


def laid_out(html: str, fetcher: Fetcher) -> Document:
    """Returns a page of HTML as pages of paper."""
    page = HTML(string=html, base_url=BASE, url_fetcher=fetcher, media_type="print")
    return page.render(**OPTIONS)


def share_filled(page: Page) -> float:
    """Returns how much of the height of a page its text takes, between 0 and 1."""
    paper = page._page_box
    return sum(box.height for box in paper.children[:1]) / paper.height


if __name__ == "__main__":
    main()
