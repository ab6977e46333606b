"""Draws the pictures of the sample projects: quiet, abstract maps, the same for a key every time.

Four motifs (contour lines, routes, a river, fields) in the colours of an atlas. Everything is drawn at twice the
size and scaled down, which makes the lines smooth.
"""

import itertools
import math
import random
import zlib
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

PAPER, INK, MAGENTA, SEA, BUFF = "#fbfaf6", "#16212b", "#a1145c", "#e3edf0", "#f1e6c9"
HAIR, SHALLOW = "#c9c6bb", "#b9d0d8"
SCALE = 2
LARGEST = 60_000  # bytes
CELL = 12  # pixels (of the doubled picture) between two samples of a height field

Point = tuple[float, float]
Field = Callable[[float, float], float]


def motif(key: str) -> str:
    """Returns the name of the motif of a key: "contours", "routes", "river" or "grid"."""
    return ("contours", "routes", "river", "grid")[zlib.crc32(f"motif {key}".encode()) % 4]


def draw(key: str, width: int = 1280, height: int = 720) -> bytes:
    """Returns a picture as WebP bytes, `width` × `height` pixels, determined by the key alone."""
    dice = random.Random(key)  # noqa: S311  (a picture needs no secret)
    size = (width * SCALE, height * SCALE)
    picture = Image.new("RGB", size, PAPER)
    {"contours": _contours, "routes": _routes, "river": _river, "grid": _grid}[motif(key)](picture, dice)
    _neatline(picture)
    picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    for quality in (62, 50, 38):
        out = BytesIO()
        picture.save(out, "WEBP", quality=quality, method=4)
        if out.tell() < LARGEST:
            break
    return out.getvalue()


# --- Parts -----------------------------------------------------------------------------------------------------------


def _neatline(picture: Image.Image) -> None:
    """Draws the frame of a map sheet: a hairline with ticks."""
    pen, (width, height) = ImageDraw.Draw(picture), picture.size
    edge = 28
    pen.rectangle((edge, edge, width - edge, height - edge), outline=INK, width=2)
    for step in range(1, 16):
        x = edge + (width - 2 * edge) * step / 16
        pen.line((x, edge, x, edge + 14), fill=INK, width=2)
        pen.line((x, height - edge - 14, x, height - edge), fill=INK, width=2)


def _graticule(pen: ImageDraw.ImageDraw, size: tuple[int, int], spacing: int = 180) -> None:
    width, height = size
    for x in range(spacing, width, spacing):
        pen.line((x, 0, x, height), fill=HAIR, width=1)
    for y in range(spacing, height, spacing):
        pen.line((0, y, width, y), fill=HAIR, width=1)


def _curve(points: list[Point], steps: int = 14) -> list[Point]:
    """Returns a smooth line through points (Catmull-Rom)."""
    padded = [points[0], *points, points[-1]]
    line = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            line.append(
                tuple(
                    0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
                    for a, b, c, d in zip(before, start, end, after, strict=True)
                )
            )
    return [*line, points[-1]]


def _dashed(pen: ImageDraw.ImageDraw, line: list[Point], fill: str, width: int) -> None:
    for index in range(0, len(line) - 3, 5):
        pen.line(line[index : index + 4], fill=fill, width=width, joint="curve")


def _place(pen: ImageDraw.ImageDraw, at: Point, radius: float, fill: str = PAPER, outline: str = INK) -> None:
    (x, y), r = at, radius
    pen.ellipse((x - r, y - r, x + r, y + r), fill=fill, outline=outline, width=4)


def _wander(dice: random.Random, size: tuple[int, int], count: int = 7, swing: float = 0.22) -> list[Point]:
    """Returns points from the left edge to the right, going up and down."""
    width, height = size
    level = dice.uniform(0.3, 0.7)
    points = []
    for step in range(count + 1):
        level = min(0.86, max(0.14, level + dice.uniform(-swing, swing)))
        points.append((width * (step - 0.1) / (count - 0.2), height * level))
    return points


# --- Motifs ----------------------------------------------------------------------------------------------------------


