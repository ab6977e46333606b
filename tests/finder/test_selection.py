"""A query string selects what it says, in SQL as by hand; what it says amiss is named and never an error."""

import json
from datetime import date

import pytest
from django.http import QueryDict
from django.utils import timezone, translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from editorial import workflow
from editorial.models import Merged, Publication
from finder import times, vocabulary
from finder.paging import Pager
from finder.selection import LONGEST
from partners import regions
from partners.filters import CountrySelection, OrganisationSelection
from partners.models import Hat
from projects.filters import DocumentSelection, ProjectSelection
from projects.models import Role
from tests.factories import CountryFactory, DocumentFactory, OrganisationFactory, ProjectFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
PATIENT = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
PATH = "/en/projects/"

# key: period, held, countries, themes, participants, documents, further languages
PROJECTS = {
    "a": ("2013", "2014-06-30", "", "az ge", "thb", "donor:eu implementing:iom", "d1", "fr"),
    "b": ("2014-05", "2015-01-15", "", "tr", "return thb", "donor:eu partner:cabs", "d2", "fr ru"),
    "c": ("2020", "", "", "az", "", "cooperating:iom donor:cabs", "", ""),
    "d": ("", "2016", "", "", "migration", "advisory-board:eu", "d1 draft", "ar"),
    "e": ("", "", "", "xk", "return", "", "draft", ""),
    "f": ("2024", "2090", "suspended", "ge tr", "migration", "donor:sida", "", "de"),
    "g": ("2095-03-01", "", "", "az", "", "associate-partner:eu", "", ""),
    "h": ("", "", "cancelled", "", "", "", "", ""),
    "i": ("2013-12-31", "2013-12-31", "", "az ge tr", "thb return migration", "donor:iom donor:eu", "d1 d2", "fr"),
}


def make_catalogue():
    countries = {key: CountryFactory(code=key.upper()) for key in ("az", "ge", "tr", "xk", "am")}
    themes = {"migration": ThemeFactory(key="migration"), "thb": ThemeFactory(key="thb")}
    themes["return"] = ThemeFactory(key="return", parent=themes["migration"])
    organisations = {
        key: OrganisationFactory(key=key, acronym=key.upper(), name=f"Organisation {key}", country=countries.get(where))
        for key, where in {"eu": "", "iom": "", "cabs": "ge", "sida": "tr", "idle": ""}.items()
    }
    documents = {key: DocumentFactory(key=key, document_kind=kind, date=day) for key, kind, day in [
        ("d1", "report", "2014"), ("d2", "factsheet", ""), ("draft", "guideline", "2015"),
    ]}  # fmt: skip
    for key in ("d1", "d2"):
        documents[key].files.create(language="en", url="https://example.org/a.pdf")
        workflow.publish(workflow.save_revision(documents[key], by=None), by=None)
    for key, (start, end, held, where, about, who, files, languages) in PROJECTS.items():
        project = ProjectFactory(
            key=key, title=f"Project {key} Straße", start=start or None, end=end or None, held=held,
            texts={code: {"title": f"Titre {key}"} for code in languages.split()},
        )  # fmt: skip
        for code in where.split():
            project.countries.create(country=countries[code])
        project.themes.set([themes[theme] for theme in about.split()])
        for position, pair in enumerate(who.split()):
            role, _colon, name = pair.partition(":")
            project.participations.create(organisation=organisations[name], role=role, position=position)
        for name in files.split():
            project.documents.create(document=documents[name])
        workflow.publish(workflow.save_revision(project, by=None), by=None)
    ProjectFactory(key="draft", title="Draft")


@pytest.fixture(scope="module", autouse=True)
def catalogue(for_the_module):
    """One catalogue for all tests here, which only read it."""
    make_catalogue()


def select(query, cls=ProjectSelection, language="en", **options):
    data = query if isinstance(query, QueryDict) else QueryDict(query)
    known = vocabulary.current(language)
    return cls(data, names=known.new_names(), vocabulary=known, path=PATH, **options)


