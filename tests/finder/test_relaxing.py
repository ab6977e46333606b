"""A selection that nothing meets says which single removals help, and by how much."""

import pytest

from .test_selection import catalogue, select  # noqa: F401

pytestmark = pytest.mark.django_db


def ways(query):
    selection = select(query)
    assert selection.total == 0
    return selection.ways_out


def test_the_removals_that_help_come_with_their_numbers():
    found = ways("country=az&status=suspended&donor=sida")
    assert [(way.chip.value, way.count) for way in found.without] == [("az", 1)]
    assert select(found.without[0].url.partition("?")[2]).total == 1


def test_where_no_single_removal_helps_each_filter_stands_alone():
    found = ways("country=xk&theme=thb&status=planned&q=nothing+at+all")
    assert found.without == []
    assert [(way.chip.value, way.count) for way in found.alone] == [("thb", 3), ("planned", 1), ("xk", 1)]
    for way in found.alone:
        assert select(way.url.partition("?")[2]).total == way.count


def test_a_search_a_span_and_an_exclusion_are_ways_too():
    found = ways("country=az&country=-az&from=2090&q=nobody")
    assert found.without == []
    found = ways("theme=thb&theme=-thb")
    assert [(way.chip.value, way.chip.excluded, way.count) for way in found.without] == [
        ("thb", False, 6),
        ("thb", True, 3),
    ]


def test_where_one_filter_finds_nothing_there_is_no_way_but_to_clear():
    found = ways("country=am")
    assert (found.without[0].count, found.alone) == (9, [])


def test_the_page_offers_them(client):
    page = client.get("/en/projects/?country=az&status=suspended&donor=sida").content.decode()
    assert 'href="/en/projects/?status=suspended&amp;donor=sida"' in page
    assert ">without Country: " in page
