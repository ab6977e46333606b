"""What the check of the translations finds in a catalogue."""

import importlib.util
from pathlib import Path

import polib
import pytest

path = Path(__file__).parents[2] / "bin" / "check_messages.py"
spec = importlib.util.spec_from_file_location("check_messages", path)
check_messages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check_messages)


def entry(**values):
    return polib.POEntry(**values)


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [
        ("Hello", "Bonjour"),
        ("%(count)s of %(total)s", "%(total)s, dont %(count)s"),
        ("<b>x</b> & y", "& <b>z</b>"),
        ("100 %%", "100 %%"),
        ("Read “more”", "Lire « plus »"),
    ],
)
def test_a_faithful_translation_passes(msgid, msgstr):
    assert check_messages.entry_problems(entry(msgid=msgid, msgstr=msgstr), 2) == []


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [
        ("Hello", ""),
        ("Hello %(name)s", "Bonjour"),
        ("Hello %(name)s", "Bonjour %(nom)s"),
        ("Hello", "Bonjour %(password)s"),
        ("Hello", "100 % bonjour"),
        ("Hello", "<script>alert(1)</script>"),
        ("Hello", '" onmouseover="alert(1)'),
        ("<a href='x'>y</a>", "<a href='z'>y</a>"),
        ("Hello", "Bonjour\n"),
        ("Hello", "Bon\u202ejour"),
    ],
)
def test_an_empty_or_unfaithful_translation_is_found(msgid, msgstr):
    assert check_messages.entry_problems(entry(msgid=msgid, msgstr=msgstr), 2)


def test_fuzzy_and_dead_entries_are_found():
    assert check_messages.entry_problems(entry(msgid="a", msgstr="b", flags=["fuzzy"]), 2)
    assert check_messages.entry_problems(entry(msgid="a", msgstr="b", obsolete=True), 2)


def test_a_plural_needs_every_form_and_its_number_in_the_last():
    def problems(forms):
        plural = {"msgid": "%(n)s day", "msgid_plural": "%(n)s days", "msgstr_plural": forms}
        return check_messages.entry_problems(entry(**plural), 3)

    assert problems({0: "один день", 1: "%(n)s дня", 2: "%(n)s дней"}) == []
    assert problems({0: "%(n)s день", 1: "%(n)s дней"})
    assert problems({0: "%(n)s день", 1: "", 2: "%(n)s дней"})
    assert problems({0: "%(n)s день", 1: "%(n)s дня", 2: "дней"})
    assert problems({0: "%(x)s день", 1: "%(n)s дня", 2: "%(n)s дней"})


def test_the_plural_rule_is_the_one_that_django_uses():
    assert check_messages.plural_forms("ru").startswith("nplurals=")
