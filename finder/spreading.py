"""Moves circles apart until none covers another, as little as possible and always in the same way."""

from dataclasses import dataclass, field
from math import cos, floor, hypot, pi, sin, sqrt

GAP = 2.2  # room left between two circles
_GOLDEN_ANGLE = 2.399963


@dataclass(slots=True)
class Dot:
    """A circle that may move: its own point, its radius, and where it stands by now."""

    home_x: float
    home_y: float
    r: float
    x: float = field(init=False)
    y: float = field(init=False)
    reach: float = 0.0

    def __post_init__(self):
        self.x, self.y = self.home_x, self.home_y


def spread(dots: list[Dot], width: float, height: float, *, pad: float = 0.0, steps: int = 60) -> None:
    """Moves the circles apart within the frame, in place; shrinks them all alike if there is no room for all."""
    _fit(dots, width, height)
    for step in range(steps * 5):
        growth = min(1.0, 0.2 + 0.8 * step / (steps * 0.7))
        pull = max(0.0, 0.10 * (1 - step / steps))
        for dot in dots:
            dot.x += (dot.home_x - dot.x) * pull
            dot.y += (dot.home_y - dot.y) * pull
            dot.reach = dot.r * growth + GAP / 2
        touched = _push(dots)
        for dot in dots:
            inset = dot.r + pad
            dot.x = min(max(dot.x, min(inset, width / 2)), max(width - inset, width / 2))
            dot.y = min(max(dot.y, min(inset, height / 2)), max(height - inset, height / 2))
        if step >= steps and not touched:
            break
        if step > steps and step % 20 == 0:  # no end in sight: a little smaller
            _shrink(dots, 0.92)
    for dot in dots:
        dot.x, dot.y = round(dot.x), round(dot.y)
    _shrink(dots, _room(dots, width, height))
    for dot in dots:
        dot.r = floor(dot.r * 10) / 10


def _fit(dots: list[Dot], width: float, height: float, density: float = 0.6) -> None:
    """Shrinks the circles so far that together they cover no more than a part of the frame."""
    area = sum(pi * (dot.r + GAP / 2) ** 2 for dot in dots)
    if area > density * width * height:
        _shrink(dots, sqrt(density * width * height / area))


def _shrink(dots: list[Dot], factor: float) -> None:
    for dot in dots:
        dot.r *= factor


def _push(dots: list[Dot]) -> bool:
    """Pushes each overlapping pair apart, the smaller one further. Returns whether any pair still overlapped much."""
    by_x = sorted(dots, key=lambda dot: (dot.x, dot.y, dot.home_x, dot.home_y))
    widest = max((dot.reach for dot in by_x), default=0.0)
    touched = False
    for i, a in enumerate(by_x):
        limit = a.reach + widest
        for j in range(i + 1, len(by_x)):
            b = by_x[j]
            dx = b.x - a.x
            if dx > limit:
                break
            need = a.reach + b.reach
            dy = b.y - a.y
            if dy >= need or -dy >= need or dx >= need:
                continue
            distance = hypot(dx, dy)
            overlap = need - distance
            if overlap <= 0:
                continue
            touched = touched or overlap > 0.3
            if distance < 0.01:  # on the very same point: part them in a direction of their own
                angle = (i + j) * _GOLDEN_ANGLE
                dx, dy, distance = cos(angle), sin(angle), 1.0
            share = b.reach / need
            ux, uy = dx / distance * overlap, dy / distance * overlap
            a.x -= ux * share
            a.y -= uy * share
            b.x += ux * (1 - share)
            b.y += uy * (1 - share)
    return touched


def _room(dots: list[Dot], width: int, height: int) -> float:
    """The factor by which all circles must shrink so that none covers another or leaves the frame; 1 if none does."""
    factor = 1.0
    for i, a in enumerate(dots):
        factor = min(factor, a.x / a.r, a.y / a.r, (width - a.x) / a.r, (height - a.y) / a.r)
        for b in dots[i + 1 :]:
            near = a.r + b.r
            dx, dy = b.x - a.x, b.y - a.y
            if -near < dx < near and -near < dy < near:
                factor = min(factor, hypot(dx, dy) / near)
    return factor