def _hills(dice: random.Random, size: tuple[int, int]) -> Field:
    width, height = size
    hills = [
        (dice.uniform(0, width), dice.uniform(0, height), dice.uniform(0.08, 0.2) * width, dice.uniform(0.5, 1.3))
        for _ in range(11)
    ]

    def field(x: float, y: float) -> float:
        return sum(h * math.exp(-((x - a) ** 2 + (y - b) ** 2) / (r * r)) for a, b, r, h in hills) - 0.42

    return field


def _segments(rows: list[list[float]], level: float) -> list[tuple[Point, Point]]:
    """Returns the pieces of the line at which a height field crosses a level (marching squares)."""
    found = []
    for j in range(len(rows) - 1):
        above, below = rows[j], rows[j + 1]
        for i in range(len(above) - 1):
            a, b, c, d = above[i] - level, above[i + 1] - level, below[i + 1] - level, below[i] - level
            cuts = []
            if (a < 0) != (b < 0):
                cuts.append((i + a / (a - b), j))
            if (b < 0) != (c < 0):
                cuts.append((i + 1, j + b / (b - c)))
            if (c < 0) != (d < 0):
                cuts.append((i + 1 - c / (c - d), j + 1))
            if (d < 0) != (a < 0):
                cuts.append((i, j + 1 - d / (d - a)))
            found += [
                ((p[0] * CELL, p[1] * CELL), (q[0] * CELL, q[1] * CELL))
                for p, q in zip(cuts[::2], cuts[1::2], strict=False)
            ]
    return found


