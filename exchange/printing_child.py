"""Prints one page of HTML as a tagged PDF, in a process of its own that ends with it. Run as a program.

Standard input is a JSON object: `html`; `static`, the folder that stands for /static/; `files`, the addresses of the
only other files that the page may show, with their paths on disk; `fonts`, a folder for unpacked fonts; `seconds` and
`megabytes`, what it may use. Standard output is the PDF. Nothing here knows Django, nothing is ever asked from a
network, and nothing of the site may import this module: without Pango its own imports fail.
"""

import contextlib
import hashlib
import io
import json
import logging
import mimetypes
import os
import re
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pydyf
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from weasyprint import HTML
from weasyprint.document import Document, Page
from weasyprint.urls import URLFetcher, URLFetcherResponse

# No such host exists; it only gives the addresses of a page something to be relative to.
BASE = "http://sheet.invalid/"
OPTIONS = {"pdf_variant": "pdf/ua-1", "optimize_images": True, "jpeg_quality": 85, "dpi": 200}
LEAST_FILLED = 0.3  # of a last page
# Scripts whose letters are drawn in parts, so that a glyph does not say which letter it is.
DRAWN_IN_PARTS = re.compile("[\u0590-\u08ff]")
# Spaces that texts have: their glyph, and how wide each is, in em.
SPACES = {
    0x20: ("space", 0.23),
    0xA0: ("space.fixed", 0.23),
    0x2009: ("space.thin", 0.14),
    0x200A: ("space.hair", 0.08),
    0x202F: ("space.narrow", 0.14),
}


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
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        content = unpacked(path, self.fonts) if path.suffix == ".woff2" else path.read_bytes()
        return URLFetcherResponse(url, content, {"Content-Type": kind})


def unpacked(path: Path, folder: Path) -> bytes:
    """Returns a packed font as TrueType, kept in a folder: unpacking all of them takes as long as printing a sheet."""
    packed = path.read_bytes()
    kept = folder / f"{path.stem}-{hashlib.sha256(packed).hexdigest()[:16]}.ttf"
    with contextlib.suppress(OSError):
        return kept.read_bytes()
    font = TTFont(io.BytesIO(packed))
    font.flavor = None
    give_spaces(font)
    content = io.BytesIO()
    font.save(content)
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        made = kept.with_suffix(f".{os.getpid()}")
        made.write_bytes(content.getvalue())
        made.replace(kept)
    return content.getvalue()


def give_spaces(font: TTFont) -> None:
    """Gives a font of one script the spaces that it leaves to another: Pango takes a space from the font beside it."""
    if SPACES.keys() <= font.getBestCmap().keys():
        return
    font.getGlyphOrder()
    for code, (name, share) in SPACES.items():
        font["glyf"][name] = Glyph()
        font["hmtx"][name] = (round(font["head"].unitsPerEm * share), 0)
        for table in font["cmap"].tables:
            table.cmap.setdefault(code, name)


def limit(seconds: int, megabytes: int) -> None:
    """Lets the system end this process when it takes more time or memory than a sheet can need."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Reads what to print, prints it."""
    job = json.load(sys.stdin)
    limit(job["seconds"], job["megabytes"])
    say_what_is_drawn()
    logging.getLogger("weasyprint").addHandler(logging.StreamHandler(sys.stderr))
    fetcher = Fetcher(Path(job["static"]), job["files"], Path(job["fonts"]))
    document = laid_out(job["html"], fetcher)
    if len(document.pages) > 1 and share_filled(document.pages[-1]) < LEAST_FILLED:
        # A few lines on a last page look forgotten: set tighter, they may find room on the page before.
        tight = laid_out(job["html"].replace("<html ", '<html class="tight" ', 1), fetcher)
        document = tight if len(tight.pages) < len(document.pages) else document
    sys.stdout.buffer.write(document.write_pdf(**OPTIONS))


def laid_out(html: str, fetcher: Fetcher) -> Document:
    """Returns a page of HTML as pages of paper."""
    page = HTML(string=html, base_url=BASE, url_fetcher=fetcher, media_type="print")
    return page.render(**OPTIONS)


def say_what_is_drawn() -> None:
    """Lets each stretch of Arabic carry its letters for whoever reads or copies the text instead of looking at it.

    WeasyPrint notes for each glyph the letters that it first stood for. In Naskh a dot is a glyph: the dot of one
    letter would be read as another letter everywhere. PDF has ActualText for this.
    """
    begin = pydyf.Stream.begin_marked_content

    def begin_with_text(self: pydyf.Stream, tag: str, property_list: pydyf.Dictionary | None = None) -> None:
        if property_list is not None:
            text = getattr(next(reversed(self._tags)), "text", "")  # of the box that was noted a moment ago
            if DRAWN_IN_PARTS.search(text):
                property_list["ActualText"] = pydyf.String(text)
        begin(self, tag, property_list)

    pydyf.Stream.begin_marked_content = begin_with_text


def share_filled(page: Page) -> float:
    """Returns how much of the height of a page its text takes, between 0 and 1."""
    paper = page._page_box
    return sum(box.height for box in paper.children[:1]) / paper.height


if __name__ == "__main__":
    main()