def keys(query, **options):
    return {publication.key for publication in select(query, **options).qs}


def ignored(query, **options):
    selection = select(query, **options)
    assert selection.page.number
    return [(row.parameter, row.value) for row in selection.ignored]


# --- By hand ---------------------------------------------------------------------------------------------------------

THIS_YEAR = timezone.localdate().year
BELOW = {"migration": {"migration", "return"}}
KINDS = {"d1": "report", "d2": "factsheet"}


def facts(publication, record):
    """Returns what a Record says in each facet, as plain sets."""
    where = [row["country"] for row in record["countries"]]
    found = {
        "country": set(where),
        "region": {code for key in where for code in regions.around(key)},
        "theme": set(record["themes"]),
        "organisation": {row["organisation"] for row in record["participations"]},
        "translated": set(record["texts"]["title"]),
        "document": {KINDS[row["document"]] for row in record["documents"] if row["document"] in KINDS},
        "status": {status} if (status := times.status_of(publication)) else set(),
        "year": years(publication),
    }
    for hat in Hat:
        rows = record["participations"]
        found[hat.value] = {row["organisation"] for row in rows if Role(row["role"]).hat is hat}
    return found


def years(publication):
    starts, ends = publication.starts, publication.ends
    if starts is None and ends is None:
        return set()
    first = starts.year if starts else ends.year
    last = ends.year if ends else max(THIS_YEAR, first)
    return {str(year) for year in range(first, last + 1)}


def by_hand(data):
    """Returns the keys that a query string selects, worked out from the Records one by one."""
    found = set()
    for publication in Publication.objects.of("project").select_related("record"):
        given_facts = facts(publication, json.loads(publication.record.text))
        if all(holds(name, data.getlist(name), given_facts) for name in given_facts) and spans(data, given_facts):
            found.add(publication.key)
    return found


KNOWN = {
    "country": {"az", "ge", "tr", "xk", "am"},
    "region": set(regions.codes()),
    "theme": {"migration", "thb", "return"},
    "translated": {"en", "fr", "es", "de", "ar", "ru"},
    "document": {"description", "factsheet", "report", "guideline", "platform", "other"},
    "status": {"planned", "ongoing", "completed", "suspended", "cancelled"},
    "year": {str(year) for year in range(1000, 3000)},
} | {name: {"eu", "iom", "cabs", "sida"} for name in ("agency", "partner", "donor", "organisation")}


def holds(name, values, given_facts):
    wanted, excluded = [], []
    for value in values:
        text = value.strip().lower()
        key = text.removeprefix("-")
        if key == "none" or key in KNOWN[name]:
            (excluded if text.startswith("-") else wanted).append(key)

    def is_so(key):
        mine = given_facts[name]
        return not mine if key == "none" else bool(mine & BELOW.get(key, {key}))

    return (not wanted or any(map(is_so, wanted))) and not any(map(is_so, excluded))


def spans(data, given_facts):
    first, last = (data.get(name) or None for name in ("from", "to"))
    first, last = (text if text and text.isdigit() and len(text) == 4 else None for text in (first, last))
    if first and last and first > last:
        last = None
    if not first and not last:
        return True
    return any((not first or year >= first) and (not last or year <= last) for year in given_facts["year"])


JUNK = ["", "nobody", "-", "--az", "none ", "é", "' OR 1=1", "%", "\x00", "０", "2014 "]
VALUES = {
    "country": ["az", "AZ", "ge", "-az", "-tr", "xk", "am", "none", "-none", " Az "],
    "region": ["142", "145", "150", "002", "-145", "none", "-none"],
    "theme": ["migration", "thb", "return", "-return", "-migration", "none"],
    "donor": ["eu", "iom", "-eu", "none", "-none", "sida"],
    "agency": ["iom", "none", "-iom"],
    "partner": ["eu", "cabs", "none", "-none"],
    "organisation": ["eu", "-iom", "none"],
    "status": ["ongoing", "completed", "planned", "suspended", "-cancelled", "none", "-none", "ONGOING"],
    "year": ["2013", "2014", "2015", "2016", "-2014", "none", "-none", str(THIS_YEAR), "2095", "2096"],
    "document": ["report", "factsheet", "guideline", "none", "-none", "-report"],
    "translated": ["fr", "ru", "-fr", "en", "none", "-none"],
}
PAIRS = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(
        lambda name: st.tuples(st.just(name), st.sampled_from(VALUES[name] + JUNK[:8]))
    ),
    max_size=6,
)
SPAN = st.sampled_from([None, "2012", "2013", "2014", "2016", "2024", "2095", "2096", "none", "12"])


