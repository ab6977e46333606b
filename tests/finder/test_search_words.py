"""Excerpts mark what was found, mistyped words are put right, and names are offered while somebody types."""

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from editorial import workflow
from editorial.texts import Shown
from finder import kept, search, vocabulary
from finder.searching import analysis, spelling
from tests.factories import CountryFactory, OrganisationFactory, ProjectFactory, ThemeFactory

pytestmark = pytest.mark.thorough

# --- Excerpts --------------------------------------------------------------------------------------------------------

LONG = "Nothing of interest stands here, sentence after sentence. " * 8


def marked(question, *written, language="en"):
    """Returns the excerpt as it is printed."""
    words = frozenset(
        term for word in analysis.words(question) for term in analysis.alternatives(word)
    )  # fmt: skip
    found = search.excerpt([Shown(text, code, language) for code, text in written], words)
    return found and found.__html__()


@pytest.mark.parametrize(
    ("question", "language", "text", "expected"),
    [
        ("victim", "en", "<p>Victims are safe.</p>", "<mark>Victims</mark> are safe."),
        ("RIGHTS child", "en", "The child’s right.", "The <mark>child</mark>’s <mark>right</mark>."),
        ("ecole", "fr", "L’école, les écoles", "L’<mark>école</mark>, les <mark>écoles</mark>"),
        ("Straße", "de", "Alle Strassen", "Alle <mark>Strassen</mark>"),
        ("ребенок", "ru", "Права ребёнка", "Права <mark>ребёнка</mark>"),
        ("مدرسه", "ar", "في المَدْرَسَة", "في <mark>المَدْرَسَة</mark>"),
        ("a b", "en", "<b>a</b> &lt;b&gt; &amp; c", "<mark>a</mark> &lt;<mark>b</mark>&gt; &amp; c"),
        ("other", "en", "Nothing", None),
    ],
)
def test_an_excerpt_marks_the_words_that_were_found(question, language, text, expected):
    assert marked(question, (language, text)) == expected


def test_an_excerpt_is_the_part_of_the_best_text_around_the_words():
    found = marked("saffron olive", ("en", "Saffron alone."), ("en", f"{LONG}Then saffron and olives. {LONG}"))
    assert "<mark>saffron</mark> and <mark>olives</mark>" in found
    assert found.startswith("… ")
    assert found.endswith(" …")
    assert len(found) < 250


def test_an_excerpt_says_in_which_language_it_is():
    found = search.excerpt([Shown("Saffron", "en", "ar")], frozenset(["esaffron"]))
    assert (found.language, found.asked, found.is_fallback) == ("en", "ar", True)


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=300), question=st.text(max_size=20))
def test_an_excerpt_of_anything_is_safe(text, question):
    found = marked(question, ("fr", text))
    plain = (found or "").replace("<mark>", "").replace("</mark>", "")
    assert "<" not in plain
    assert ">" not in plain


# --- Mistyped words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "most", "expected"),
    [
        ("horizon", "horizon", 1, 0),
        ("horzion", "horizon", 1, 1),
        ("horizn", "horizon", 1, 1),
        ("horizonn", "horizon", 1, 1),
        ("horixon", "horizon", 1, 1),
        ("trafiking", "trafficking", 2, 2),
        ("abc", "xyz", 1, 2),
    ],
)
def test_the_distance_of_two_words_counts_slips(one, other, most, expected):
    assert spelling.distance_of(one, other, most) == expected


@pytest.fixture
def catalogue(db):
    country = CountryFactory(key="ge", code="GE", name="Georgia", texts={"fr": {"name": "Géorgie"}}, public=True)
    CountryFactory(key="de", code="DE", name="Germany", public=True)
    theme = ThemeFactory(key="borders", name="Border management", public=True)
    donor = OrganisationFactory(key="iom", name="Migration Union", acronym="MU", public=True)
    OrganisationFactory(key="idle", name="Idle Migration Office", public=True)
    for number, title in enumerate(["Trafficking in persons", "Fighting trafficking", "Égalité now", "Trade fairs"]):
        project = ProjectFactory(key=f"p{number}", title=title, acronym=f"TRP/{number}")
        project.participations.create(organisation=donor, role="donor")
        project.countries.create(country=country)
        project.themes.set([theme])
        workflow.publish(workflow.save_revision(project, by=None), by=None)
    ProjectFactory(key="draft", title="Trafficking draft")
    hidden = ProjectFactory(key="gone", title="Kestrel", public=True)
    workflow.withdraw(hidden, by=None)


def mended(text, language="en"):
    return search.mended(text, language, "project", vocabulary.current(language).change)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trafficing", "trafficking"),
        ("Trafifcking persns", "trafficking persons"),
        ("trafiking georgia", "trafficking georgia"),
        ("egalitee", "égalité"),
        ("trafficking", None),
        ("kestrl", None),  # only what is public now
        ("zzzzz", None),
        ("tra", None),
        ("traf", None),  # what begins so is found already
        ("traf*", None),
        ("traficking georgia", "trafficking georgia"),
        ('"trafficing"', None),
        ("", None),
    ],
)
@pytest.mark.usefixtures("catalogue")
def test_a_mistyped_word_is_put_right_where_that_finds_something(text, expected):
    assert mended(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trafiking traning", "trafficking training"),
        ("migrants", "migration"),  # and not "grants", which takes fewer slips
        ("divoire", "ivoire"),
    ],
)
def test_what_begins_alike_is_meant_rather_than_what_is_frequent(db, text, expected):
    for title in ("Training on trafficking", "Training", "Migration", "Grants", "More grants", "Marchés d’Ivoire"):
        ProjectFactory(title=title, public=True)
    assert mended(text) == expected