def _contours(picture: Image.Image, dice: random.Random) -> None:
    width, height = picture.size
    field = _hills(dice, picture.size)
    rows = [[field(x, y) for x in range(0, width + CELL, CELL)] for y in range(0, height + CELL, CELL)]
    tints = ((-9.0, SEA), (0.0, PAPER), (0.55, "#f7f1e0"), (0.95, BUFF))
    heights = Image.new("L", (len(rows[0]), len(rows)))
    heights.putdata([max(0, min(255, round(128 + 70 * value))) for row in rows for value in row])
    heights = heights.resize((len(rows[0]) * CELL, len(rows) * CELL), Image.Resampling.BICUBIC)
    heights = heights.crop((0, 0, width, height))
    for level, tint in tints:
        floor = round(128 + 70 * level)
        picture.paste(tint, mask=heights.point([255 * (value >= floor) for value in range(256)]))
    pen = ImageDraw.Draw(picture)
    _graticule(pen, picture.size)
    for step in range(-3, 14):
        level = step * 0.13
        colour, thick = (SHALLOW, 2) if step < 0 else (INK, 5) if step == 0 else ("#8d8468", 3 if step % 4 == 0 else 2)
        for start, end in _segments(rows, level):
            pen.line((start, end), fill=colour, width=thick)
    route = _curve(_wander(dice, picture.size, 6))
    _dashed(pen, route, MAGENTA, 9)
    for at in (route[len(route) // 5], route[-len(route) // 4]):
        _place(pen, at, 17, fill=PAPER, outline=MAGENTA)


def _routes(picture: Image.Image, dice: random.Random) -> None:
    pen, (width, height) = ImageDraw.Draw(picture), picture.size
    for _ in range(3):
        x, y, r = dice.uniform(0, width), dice.uniform(0, height), dice.uniform(0.16, 0.3) * width
        pen.ellipse((x - r, y - r, x + r, y + r), fill=dice.choice((SEA, BUFF)))
    _graticule(pen, picture.size)
    places = [(dice.uniform(0.06, 0.94) * width, dice.uniform(0.1, 0.9) * height) for _ in range(26)]
    pairs = set()
    for start in places:
        near = sorted(places, key=lambda other, here=start: math.dist(here, other))[1:4]
        pairs |= {tuple(sorted((start, end))) for end in near}
    for start, end in sorted(pairs):
        bend = dice.uniform(-0.16, 0.16)
        middle = (
            (start[0] + end[0]) / 2 + bend * (end[1] - start[1]),
            (start[1] + end[1]) / 2 - bend * (end[0] - start[0]),
        )
        pen.line(_curve([start, middle, end]), fill="#6d7680", width=3, joint="curve")
    chosen = sorted(places)[:: len(places) // 5]
    pen.line(_curve(chosen, 24), fill=MAGENTA, width=11, joint="curve")
    for at in places:
        _place(pen, at, dice.choice((8, 8, 10, 13)))
    for at in chosen:
        _place(pen, at, 21, fill=MAGENTA, outline=PAPER)


def _river(picture: Image.Image, dice: random.Random) -> None:
    picture.paste("#f7f1e0", (0, 0, *picture.size))
    pen, size = ImageDraw.Draw(picture), picture.size
    _graticule(pen, size)
    course = _wander(dice, size, 7, 0.17)
    for band in range(20, 0, -1):  # hairlines that follow the river, further and further away
        for side in (-1, 1):
            away = side * (38 + band * 42)
            ripple = [(x, y + away + 16 * math.sin(x / 190 + band / 3)) for x, y in course]
            pen.line(_curve(ripple), fill="#d8c99c" if band % 5 else "#a8986a", width=2, joint="curve")
    for offset, thick in ((0, 66), (70, 22), (-86, 14)):
        arm = [
            (x, y + offset * math.sin(math.pi * step / (len(course) - 1)) * 1.6) for step, (x, y) in enumerate(course)
        ]
        pen.line(_curve(arm, 24), fill=INK, width=thick + 6, joint="curve")
        pen.line(_curve(arm, 24), fill=SEA if thick > 20 else SHALLOW, width=thick, joint="curve")
    stream = _curve(course, 24)
    for share in (0.22, 0.47, 0.74):
        x, y = stream[int(len(stream) * share)]
        pen.line((x, y - 90, x, y + 90), fill=MAGENTA, width=8)
        _place(pen, (x, y - 104), 18, outline=MAGENTA)
        _place(pen, (x, y + 104), 18, outline=MAGENTA)


def _hatch(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float], gap: int, upward: bool) -> None:
    left, top, right, bottom = box
    height = bottom - top
    for shift in range(0, int(right - left + height), gap):
        x0, x1 = left + shift - height, left + shift
        y0, y1 = (bottom, top) if upward else (top, bottom)
        if x0 < left:
            y0 += (left - x0) * (y1 - y0) / height
            x0 = left
        if x1 > right:
            y1 -= (x1 - right) * (y1 - y0) / (x1 - x0)
            x1 = right
        pen.line((x0, y0, x1, y1), fill="#a8986a", width=2)


def _cuts(dice: random.Random, length: int, least: int, most: int) -> list[int]:
    cuts = [0]
    while cuts[-1] < length:
        cuts.append(cuts[-1] + dice.randint(least, most))
    return cuts


def _grid(picture: Image.Image, dice: random.Random) -> None:
    pen, (width, height) = ImageDraw.Draw(picture), picture.size
    columns, rows = _cuts(dice, width, 110, 260), _cuts(dice, height, 100, 220)
    marked = []
    for left, right in itertools.pairwise(columns):
        for top, bottom in itertools.pairwise(rows):
            box = (left + 5, top + 5, right - 5, bottom - 5)
            kind = dice.randrange(12)
            fill = BUFF if kind < 3 else SEA if kind < 5 else "#f7f1e0" if kind < 8 else PAPER
            pen.rectangle(box, fill=fill, outline="#8d8468", width=2)
            if kind in (2, 6, 7):
                _hatch(pen, box, 30 if kind == 2 else 44, upward=kind == 6)
            if kind == 11:
                marked.append(box)
    for left, top, right, bottom in marked[:9]:
        pen.rectangle((left, top, right, bottom), outline=MAGENTA, width=7)
        _place(pen, ((left + right) / 2, (top + bottom) / 2), 15, fill=MAGENTA, outline=PAPER)
    for points in (_wander(dice, picture.size, 5, 0.12), _wander(dice, picture.size, 6, 0.2)):
        pen.line(_curve(points), fill=INK, width=16, joint="curve")
        pen.line(_curve(points), fill=PAPER, width=10, joint="curve")