def query_of(pairs, **more):
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    for name, value in more.items():
        if value is not None:
            data[name.rstrip("_")] = value
    return data


@PATIENT
@given(pairs=PAIRS, since=SPAN, until=SPAN)
@example(pairs=[("year", "none"), ("year", "2014")], since=None, until=None)
@example(pairs=[("status", "none"), ("status", "-none")], since=None, until=None)
@example(pairs=[], since="2014", until="2012")
def test_a_query_selects_what_the_records_say(pairs, since, until):
    data = query_of(pairs, from_=since, to=until)
    assert keys(data) == by_hand(data)


@pytest.mark.parametrize("name", sorted(VALUES))
def test_each_value_of_each_facet_alone(name):
    for value in VALUES[name]:
        data = query_of([(name, value)])
        assert keys(data) == by_hand(data), value
        assert not select(data).ignored, value


def test_the_catalogue_of_these_tests_tells_values_apart():
    """No test above is empty: most values select some projects and not all."""
    for name, values in VALUES.items():
        results = [keys(query_of([(name, value)])) for value in values]
        assert any(0 < len(found) < len(PROJECTS) for found in results), name


# --- Each parameter --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "abcdefghi"),
        ("country=az", "acgi"),
        ("country=az&country=tr", "abcfgi"),
        ("country=az&donor=eu", "ai"),
        ("country=-az", "bdefh"),
        ("country=az&country=-ge", "cg"),
        ("country=none", "dh"),
        ("country=none&country=xk", "deh"),
        ("country=-none", "abcefgi"),
        ("country=am", ""),
        ("region=142", "abcfgi"),
        ("theme=migration", "bdefi"),
        ("theme=return", "bei"),
        ("theme=migration&theme=-return", "df"),
        ("agency=iom", "ac"),
        ("partner=eu", "dg"),
        ("organisation=eu", "abdgi"),
        ("organisation=none", "eh"),
        ("document=report", "adi"),
        ("document=guideline", ""),
        ("document=none", "cefgh"),
        ("translated=fr", "abi"),
        ("status=suspended", "f"),
        ("status=planned", "g"),
        ("status=ongoing", "c"),
        ("status=none", "e"),
        ("year=2013", "ai"),
        ("year=2014", "ab"),
        ("year=2016", "d"),
        ("year=none", "eh"),
        ("from=2014&to=2015", "ab"),
        ("from=2090", "fg"),
        ("to=2013", "ai"),
        ("from=2015&to=2014", "bcdfg"),
        ("q=STRASSE", "abcdefghi"),
        ("q=project+b", "b"),
    ],
)
def test_a_parameter_selects(query, expected):
    assert "".join(sorted(keys(query))) == expected


