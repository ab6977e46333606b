"""The map: true places, honest circles that never cover one another, names that never collide."""

import json
from itertools import combinations
from math import hypot
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import projectsite
from finder.labels import APART, box_of, gap
from finder.projection import MAP_HEIGHT, MAP_WIDTH, project, unproject
from finder.worldmap import BASES, Place, overview, panel, plates

IMAGES = Path(projectsite.__file__).parent / "static" / "img"

POINTS = {
    "MD": (28.5, 47.2), "AZ": (47.7, 40.3), "BA": (17.8, 44.2), "TR": (35.4, 39.0), "RS": (20.8, 44.2),
    "ME": (19.2, 42.8), "XK": (20.9, 42.6), "MK": (21.7, 41.6), "AL": (20.0, 41.1), "GE": (43.5, 42.2),
    "AM": (44.9, 40.3), "SN": (-14.5, 14.4), "BR": (-53.0, -10.5), "NZ": (172.5, -41.8), "FJ": (178.0, -17.8),
    "PT": (-8.0, 39.6), "MT": (14.4, 35.9), "UA": (31.4, 49.0), "BY": (28.0, 53.5), "SE": (16.4, 62.3),
}  # fmt: skip
NAMES = {"BA": "Bosnia and Herzegovina", "MK": "North Macedonia", "XK": "Kosovo", "AZ": "Azerbaijan", "TR": "Türkiye"}


def place(code, count=1, name=None, note=""):
    longitude, latitude = POINTS[code]
    return Place(
        code, name or NAMES.get(code, code), count, f"/en/countries/{code.lower()}/", longitude, latitude, note
    )


@st.composite
def many_places(draw, most=40):
    number = draw(st.integers(0, most))
    return [
        Place(
            f"C{i}",
            draw(st.text("abcdefgh iklmnoé", min_size=1, max_size=24)),
            draw(st.integers(1, 400)),
            f"/{i}/",
            draw(st.floats(-180, 180)),
            draw(st.floats(-58, 80)),
        )
        for i in range(number)
    ]


def overlapping(drawn):
    return [
        (a.place.code, b.place.code)
        for a, b in combinations(drawn.circles, 2)
        if hypot(a.x - b.x, a.y - b.y) < a.r + b.r - 0.01
    ]


def assert_tidy(drawn):
    assert overlapping(drawn) == []
    for circle in drawn.circles:
        assert circle.r <= circle.x <= drawn.width - circle.r
        assert circle.r <= circle.y <= drawn.height - circle.r
    boxes = [box_of(c.label, drawn.font_size) for c in drawn.circles if c.label]
    for (a0, b0, a1, b1), (c0, d0, c1, d1) in combinations(boxes, 2):
        assert a1 <= c0 or c1 <= a0 or b1 <= d0 or d1 <= b0
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= 0
        assert right <= drawn.width
        assert bottom <= drawn.height


@given(st.floats(-180, 180), st.floats(-89, 89))
def test_projection_and_back(longitude, latitude):
    x, y = project(longitude, latitude)
    assert unproject(x, y) == (pytest.approx(longitude, abs=1e-6), pytest.approx(latitude, abs=1e-6))


def test_projection_puts_the_corners_of_the_world_where_the_base_map_has_them():
    assert project(-180, 0)[0] == pytest.approx(0)
    assert project(180, 0)[0] == pytest.approx(MAP_WIDTH)
    assert project(0, 84) == (pytest.approx(500), pytest.approx(0))
    assert project(0, -56)[1] < MAP_HEIGHT  # Cape Horn


@settings(max_examples=60, deadline=None)
@given(many_places(), st.booleans())
def test_nothing_covers_anything_and_all_stays_in_the_frame(places, all_names):
    assert_tidy(panel(places, width=640, height=420, all_names=all_names))


@settings(max_examples=100, deadline=None)
@given(many_places(), st.booleans())
def test_nobody_takes_a_name_for_that_of_another_circle(places, all_names):
    drawn = panel(places, width=640, height=420, all_names=all_names)
    named = [circle for circle in drawn.circles if circle.label]
    for circle in named:
        box, leader = box_of(circle.label, drawn.font_size), circle.label.leader
        others = [other for other in drawn.circles if other is not circle]
        least = APART if leader else APART + gap(box, circle)
        assert all(gap(box, other) >= least - 0.01 for other in others)
        for other in others if leader else ():
            assert all(hypot(x - other.x, y - other.y) > other.r for x, y in along(leader))
    lines = [(circle, along(circle.label.leader)) for circle in named if circle.label.leader]
    for circle, line in lines:
        for other in named:
            left, top, right, bottom = box_of(other.label, drawn.font_size)
            assert other is circle or not any(left < x < right and top < y < bottom for x, y in line)


