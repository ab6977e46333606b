"""Figures: every number is what counting one by one gives, and a file holds what the page shows."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from editorial.models import Publication
from finder import bitmaps, figures
from finder.charts import columns, stripe

pytestmark = pytest.mark.django_db


def publish(**columns):
    return Publication.objects.create(kind="project", key=f"p{Publication.objects.count()}", **columns)


def test_budgets_are_exact_and_keep_currencies_apart():
    for amount, currency, start in (
        ("0.10", "EUR", "2014-01-01"), ("0.20", "EUR", "2014-12-31"), ("9999999999999.99", "EUR", "2014-02-01"),
        ("5", "USD", "2014-01-01"), ("7.25", "EUR", None), (None, "", "2014-01-01"), ("3", "EUR", "2013-01-01"),
    ):  # fmt: skip
        publish(amount=amount, currency=currency, starts=start)
    index = bitmaps.build("project")
    found = [(row.year, row.currency, row.amount, row.projects) for row in figures.budgets(index, index.live)]
    assert found == [
        ("2013", "EUR", Decimal(3), 1),
        ("2014", "EUR", Decimal("10000000000000.29"), 3),
        ("2014", "USD", Decimal(5), 1),
        ("none", "EUR", Decimal("7.25"), 1),
    ]


CENTS = st.decimals("0", "9999999999999.99", places=2)


@given(st.lists(st.tuples(CENTS, st.sampled_from(["EUR", "USD"]), st.booleans()), max_size=8))
def test_a_sum_of_binary_digits_is_the_sum(budgets):
    """Whatever the amounts, and whatever part of them a selection takes."""
    with transaction.atomic():
        for amount, currency, is_taken in budgets:
            publish(amount=amount, currency=currency, starts="2014-05-01" if is_taken else None)
        index = bitmaps.build("project")
        found = {row.currency: row.amount for row in figures.budgets(index, index.given("starts"))}
        transaction.set_rollback(True)
    wanted: dict = {}
    for amount, currency, is_taken in budgets:
        if is_taken:
            wanted[currency] = wanted.get(currency, Decimal()) + amount
    assert found == wanted


def read(response):
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8")
    assert text.startswith("\ufeff")
    assert "\n" not in text.replace("\r\n", "")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


CELLS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r\n"), max_size=20)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_a_file_gives_back_what_was_written(rows):
    back = read(figures.csv_of("x", ("a", "b"), rows))
    assert back[0] == ["a", "b"]
    assert [[cell.removeprefix("'") for cell in row] for row in back[1:]] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not [cell for row in back for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_shares_are_printed_as_the_language_does():
    assert [figures.percent(part, 1000, "en") for part in (0, 4, 10, 333, 1000)] == ["0%", "0.4%", "1%", "33%", "100%"]
    assert figures.percent(1, 0, "en") == "0%"
    assert "%" in figures.percent(1, 3, "fr")


def test_what_leads_is_never_what_is_not_given():
    assert figures.most_frequent({"none": 9, "a": 3, "b": 3, "c": 1}) == ["a", "b"]
    assert figures.most_frequent({}) == []


def test_columns_stand_year_beside_year_and_are_mirrored():
    drawn = columns({2013: 2, 2015: 4}, this_year=2015)
    assert [(c.year, c.count, c.height) for c in drawn] == [(2013, 2, 42.0), (2014, 0, 0.0), (2015, 4, 84.0)]
    assert [c.tense for c in drawn] == ["past", "past", "present"]
    mirrored = columns({2013: 2, 2015: 4}, this_year=2015, rtl=True)
    assert [round(c.middle + m.middle) for c, m in zip(drawn, mirrored, strict=True)] == [100, 100, 100]


@given(st.dictionaries(st.integers(1000, 9999), st.integers(0, 10**6), max_size=30))
def test_columns_stay_within_their_drawing(numbers):
    drawn = columns(numbers, this_year=2026)
    assert len(drawn) <= 60
    assert all(c.x >= 0 and c.x + c.width <= 100.01 and 0 <= c.height <= 100 for c in drawn)
    assert bool(drawn) == any(numbers.values())


def test_a_stripe_begins_where_reading_begins():
    assert (stripe(5, 10).x, stripe(5, 10).width) == ("0.0%", "50.0%")
    assert (stripe(5, 10, rtl=True).x, stripe(0, 10).width) == ("50.0%", "0.0%")