def test_a_percent_sign_is_a_sign_and_no_wildcard():
    assert keys("q=100%25") == set()
    assert keys("q=proj_ct") == set()


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("country=zz", [("country", "zz")]),
        ("country=az&country=zz", [("country", "zz")]),
        ("country=-zz", [("country", "-zz")]),
        ("status=finished", [("status", "finished")]),
        ("region=999", [("region", "999")]),
        ("year=20144", [("year", "20144")]),
        ("from=soon", [("from", "soon")]),
        ("from=2015&to=2014", [("to", "2014")]),
        ("colour=red", [("colour", "red")]),
        ("sort=price", [("sort", "price")]),
        ("sort=relevance", [("sort", "relevance")]),
        ("sort=relevance&q=project", []),
        ("view=globe", [("view", "globe")]),
        ("per_page=33", [("per_page", "33")]),
        ("page=9", [("page", "9")]),
        ("page=0", [("page", "0")]),
        ("page=x", [("page", "x")]),
        ("page=99999999999999999999", [("page", "99999999999999999999")]),
        ("donor=idle", [("donor", "idle")]),
        ("donor=", []),
        ("view=&sort=&page=&q=&from=", []),
        ("q=a&q=b", [("q", "a")]),
        ("q=%CC%81", [("q", "\u0301")]),
        ("q=%3Cb%3E", [("q", "<b>")]),
    ],
)
def test_what_means_nothing_is_named(query, named):
    assert ignored(query) == named


def test_every_reason_is_a_sentence():
    for query in ("country=zz", "status=x", "year=x", "colour=red", "view=globe", "page=9", "q=" + "x" * 300):
        selection = select(query)
        assert selection.page.number
        assert all(row.reason.endswith(".") for row in selection.ignored)
        assert selection.ignored


def test_a_wrong_value_beside_a_right_one_does_not_widen_the_selection():
    assert keys("country=az&country=zz") == keys("country=az")


def test_a_text_longer_than_anybody_types_is_cut():
    selection = select("q=" + "a" * 500)
    assert len(selection.chosen["q"]) == LONGEST
    assert [row.parameter for row in selection.ignored] == ["q"]


def test_more_values_than_anybody_ticks_are_named():
    selection = select("&".join(f"year={1900 + number}" for number in range(60)))
    assert len(selection.chosen["year"].wanted) == 50
    assert ("year", "…") in [(row.parameter, row.value) for row in selection.ignored]


# --- Orders and pages ------------------------------------------------------------------------------------------------


def ordered(query, **options):
    return "".join(entry.key for entry in select(query, **options).first(50))


def test_the_newest_come_first_and_what_has_no_date_last():
    assert ordered("")[:6] == "gfcbia"
    assert set(ordered("")[6:]) == set("deh")
    assert ordered("sort=start")[:6] == "aibcfg"
    assert ordered("sort=-end")[:5] == "fdbai"
    assert ordered("sort=end")[:5] == "iabdf"
    for order in ("start", "end", "-end"):
        assert set(ordered(f"sort={order}")) == set(PROJECTS)


def test_titles_are_sorted_as_the_reader_sees_them():
    assert ordered("sort=title") == "abcdefghi"
    assert ordered("sort=title", language="fr") == "cdefghabi"


def test_every_order_shows_every_project_once_over_its_pages():
    for sort in ProjectSelection.orders:
        found = []
        selection = select(f"sort={sort}")
        found += [entry.key for entry in selection.entries]
        assert sorted(found) == sorted(PROJECTS), sort


def test_a_page_that_does_not_exist_shows_the_last_one():
    selection = select("page=7")
    assert selection.page.number == 1
    assert len(selection.entries) == len(PROJECTS)


def test_an_empty_selection_has_one_empty_page():
    selection = select("country=am")
    pager = Pager(selection)
    assert (selection.total, selection.entries, pager.number, pager.next_url) == (0, [], 1, "")


# --- Addresses -------------------------------------------------------------------------------------------------------


def query_in(url):
    path, _mark, query = url.partition("?")
    assert path == PATH
    return QueryDict(query)


@PATIENT
@given(pairs=PAIRS, since=SPAN)
def test_every_chip_leads_to_the_selection_without_it(pairs, since):
    data = query_of(pairs, from_=since, sort="title")
    selection = select(data)
    for chip in selection.chips:
        assert str(chip.label)
        after = select(query_in(chip.url))
        assert after.sort == "title"
        assert len(after.chips) == len(selection.chips) - 1
        left = [(other.parameter, str(other.label), other.excluded) for other in after.chips]
        assert (chip.parameter, str(chip.label), chip.excluded) not in left