def along(leader):
    """Returns points along a thin line."""
    x, y, to_x, to_y = leader
    return [(x + (to_x - x) * i / 20, y + (to_y - y) * i / 20) for i in range(21)]


def test_between_two_circles_no_name_stands_that_could_be_of_either():
    close = [Place("AM", "Armenia", 2, "/am/", 44.9, 40.3), Place("AZ", "Azerbaijan", 3, "/az/", 47.7, 40.3)]
    drawn = panel(close, width=980, height=580, span=170, all_names=False)
    for circle, other in zip(drawn.circles, reversed(drawn.circles), strict=True):
        box = box_of(circle.label, drawn.font_size)
        assert gap(box, circle) + APART <= gap(box, other)


@settings(max_examples=20, deadline=None)
@given(many_places(most=12), st.integers(0, 2**32))
def test_same_places_in_any_order_give_the_same_panel(places, seed):
    shuffled = sorted(places, key=lambda p: hash((seed, p.code)))
    assert panel(places, width=320, height=290) == panel(shuffled, width=320, height=290)


def test_places_on_one_point_are_parted():
    crowd = [Place(f"C{i}", f"Name {i}", 30, "/", 20.0, 44.0) for i in range(25)]
    drawn = panel(crowd, width=320, height=290)
    assert len(drawn.circles) == 25
    assert_tidy(drawn)


