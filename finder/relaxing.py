"""The ways out of a selection that finds nothing or little.

What leaving out one value, or keeping one alone, would find; and what a mistyped search was meant to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pyroaring import BitMap

from . import search
from .chosen import Chip, Chosen

if TYPE_CHECKING:
    from .selection import Selection

MOST = 6
FEW = 3  # things; where a search finds fewer, something may be mistyped


@dataclass(frozen=True)
class Way:
    """A chosen value, the address that it leads to, and how much is found there (None where nobody counts)."""

    chip: Chip
    url: str
    count: int | None


@dataclass(frozen=True)
class WaysOut:
    """The ways that find something: without one value, the most helpful first; or else with one value alone."""

    without: list[Way]
    alone: list[Way]


def ways_out(selection: Selection) -> WaysOut:
    """Returns the ways out of a selection; where nothing is counted, every single removal."""
    if selection.index is None:
        return WaysOut([Way(chip, chip.url, None) for chip in selection.chips], [])
    without = _best(Way(chip, chip.url, _without(selection, chip)) for chip in selection.chips)
    if without or len(selection.chips) < 2:
        return WaysOut(without, [])
    return WaysOut([], _best(_alone(selection, chip) for chip in selection.chips))


def meant(selection: Selection) -> tuple[str, str] | None:
    """Returns the search without mistyped words and the address of what that finds; None where there is no need."""
    text, change = selection.chosen["q"], selection.vocabulary.change
    if not text or selection.total >= FEW or selection.index is None:
        return None
    if not (new := search.mended(text, selection.language, selection.of, change)):
        return None
    found = search.find(new, selection.language, selection.of, change=change).ids
    is_here = found & selection.others("q")
    return new, selection.url(q=new) if is_here else f"{selection.path}?{urlencode({'q': new})}"


def _best(ways: list[Way]) -> list[Way]:
    return sorted((way for way in ways if way.count), key=lambda way: -way.count)[:MOST]


def _without(selection: Selection, chip: Chip) -> int:
    others, chosen = selection.others(chip.parameter), selection.chosen[chip.parameter]
    if not isinstance(chosen, Chosen):
        return len(others)
    wanted = [key for key in chosen.wanted if key != chip.value or chip.excluded]
    excluded = [key for key in chosen.excluded if key != chip.value or not chip.excluded]
    rest = Chosen(wanted, excluded)
    return len(others & _bits(selection, chip, rest)) if rest else len(others)


def _alone(selection: Selection, chip: Chip) -> Way:
    is_text = not isinstance(selection.chosen[chip.parameter], Chosen)
    only = chip.value if is_text else Chosen([], [chip.value]) if chip.excluded else Chosen([chip.value])
    given = f"-{chip.value}" if chip.excluded else chip.value
    url = selection.url(**dict.fromkeys(selection.filters) | {chip.parameter: given})
    return Way(chip, url, len(_bits(selection, chip, only)))


def _bits(selection: Selection, chip: Chip, value: Chosen | str) -> BitMap:
    return selection.filters[chip.parameter].bits(selection.index, value)