@pytest.mark.parametrize(("word", "others", "expected"), [
    ("trafiking", ["training", "trafficking", "trafalgar"], ["trafficking", "training"]),
    ("migrants", ["grants", "migration", "migrant", "migratory"], ["migrant", "migration", "migratory"]),
    ("moldva", ["moldova", "molds", "golds"], ["moldova"]),
    ("orderr", ["border", "order"], ["order"]),
    ("rtade", ["trade", "grade"], ["trade"]),
])  # fmt: skip
def test_words_that_begin_alike_come_before_words_with_fewer_slips(word, others, expected):
    assert [row[-1] for row in spelling._nearest(word, [(other, other, 1) for other in others])] == expected


@pytest.mark.usefixtures("catalogue")
def test_a_page_that_finds_little_asks_what_was_meant(client, django_assert_max_num_queries):
    page = client.get("/en/projects/?q=trafficing").content.decode()
    assert 'Did you mean: <a href="/en/projects/?q=trafficking"><bdi>trafficking</bdi></a>' in page
    here = client.get("/en/projects/?q=trafficing&country=ge").content.decode()
    assert 'href="/en/projects/?q=trafficking&amp;country=ge"><bdi>trafficking' in here
    kept.forget()
    with django_assert_max_num_queries(8):
        elsewhere = client.get("/en/projects/?q=trafficing+persns&country=de").content.decode()
    assert 'href="/en/projects/?q=trafficking+persons"><bdi>trafficking persons' in elsewhere
    assert "Did you mean" not in client.get("/en/projects/?q=trafficking").content.decode()


# --- Suggestions -----------------------------------------------------------------------------------------------------


def suggested(text, language="en"):
    with translation.override(language):
        return [(row.name.kind, row.name.key) for row in search.suggest(text, vocabulary.current(language))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("traf", [("project", "p0"), ("project", "p1")]),
        ("fighting tr", [("project", "p1")]),
        ("trafficking ", [("project", "p0"), ("project", "p1")]),
        ("traf ", []),
        ("trp/2", [("project", "p2")]),
        ("egal", [("project", "p2")]),
        ("migr", [("organisation", "iom"), ("organisation", "idle")]),
        ("mu", [("organisation", "iom")]),
        ("ge", [("country", "ge"), ("country", "de")]),
        ("manag", [("theme", "borders")]),
        ("border ma", [("theme", "borders")]),
        ("kest", []),
        ("draft", []),
        ("", []),
        ("  !", []),
    ],
)
@pytest.mark.usefixtures("catalogue")
def test_names_are_offered_while_somebody_types(text, expected):
    assert suggested(text) == expected


@pytest.mark.usefixtures("catalogue")
def test_names_are_offered_in_the_language_of_the_reader():
    assert suggested("géor", "fr") == suggested("geor", "fr") == [("country", "ge")]


@pytest.mark.usefixtures("catalogue")
def test_the_list_below_the_field_gets_names_addresses_and_numbers(client, django_assert_max_num_queries):
    client.get("/en/suggest/?q=x")
    with django_assert_max_num_queries(8):
        response = client.get("/en/suggest/?q=migration+u")
    assert response.json() == {
        "status": "1 suggestion",
        "suggestions": [
            {
                "kind": "Organisation", "name": "Migration Union (MU)", "lang": "", "dir": "",
                "url": response.json()["suggestions"][0]["url"], "note": "4 projects",
            }
        ],
    }  # fmt: skip
    assert client.get(response.json()["suggestions"][0]["url"]).status_code in (200, 301)
    assert response.headers["Cache-Control"] == "public, max-age=60"
    other = client.get("/ar/suggest/?q=migration+u").json()["suggestions"][0]
    assert (other["lang"], other["dir"]) == ("en", "ltr")


@pytest.mark.parametrize("query", ["", "?q=", "?q=%22", "?q=" + "a" * 5_000, "?q=%F0%9F%98%80", "?x=1"])
@pytest.mark.usefixtures("catalogue")
def test_whatever_is_asked_for_suggestions_is_answered(client, query):
    response = client.get(f"/en/suggest/{query}")
    assert (response.status_code, response.json()["suggestions"]) == (200, [])


@pytest.mark.usefixtures("catalogue")
def test_a_search_of_thousands_of_letters_is_cut_and_says_so(client):
    response = client.get("/en/projects/?q=" + "a" * 5_000)  # beyond an address of 8 kB another page says it
    assert response.status_code == 200
    assert "Only the first 200 characters are used." in response.content.decode()


@pytest.mark.usefixtures("catalogue")
def test_words_beyond_a_dozen_are_named(client):
    page = client.get("/en/projects/?q=" + "+".join(f"w{number}" for number in range(14))).content.decode()
    assert "w12 w13" in page
    assert "Only the first 12 words are used." in page


@pytest.mark.usefixtures("catalogue")
def test_a_list_that_was_searched_is_in_the_order_of_relevance_and_shows_where_the_words_stand(client):
    project = ProjectFactory(key="late", title="Late", start="2030", summary="<p>Against <b>trafficking</b>.</p>")
    workflow.publish(workflow.save_revision(project, by=None), by=None)
    assert "Against trafficking" in client.get("/en/projects/").content.decode()
    page = client.get("/en/projects/?q=traffick").content.decode()
    assert page.index("Fighting trafficking") < page.index(">Late<")
    assert "Against <mark>trafficking</mark>.<" in page
    assert '<option value="relevance" selected>' in page
    newest = client.get("/en/projects/?q=traffick&sort=-start").content.decode()
    assert newest.index(">Late<") < newest.index("Fighting trafficking")
    without = client.get("/en/projects/").content.decode()
    assert "relevance" not in without
    assert "<mark>" not in without