@PATIENT
@given(pairs=PAIRS)
def test_an_address_means_the_same_when_it_is_written_again(pairs):
    data = query_of(pairs)
    assert keys(query_in(select(data).url())) == keys(data)


def test_clearing_keeps_the_sort_and_forgets_what_was_wrong():
    selection = select("country=az&sort=title&colour=red&page=1&per_page=50")
    assert dict(query_in(selection.clear_url).items()) == {"sort": "title", "per_page": "50"}


def test_changing_a_filter_goes_back_to_the_first_page():
    assert "page" not in query_in(select("page=2").url(country="az"))
    assert query_in(select("country=az").url(country=["az", "ge"])).getlist("country") == ["az", "ge"]


def test_a_value_is_named_in_the_readers_language():
    with translation.override("fr"):
        (chip,) = select("status=ongoing", language="fr").chips
        assert str(chip.label) == str(times.STATUSES["ongoing"])
    (chip,) = select("country=-none").chips
    assert (str(chip.label), chip.excluded) == ("not given", True)


# --- Anything at all -------------------------------------------------------------------------------------------------

ANYTHING = st.text(max_size=60) | st.lists(
    st.tuples(
        st.sampled_from([*VALUES, "q", "from", "to", "sort", "page", "per_page", "view", "kind", "language", "x"]),
        st.text(max_size=12) | st.sampled_from([*JUNK, "az", "-az", "none", "2014", "title", "2", "50", "list"]),
    ),
    max_size=8,
).map(lambda pairs: query_of(pairs).urlencode())

LISTS = [
    pytest.param(ProjectSelection, {}, id="projects"),
    pytest.param(DocumentSelection, {}, id="documents"),
    pytest.param(CountrySelection, {}, id="countries"),
    *(pytest.param(OrganisationSelection, {"hat": hat}, id=hat.path) for hat in Hat),
]


@pytest.mark.parametrize(("cls", "options"), LISTS)
@settings(PATIENT, max_examples=40)
@given(query=ANYTHING)
def test_no_query_string_is_an_error(cls, options, query):
    selection = select(query, cls=cls, **options)
    assert selection.total >= len(selection.entries)
    assert Pager(selection).total == selection.total
    assert all(str(chip.label) for chip in selection.chips)
    assert all(str(row.reason) for row in selection.ignored)
    assert selection.clear_url.startswith(PATH)


NAMES = st.sampled_from(["self", "data", "changes", "name", "request", "view", "count"]) | st.text(max_size=12)


@settings(PATIENT, max_examples=40)
@given(names=st.lists(NAMES, max_size=6))
@example(names=["self"])
def test_a_parameter_may_have_any_name(names):
    selection = select(query_of([(name, "1") for name in names] + [("status", "ongoing")]).urlencode())
    assert all(chip.url.startswith(PATH) for chip in selection.chips)
    assert query_in(selection.url(status=None)).keys() <= {*selection.filters, *selection.shared}


def test_a_view_that_does_not_exist_is_told_and_the_first_one_shown():
    selection = select("view=sculpture")
    (row,) = selection.ignored
    assert row.reason == "There is no such view."
    assert selection.view == "list"


def test_of_very_much_that_is_ignored_only_the_first_is_named():
    selection = select("&".join(f"x{number}=1" for number in range(900)))
    assert (len(selection.ignored), selection.ignored_more) == (5, 895)
    assert selection.url(page="2") == f"{PATH}?page=2"


# --- Documents, organisations, countries -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"d1", "d2"}),
        ("kind=report", {"d1"}),
        ("kind=-report", {"d2"}),
        ("kind=guideline", set()),
        ("language=en", {"d1", "d2"}),
        ("theme=none", {"d1", "d2"}),
        ("year=2014", {"d1"}),
        ("year=none", {"d2"}),
    ],
)
def test_the_library_lists_public_documents(query, expected):
    assert keys(query, cls=DocumentSelection) == expected


