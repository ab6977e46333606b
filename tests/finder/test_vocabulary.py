"""Countries, themes, pages and the site are read as a whole, once for each change of what is public."""

import pytest

from editorial import workflow
from editorial.models import Publication, Record
from editorial.snapshots import canonical
from finder import vocabulary
from projects.views import theme_counts
from tests.factories import CountryFactory, PageFactory, ProjectFactory, SiteFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def names(kind, language="en"):
    return [str(entry.title) for entry in vocabulary.current(language).of(kind).values()]


def test_entries_come_in_the_order_of_their_names_in_the_readers_language():
    CountryFactory(code="AT", name="Austria", texts={"de": {"name": "Österreich"}})
    CountryFactory(code="DE", name="Germany", texts={"de": {"name": "Deutschland"}})
    CountryFactory(code="EG", name="Egypt", texts={"de": {"name": "Ägypten"}})
    assert names("country") == ["Austria", "Egypt", "Germany"]
    assert names("country", "de") == ["Ägypten", "Deutschland", "Österreich"]


def test_it_is_read_again_only_after_a_change(django_assert_num_queries):
    CountryFactory()
    vocabulary.current("en")
    with django_assert_num_queries(1):
        vocabulary.current("en")
    CountryFactory(name="Newcomer")
    assert "Newcomer" in names("country")


def test_a_withdrawn_page_is_gone_at_once():
    page = PageFactory(title="Old page", public=True)
    assert names("page") == ["Old page"]
    workflow.withdraw(page, by=None)
    assert names("page") == []


def test_a_draft_is_not_in_it():
    PageFactory(title="Draft page")
    assert names("page") == []


def test_reading_it_cold_costs_few_queries(django_assert_max_num_queries):
    SiteFactory()
    for number in range(20):
        ThemeFactory(parent=None, position=number)
    with django_assert_max_num_queries(3):
        known = vocabulary.current("en")
        assert known.get("site", "site").texts.name == "Catalogue of tests"
        assert len(known.of("theme")) == 20


def test_a_theme_stands_for_all_below_it():
    top = ThemeFactory(key="top")
    middle = ThemeFactory(key="middle", parent=top)
    ThemeFactory(key="bottom", parent=middle)
    ThemeFactory(key="other")
    known = vocabulary.current("en")
    assert sorted(known.below("theme", "top")) == ["bottom", "middle", "top"]
    assert known.below("theme", "bottom") == ["bottom"]
    assert [theme.key for theme in known.children("theme", "top")] == ["middle"]


def test_children_come_in_their_own_order():
    for position, key in enumerate(["z", "a", "m"]):
        ThemeFactory(key=key, position=position)
    assert [theme.key for theme in vocabulary.current("en").children("theme", None)] == ["z", "a", "m"]


def test_what_hangs_below_something_withdrawn_moves_to_the_top():
    top = PageFactory(key="top", public=True)
    PageFactory(key="below", parent=top, public=True)
    workflow.withdraw(top, by=None)
    assert [page.key for page in vocabulary.current("en").children("page", None)] == ["below"]


def test_a_tree_that_bites_its_tail_still_ends():
    for key, parent in (("a", "b"), ("b", "a")):
        ThemeFactory(key=key)
        record = {"shape": 1, "kind": "theme", "key": key, "sample": False, "source": "en", "dac_code": ""}
        record |= {"position": 0, "parent": parent, "texts": {"name": {"en": key}}}
        publication = Publication.objects.get(kind="theme", key=key)
        Record.objects.filter(publication=publication).update(text=canonical(record))
    vocabulary.forget()
    known = vocabulary.current("en")
    assert sorted(known.below("theme", "a")) == ["a", "b"]
    assert theme_counts(known) == {}


def test_totals_count_each_project_once_and_follow_changes():
    top, other = ThemeFactory(key="top"), ThemeFactory(key="other")
    below = ThemeFactory(key="below", parent=top)
    project = ProjectFactory()
    project.themes.add(top, below)
    workflow.publish(workflow.save_revision(project, by=None), by=None)
    known = vocabulary.current("en")
    assert known.totals["theme"] == {"top": 1, "below": 1}
    assert theme_counts(known) == {"top": 1, "below": 1}
    project.themes.set([other])
    workflow.publish(workflow.save_revision(project, by=None), by=None)
    assert vocabulary.current("en").totals["theme"] == {"other": 1}
    workflow.withdraw(project, by=None)
    assert vocabulary.current("en").totals["theme"] == {}