def test_circles_shrink_together_when_a_frame_is_too_small():
    crowd = [Place(f"C{i}", f"Name {i}", 100 if i < 10 else 25, "/", i % 5, i // 5) for i in range(40)]
    drawn = panel(crowd, width=200, height=160, largest=60)
    assert_tidy(drawn)
    radii = {circle.place.count: circle.r for circle in drawn.circles}
    assert radii[100] / radii[25] == pytest.approx(2, rel=0.05)


def test_area_is_the_number():
    drawn = panel([place("BR", 4), place("NZ", 16), place("SE", 1)], width=640, height=420)
    radii = {circle.place.code: circle.r for circle in drawn.circles}
    assert radii["NZ"] == pytest.approx(2 * radii["BR"], abs=0.2)
    assert radii["BR"] == pytest.approx(2 * radii["SE"], abs=0.2)
    assert [c.place.code for c in drawn.circles] == ["NZ", "BR", "SE"]


def test_a_circle_that_had_to_move_is_tied_to_its_point_and_a_lone_one_stands_on_it():
    lone = panel([place("MD", 9)], width=320, height=290).circles[0]
    assert (lone.x, lone.y, lone.moved) == (lone.home_x, lone.home_y, False)
    crowd = [Place(f"C{i}", "x", 30, "/", 20.0, 44.0) for i in range(12)]
    assert any(circle.moved for circle in panel(crowd, width=320, height=290).circles)


def test_a_number_without_room_in_its_circle_stands_after_the_name():
    drawn = panel([place("MD", 1, "Moldova"), place("AZ", 30)], width=320, height=290)
    small = next(c for c in drawn.circles if c.place.code == "MD")
    assert (small.inside, small.label.lines[0][1]) == (False, "Moldova\u00a01")
    large = next(c for c in drawn.circles if c.place.code == "AZ")
    assert (large.inside, large.label.lines[0][1]) == (True, "Azerbaijan")
    beside = panel([place("MD", 1), place("AZ", 30)], width=480, height=380, inside=False)
    assert [circle.inside for circle in beside.circles] == [False, False]
    assert beside.circles[0].label.lines[0][1] == "Azerbaijan\u00a030"
    nameless = panel([place("AZ", 30)], width=480, height=380, inside=False, names=False)
    assert nameless.circles[0].inside
    assert all(c.number_size >= 11 for c in drawn.circles)
    assert small.told
    assert large.told


def test_area_stays_the_number_however_great():
    drawn = panel([place("BR", 10_000), place("NZ", 40_000), place("SE", 2500)], width=640, height=420)
    radii = {circle.place.code: circle.r for circle in drawn.circles}
    assert radii["NZ"] == 30
    assert radii["NZ"] == pytest.approx(2 * radii["BR"], abs=0.2)
    assert radii["BR"] == pytest.approx(2 * radii["SE"], abs=0.2)


def test_note_is_printed_with_the_name():
    drawn = panel([place("XK", 6, note="*")], width=320, height=290)
    assert "".join(text for _, text in drawn.circles[0].label.lines) == "Kosovo*"


@pytest.mark.parametrize("caucasus", ["Azerbaïdjan", "Азербайджан", "أذربيجان", "Aserbaidschan"])
def test_every_neighbour_of_a_crowded_plate_is_named_in_every_language(caucasus):
    names = {"GE": "Géorgie", "AM": "Арме́ния", "TR": "Türkei", "UA": "Украина", "BY": "Беларусь", "MD": "Молдова"}
    group = [place(c, n, names[c]) for c, n in zip(names, (19, 18, 16, 16, 20, 19), strict=True)]
    drawn = plates([[*group, place("AZ", 21, caucasus)]])[0]
    assert all(circle.label for circle in drawn.circles)
    assert_tidy(drawn)


def test_plates_share_one_scale():
    balkans = [place(c, n) for c, n in {"BA": 14, "RS": 8, "ME": 17, "XK": 6, "MK": 16, "AL": 16}.items()]
    first, second = plates([balkans, [place("SN", 16), place("BR", 1)]])
    radii = [{c.place.count: c.r for c in p.circles} for p in (first, second)]
    assert radii[0][16] == radii[1][16]


def test_overview_closes_in_on_the_busy_part_and_says_what_lies_outside():
    busy = [place(c, 20) for c in ("MD", "AZ", "BA", "TR", "RS", "ME", "XK", "MK", "AL", "GE", "AM")]
    drawn = overview([*busy, place("NZ", 1), place("FJ", 1)])
    assert [p.code for p in drawn.panel.outside] == ["FJ", "NZ"]
    assert len(drawn.panel.circles) == len(busy)
    assert_tidy(drawn.panel)


def test_overview_enlarges_its_most_crowded_part():
    crowd = [place(c, 30) for c in ("BA", "RS", "ME", "XK", "MK", "AL", "MD")]
    rest = [place(c, 20) for c in ("PT", "SE", "AZ", "SN", "GE", "UA", "BR")]
    drawn = overview([*crowd, *rest])
    assert drawn.inset is not None
    assert {c.place.code for c in drawn.inset.circles} >= {"BA", "RS", "ME", "XK", "MK", "AL"}
    assert all(c.label for c in drawn.inset.circles)
    assert drawn.inset.scale > drawn.panel.scale
    assert_tidy(drawn.inset)


def test_empty_selection_gives_a_map_without_circles():
    assert panel([], width=320, height=290).circles == ()
    assert overview([]).inset is None
    assert plates([[], []])[1].circles == ()


def test_close_panels_stand_on_a_finer_base_map_that_holds_their_whole_frame():
    close = panel([place("MD", 9)], width=480, height=330, span=46)
    assert close.base == "world-europe"
    left, top, right, bottom = BASES["world-europe"]
    x0, y0, x1, y1 = close.extent
    assert left <= x0 <= x1 <= right
    assert top <= y0 <= y1 <= bottom
    assert panel([place("BR"), place("NZ")], width=480, height=330).base == "world"


@pytest.mark.parametrize("name", ["world", *BASES])
def test_base_maps_have_the_parts_that_panels_use(name):
    drawing = (IMAGES / f"{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="0 0 1000 440"' in drawing
    assert 'id="world"' in drawing
    assert 'id="grat"' in drawing
    assert "style=" not in drawing


def test_world_draws_each_country_once_and_kosovo_as_xk():
    drawing = (IMAGES / "world.svg").read_text(encoding="utf-8")
    known = json.loads((Path(projectsite.__file__).parent.parent / "partners/data/m49.json").read_text())
    drawn = {code for code in known if f'id="{code}"' in drawing}
    assert {"XK", "CY", "SO", "PS", "EH", "MT", "TW"} <= drawn
    assert len(drawn) > 230
    assert all(drawing.count(f'id="{code}"') == 1 for code in drawn)


def test_labels_below_eleven_are_refused():
    with pytest.raises(ValueError, match="11 px"):
        panel([place("MD")], width=100, height=100, font_size=10)
