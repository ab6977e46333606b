"""The form of a list offers what readers choose most, shows what is chosen, and loses nothing of the address."""

from types import SimpleNamespace

import pytest

from finder.chosen import Chosen
from finder.controls import Panel


class Colours:
    """A selection of one filter over a few values, without a database."""

    language, index = "en", None
    vocabulary = SimpleNamespace(kept=lambda _question, answer: answer())
    names = SimpleNamespace(mention=list)

    def __init__(self, *wanted: str, excluded: tuple[str, ...] = (), **texts: str) -> None:
        self.chosen = {"colour": Chosen(list(wanted), list(excluded)), **texts}
        self.language = "en"
        # Nothing is kept, and no name has a note.
        self.vocabulary = SimpleNamespace(kept=lambda _question, answer: answer())
        self.names = SimpleNamespace(mention=list)
        self.filters = {"colour": SimpleNamespace(label="Colour", choices=None, name_of=str.upper)}


def values(options):
    return [option.value for option in options]


def test_the_first_values_are_seen_at_once_and_the_rest_behind_show_all():
    panel = Panel(Colours())
    panel.checks("colour", ["red", "green", "blue"], most=2)
    group = panel.groups["colour"]
    assert values(group.options) == ["red", "green"]
    assert values(group.more) == ["blue"]


def test_a_chosen_value_is_seen_at_once_and_counted():
    panel = Panel(Colours("blue"))
    panel.checks("colour", ["red", "green", "blue"], most=1)
    group = panel.groups["colour"]
    assert values(group.options) == ["red", "blue"]
    assert group.chosen == 1


def test_an_excluded_value_is_counted_too():
    panel = Panel(Colours("blue", excluded=("red",)))
    panel.checks("colour", ["red", "green", "blue"])
    assert panel.groups["colour"].chosen == 2


def test_a_chosen_value_that_is_not_among_those_offered_is_added():
    panel = Panel(Colours("teal"))
    panel.checks("colour", ["red"])
    assert values(panel.groups["colour"].options) == ["red", "teal"]
    assert panel.kept == []


def test_a_value_without_a_name_is_not_offered():
    selection = Colours()
    selection.filters["colour"].name_of = {"red": "Red"}.get
    panel = Panel(selection)
    panel.checks("colour", ["gone", "red"])
    assert values(panel.groups["colour"].options) == ["red"]


def test_a_chosen_value_deep_in_a_tree_is_offered_once():
    panel = Panel(Colours("navy"))
    panel.checks("colour", ["blue"], below={"blue": ["navy"], "navy": []}.get)
    group = panel.groups["colour"]
    assert [(line.value, line.depth, line.chosen) for line in group.lines] == [("blue", 0, False), ("navy", 1, True)]
    assert group.options[0].holds_choice


@pytest.mark.parametrize(
    ("selection", "kept"),
    [
        (Colours(excluded=("red",)), [("colour", "-red")]),
        (Colours("red", "green"), [("colour", "green")]),
        (Colours(year="2014", q="x"), [("year", "2014")]),
    ],
)
def test_what_has_no_control_is_carried_along(selection, kept):
    panel = Panel(selection)
    panel.menu("colour", ["red", "green"])
    assert panel.kept == kept


def test_a_menu_shows_one_value_chosen():
    panel = Panel(Colours("red", "green"))
    panel.menu("colour", ["red", "green"])
    assert [option.chosen for option in panel.groups["colour"].lines] == [True, False]
