"""Fonts for print, and letters that can be read back from it. For `printing_child` alone.

A PDF says for each glyph which letters it stands for. Our Arabic face draws the dots of letters as glyphs of their own
and the same bare shape for several letters, so a glyph says little: whoever copies, searches or listens to the text
would get other letters. Here each glyph has doubles, and a double stands for the same letters everywhere: the shape of
a letter carries the letter, its dots carry nothing.
"""

import contextlib
import hashlib
import io
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent
from weasyprint.draw import text as drawing
from weasyprint.text.ffi import ffi, pango

# The family (factsheet.css) whose letters are drawn in parts, and how many doubles each of its glyphs has.
FAMILY, DOUBLES = "Naskh", 16
# Spaces and the mark of a direction, as texts have them: their glyph, and how wide each is, in em.
SPACES = {
    0x20: ("space", 0.23),
    0xA0: ("space.fixed", 0.23),
    0x2009: ("space.thin", 0.14),
    0x200A: ("space.hair", 0.08),
    0x202F: ("space.narrow", 0.14),
    0x200F: ("mark.rtl", 0),
}
SHAPE = 3  # rises when fonts are to be unpacked in another way


def unpacked(path: Path, folder: Path) -> bytes:
    """Returns a packed font as TrueType, kept in a folder: unpacking all of them takes as long as printing a sheet."""
    packed = path.read_bytes()
    kept = folder / f"{path.stem}-{SHAPE}-{hashlib.sha256(packed).hexdigest()[:16]}.ttf"
    with contextlib.suppress(OSError):
        return kept.read_bytes()
    font = TTFont(io.BytesIO(packed))
    font.flavor = None
    give_spaces(font)
    if 0x627 in font.getBestCmap():
        give_doubles(font)
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


def give_doubles(font: TTFont) -> None:
    """Gives every glyph of a font doubles that look the same, those of the first glyph first."""
    for name in list(font.getGlyphOrder()):
        for number in range(DOUBLES):
            font["glyf"][f"{name}.{number}"] = _same_as(name)
            font["hmtx"][f"{name}.{number}"] = font["hmtx"][name]


def _same_as(name: str) -> Glyph:
    part = GlyphComponent()
    part.glyphName, part.x, part.y, part.flags = name, 0, 0, 0x202  # where it stands, in numbers; its own width
    glyph = Glyph()
    glyph.numberOfContours, glyph.components = -1, [part]
    return glyph


class Letters:
    """Which letters the doubles of each glyph stand for, by font."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, int], list[str]] = defaultdict(list)

    def double(self, font: Any, glyph: int, letters: str) -> int:
        """Returns the double of a glyph that stands for some letters, the glyph itself when it has no other left."""
        glyphs, given = font.glyph_count // (DOUBLES + 1), self._given[font.hash, glyph]
        if glyph >= glyphs or (letters not in given and len(given) == DOUBLES):
            return glyph
        if letters not in given:
            given.append(letters)
        found = glyphs + glyph * DOUBLES + given.index(letters)
        font.to_unicode[found] = letters
        return found

    def write(self, stream: Any, box: Any) -> None:
        """Takes doubles for the glyphs of a line of text before it is drawn."""
        # As the drawing does first: changed later, it would lay the line out once more.
        pango.pango_layout_set_single_paragraph_mode(box.pango_layout.layout, True)
        run = box.pango_layout.get_first_line()[0].runs[0]
        text = box.pango_layout.text.encode()
        while run != ffi.NULL:
            item, glyphs, run = run.data.item, run.data.glyphs, run.next
            font, _size = stream.add_font(item.analysis.font)
            if font.family == FAMILY:
                self._write_run(font, text[item.offset : item.offset + item.length], item, glyphs)

    def _write_run(self, font: Any, text: bytes, item: Any, glyphs: Any) -> None:
        clusters = [glyphs.log_clusters[number] for number in range(glyphs.num_glyphs)]
        ends = dict(zip(sorted(set(clusters)), [*sorted(set(clusters))[1:], len(text)], strict=True))
        # The shape of a letter comes before its marks, in the direction in which it is read.
        order = range(len(clusters) - 1, -1, -1) if item.analysis.level % 2 else range(len(clusters))
        seen = set()
        for number in order:
            start, glyph = clusters[number], glyphs.glyphs[number].glyph
            if glyph < font.glyph_count:  # neither an empty nor an unknown one
                letters = "" if start in seen else text[start : ends[start]].decode()
                glyphs.glyphs[number].glyph = self.double(font, glyph, letters)
                seen.add(start)


def keep_letters() -> None:
    """Lets whatever is drawn from now on be read back, letter by letter."""
    letters, draw = Letters(), drawing.draw_first_line

    def draw_readable(stream: Any, box: Any, *args: Any) -> Any:
        if box.text.strip():
            letters.write(stream, box)
        return draw(stream, box, *args)

    drawing.draw_first_line = draw_readable