@pytest.mark.parametrize(
    ("hat", "query", "expected"),
    [
        (Hat.DONOR, "", {"eu", "cabs", "sida", "iom"}),
        (Hat.AGENCY, "", {"iom"}),
        (Hat.PARTNER, "", {"eu", "cabs"}),
        (Hat.DONOR, "country=ge", {"cabs"}),
        (Hat.DONOR, "region=145", {"cabs", "sida"}),
        (Hat.DONOR, "country=none", {"eu", "iom"}),
        (Hat.DONOR, "status=suspended", {"sida"}),
        (Hat.DONOR, "theme=migration", {"eu", "sida", "iom"}),
        (Hat.DONOR, "theme=-migration", {"cabs"}),
        (Hat.PARTNER, "theme=thb", {"cabs"}),
        (Hat.DONOR, "q=eu", {"eu"}),
        (Hat.DONOR, "status=ongoing", {"cabs"}),
        (Hat.DONOR, "status=none", set()),
        (Hat.DONOR, "theme=thb&status=completed", {"eu", "iom"}),
        (Hat.DONOR, "theme=none&status=ongoing", {"cabs"}),
        (Hat.DONOR, "theme=none&status=completed", set()),
        (Hat.DONOR, "theme=-none", {"eu", "sida", "iom"}),
        (Hat.DONOR, "theme=thb&status=-completed", set()),
    ],
)
def test_an_organisation_is_listed_under_a_hat_that_it_wears_in_public(hat, query, expected):
    assert keys(query, cls=OrganisationSelection, hat=hat) == expected


def test_what_is_asked_of_their_projects_meets_in_one_of_them():
    assert keys("theme=migration&status=suspended", cls=OrganisationSelection, hat=Hat.DONOR) == {"sida"}
    # Georgia has a project on trafficking, which is completed, and one that is suspended.
    assert "ge" in keys("theme=thb", cls=CountrySelection)
    assert "ge" in keys("status=suspended", cls=CountrySelection)
    assert keys("theme=thb&status=suspended", cls=CountrySelection) == set()


def test_organisations_are_counted_by_their_projects():
    selection = select("sort=-projects", cls=OrganisationSelection, hat=Hat.DONOR)
    assert selection.entries[0].key == "eu"
    assert selection.counts() == {"eu": 3, "cabs": 1, "sida": 1, "iom": 1}


def test_only_countries_with_public_projects_are_listed():
    assert keys("", cls=CountrySelection) == {"az", "ge", "tr", "xk"}
    assert keys("status=ongoing", cls=CountrySelection) == {"az"}
    assert keys("theme=thb", cls=CountrySelection) == {"az", "ge", "tr"}
    assert keys("region=151", cls=CountrySelection) == set()


def test_the_span_of_a_project_is_what_these_tests_take_it_for():
    publication = Publication.objects.get(kind="project", key="b")
    assert (publication.starts, publication.ends) == (date(2014, 5, 1), date(2015, 1, 15))


def test_an_address_carries_along_what_was_understood_and_nothing_else():
    junk = "&".join(f"country=junk{number}" for number in range(30))
    selection = select(
        f"country=AZ&{junk}&country=-ge&sort=price&per_page=33&view=globe&columns={'k' * 500}&q={'x' * 400}"
    )
    assert selection.url() == f"{PATH}?country=az&country=-ge&q={'x' * LONGEST}"
    assert len(selection.chips[0].url) < 300


def test_a_key_longer_than_any_is_not_looked_for(django_assert_num_queries):
    known = select("").vocabulary
    assert known
    with django_assert_num_queries(1):  # the vocabulary asks for the last change
        assert select(f"donor={'x' * 65}").ignored[0].parameter == "donor"


def test_a_value_that_was_merged_away_is_removed_like_any_other():
    Merged.objects.create(kind="organisation", key="oldorg", survivor="eu", object_id=0)
    selection = select("donor=oldorg&country=az")
    chip = next(chip for chip in selection.chips if chip.parameter == "donor")
    assert (chip.value, chip.url) == ("eu", f"{PATH}?country=az")
    assert chip.turned == f"{PATH}?donor=-eu&country=az"
