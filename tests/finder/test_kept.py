"""What a process keeps is as of one state of what is public, the latest used, and nothing of a state that is over."""

from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.utils import translation

from editorial import workflow
from finder import kept, vocabulary
from projects.filters import ProjectSelection
from tests.factories import ProjectFactory

FIRST, SECOND = (1, ()), (2, ())


@pytest.fixture
def table():
    return kept.Kept(2)


@pytest.fixture
def work():
    """Returns a function that answers a question, and notes that it was asked."""

    def answer(table, state, question):
        return table.answer(state, question, lambda: answer.asked.append(question) or f"{question} at {state[0]}")

    answer.asked = []
    return answer


def test_an_answer_is_worked_out_once(table, work):
    assert [work(table, FIRST, "a"), work(table, FIRST, "a")] == ["a at 1", "a at 1"]
    assert work.asked == ["a"]


def test_nothing_is_an_answer_too(table):
    asked = []
    for _turn in range(2):
        assert table.answer(FIRST, "a", lambda: asked.append("a")) is None
    assert asked == ["a"]


def test_the_latest_used_stay(table, work):
    for question in ("a", "b", "a", "c", "a", "b"):
        work(table, FIRST, question)
    assert work.asked == ["a", "b", "c", "b"]


def test_a_newer_state_empties_the_table_and_an_older_one_keeps_nothing(table, work):
    work(table, FIRST, "a")
    assert work(table, SECOND, "a") == "a at 2"
    assert work(table, FIRST, "a") == "a at 1"
    assert work(table, SECOND, "a") == "a at 2"
    assert work.asked == ["a", "a", "a"]


def test_a_moment_that_goes_by_is_another_state(table, work):
    work(table, (1, (datetime(2026, 1, 1, tzinfo=UTC),)), "a")
    work(table, FIRST, "a")
    assert work.asked == ["a", "a"]


def test_of_several_only_those_missing_are_worked_out_together(table):
    table.answer(FIRST, "a", lambda: 1)
    asked = []

    def work(missing):
        asked.append(missing)
        return {"b": 2}

    assert table.many(FIRST, ["a", "b", "c"], work) == {"a": 1, "b": 2}
    assert asked == [["b", "c"]]


@pytest.mark.django_db
def test_two_languages_ask_the_same_question_apart():
    english, french = vocabulary.current("en"), vocabulary.current("fr")
    assert [english.lately("q", lambda: "en"), french.lately("q", lambda: "fr")] == ["en", "fr"]


@pytest.mark.django_db
def test_a_very_long_question_is_answered_and_not_kept():
    known, asked = vocabulary.current("en"), []
    for _turn in range(2):
        known.lately("q" * vocabulary.LONGEST_QUESTION, lambda: asked.append(1))
    assert len(asked) == 2


def selected():
    known = vocabulary.current("en")
    query = QueryDict("status=ongoing&status=completed")
    return ProjectSelection(query, names=known.new_names(), vocabulary=known, path="/en/projects/")


def publish(title):
    workflow.publish(workflow.save_revision(ProjectFactory(title=title, start="2015"), by=None), by=None)


@pytest.mark.django_db
def test_who_began_before_a_publication_leaves_nothing_of_it_to_those_after():
    with translation.override("en"):
        publish("One")
        before = selected()
        assert before.total == 1
        publish("Two")
        vocabulary.current("en")  # another request of the same process arrives
        assert before.panel.groups  # and the first one goes on
        after = selected()
        assert after.total == 2
        assert sum(option.count for option in after.panel.groups["status"].options) == 2
