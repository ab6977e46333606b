"""The same questions find the same projects on both databases: one table of questions in six languages."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from editorial import workflow
from editorial.models import Publication
from finder import kept, search, vocabulary
from tests.factories import CountryFactory, DocumentFactory, OrganisationFactory, ProjectFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
PATIENT = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))

# key: acronym, participants, countries, themes, texts by language (title, objective, summary)
PROJECTS = {
    "thb": ("THB/IFS/1", "iom", "ge", "borders", {
        "en": ("Fight against trafficking in human beings", "<p>Victims are safe; rights of the child.</p>", ""),
        "fr": ("Lutte contre la traite des êtres humains", "<p>Les victimes sont protégées.</p>", "Droits de l’enfant"),
        "ru": ("Борьба с торговлей людьми", "Жертвы защищены.", ""),
        "ar": ("مكافحة الاتجار بالبشر", "حماية الضحايا", ""),
    }),
    "thb12": ("THB/IFS/12", "police", "tr", "", {
        "en": ("Anti-trafficking units of the police", "", "Rights of victims; a child helpline"),
    }),
    "setrm": ("SE-TRM", "sida", "ge tr", "borders", {
        "en": ("Temporary return", "Returning migrants find work.", "Co-operation between job centres."),
        "de": ("Rückkehr auf Zeit", "Rückkehrende finden Arbeit.", "Die Straßen sind sicher."),
    }),
    "girls": ("", "", "", "schools", {
        "es": ("Educación de las niñas", "Las escuelas abren por la tarde.", "Año escolar y formación de maestras"),
    }),
    "street": ("", "ministry", "", "", {
        "de": ("Straßenkinder in großen Städten", "Mädchen und Jungen lernen lesen.", "Maßnahmen der Städte"),
    }),
    "child": ("", "", "ge", "", {
        "ru": ("Права ребёнка", "Районы помогают семьям; ёлка для детей.", "Войска не участвуют"),
    }),
    "women": ("", "", "", "", {
        "ar": ("حماية حقوق المرأة", "خدمات للمدارس والأُسَر", "تعليم البنات في المدرسة"),
    }),
    "equal": ("", "iom ministry", "tr", "schools", {
        "fr": ("Égalité des chances", "L’objectif est l’accès à l’éducation.", "Les écoles accueillent les filles"),
        "en": ("Equal opportunities", "The objective is access to education.", "Schools welcome girls"),
    }),
    "coast": ("", "", "", "", {
        "en": ("Markets of Côte d'Ivoire", "Plan D implementation, R & D, R&D activities", ""),
    }),
    "cafe": ("C&A", "", "", "", {"en": ("Café for coöperation", "100% of O'Brien's profit, 3.5 m", "naïve façade")}),
}  # fmt: skip
ORGANISATIONS = {
    "iom": ("IOM", {
        "en": "International Organization for Migration", "fr": "Organisation internationale pour les migrations",
        "ru": "Международная организация по миграции",
    }, [("Provisional Committee for Movement", "en")]),
    "police": ("", {"en": "State Police"}, []),
    "sida": ("Sida", {"en": "Swedish International Development Agency", "ar": "الوكالة السويدية للتنمية"}, []),
    "ministry": ("", {"en": "Ministry of Labour", "de": "Arbeitsministerium"}, [("Ministerio de Trabajo", "es")]),
}  # fmt: skip
COUNTRIES = {
    "ge": {"en": "Georgia", "fr": "Géorgie", "ru": "Грузия", "ar": "جورجيا", "de": "Georgien"},
    "tr": {"en": "Türkiye", "fr": "Turquie", "ru": "Турция", "ar": "تركيا", "de": "Türkei"},
}
THEMES = {
    "borders": {"en": "Border management", "fr": "Gestion des frontières", "es": "Gestión de fronteras"},
    "schools": {"en": "Schools", "fr": "Écoles", "de": "Schulen"},
}

# language of the reader, question, keys that it finds
QUESTIONS = [
    # words as they are inflected
    ("en", "traffick", "thb thb12"),
    ("en", "trafficking", "thb thb12"),
    ("en", "victim", "thb thb12"),
    ("en", "victims", "thb thb12"),
    ("en", "child's", "thb thb12"),
    ("en", "returned", "setrm"),
    ("en", "opportunity", "equal"),
    ("en", "schools girl", "equal"),
    ("fr", "victime", "thb thb12"),
    ("fr", "protégé", "thb"),
    ("fr", "école", "girls equal"),
    ("fr", "filles", "equal"),
    ("es", "niña", "girls"),
    ("es", "escuela", "girls"),
    ("es", "maestra formaciones", "girls"),
    ("de", "Stadt", "street"),
    ("de", "Straße", "setrm"),
    ("de", "Mädchens", "street"),
    ("de", "findet Arbeit", "setrm"),
    ("ru", "ребенок", "child"),
    ("ru", "право ребёнка", "child"),
    ("ru", "семья", "child"),
    ("ru", "жертва", "thb"),
    ("ru", "торговля", "thb"),
    ("ar", "حقوق", "women"),
    ("ar", "الحقوق", "women"),
    ("ar", "مدرسة", "women"),
    ("ar", "ضحايا", "thb"),
    # letters that are written in several ways
    ("en", "CAFE", "cafe"),
    ("en", "café", "cafe"),
    ("en", "cooperation", "setrm cafe"),
    ("en", "co-operation", "setrm cafe"),
    ("en", "NAIVE facade", "cafe"),
    ("fr", "egalite", "equal"),
    ("fr", "ÉGALITÉS", "equal"),
    ("fr", "etre humain", "thb"),
    ("es", "educacion ninas", "girls"),
    ("es", "ano", "girls"),
    ("de", "STRASSENKINDER", "street"),
    ("de", "strassenkinder", "street"),
    ("de", "Massnahme", "street"),
    ("de", "Maedchen", "street"),
    ("ru", "ёлка", "child"),
    ("ru", "елка", "child"),
    ("ru", "ребёнка", "child"),
    ("ru", "район", "child"),
    ("ru", "войско", "child"),
    ("ru", "воиско", ""),
    ("ar", "المرأه", "women"),
    ("ar", "المراة", "women"),
    ("ar", "مدرسه", "women"),
    ("ar", "الأسر", "women"),
    ("ar", "تـعـلـيـم", "women"),
    ("ar", "تَعْلِيم", "women"),
    ("ar", "الإتجار", "thb"),
    # acronyms and identifiers
    ("en", "THB/IFS/1", "thb"),
    ("en", "thb/ifs/1", "thb"),
    ("en", "thb ifs 1", "thb"),
    ("en", "THB-IFS-1", "thb"),
    ("en", "thbifs1", "thb"),
    ("en", "thb", "thb thb12"),
    ("en", "SE-TRM", "setrm"),
    ("en", "se trm", "setrm"),
    ("en", "SETRM", "setrm"),
    ("ar", "SE-TRM", "setrm"),
    ("en", "C&A", "cafe"),
    # beginnings: with a star, and of the last word where nothing has it as it stands
    ("en", "traff*", "thb thb12"),
    ("en", "trafficki*", "thb thb12"),
    ("en", "opportuniti*", "equal"),
    ("en", "geor* traff*", "thb"),
    ("en", "*", ""),
    ("en", "ch*", ""),
    ("en", "georgia -traff*", "setrm child"),
    ("en", "anti-traff*", "thb12"),
    ("en", "THB/IFS/1*", "thb"),
    ("en", "movem*", "thb equal"),
    ("fr", "protég*", "thb"),
    ("es", "educaci*", "girls"),
    ("de", "Straßenk*", "street"),
    ("ru", "ребё*", "child"),
    ("ar", "المدر*", "women"),
    ("en", '"human bein*"', ""),
    ("en", "traff", "thb thb12"),
    ("en", "Geor", "thb setrm child"),
    ("en", "victims traff", "thb thb12"),
    ("en", "anti-traff", "thb12"),
    ("en", "thb/if", ""),
    ("fr", "égal", "equal"),
    ("ru", "торгов", "thb"),
    ("ar", "حقو", "women"),
    ("en", "traff victims", ""),
    ("en", "ge", ""),
    ("en", '"human bein"', ""),
    ("en", "victims -traff", "thb thb12"),
    ("en", "traff -police", ""),
    ("es", "educ", "girls equal"),
    # letters that lost their apostrophe, and letters that have none
    ("fr", "l egalite d acces", "equal"),
    ("fr", "objectif l’accès", "equal"),
    ("fr", '"accès à l éducation"', "equal"),
    ("fr", "droits d enfant", "thb"),
    ("en", "child s helpline", "thb12"),
    ("en", "cote d ivoire", "coast"),
    ("en", "Côte d’Ivoire", "coast"),
    ("en", "cote d'ivoire", "coast"),
    ("en", '"cote d ivoire"', "coast"),
    ("en", "R&D", "coast"),
    ("en", "plan d", "coast"),
    ("en", '"plan implementation"', "coast"),
    ("en", "women s", ""),
    # phrases and exclusions
    ("en", '"human beings"', "thb"),
    ("en", '"beings human"', ""),
    ("en", '"rights of the child"', "thb"),
    ("en", "“rights of victims”", "thb12"),
    ("en", '"beings victims"', ""),
    ("en", "child -police", "thb"),
    ("en", 'child -"rights of the child"', "thb12"),
    ("en", "-trafficking education", "equal"),
    ("fr", "«égalité des chances»", "equal"),
    ("fr", '"accès à l\'éducation"', "equal"),
    ("ru", '"права ребенка"', "child"),
    ("ar", '"حقوق المرأة"', "women"),
    ("de", '"große Stadt"', "street"),
    # names of participants, countries and themes
    ("en", "IOM", "thb equal"),
    ("en", "migration organization", "thb equal"),
    ("en", "organisation internationale", "thb equal"),
    ("ru", "миграции", "thb equal"),
    ("en", "provisional committee", "thb equal"),
    ("de", "Arbeitsministerium", "street equal"),
    ("en", "trabajo", "street equal"),
    ("en", "georgia", "thb setrm child"),
    ("fr", "Géorgie", "thb setrm child"),
    ("ru", "грузия", "thb setrm child"),
    ("ar", "جورجيا", "thb setrm child"),
    ("de", "türkei", "thb12 setrm equal"),
    ("en", "turkiye", "thb12 setrm equal"),
    ("en", "border", "thb setrm"),
    ("fr", "frontière", "thb setrm"),
    ("en", "georgia trafficking", "thb"),
    ("en", "georgia -trafficking", "setrm child"),
    # the reader's language and what stands for it
    ("es", "trafficking", "thb thb12"),
    ("fr", "trafficking", "thb thb12"),
    ("en", "niñas", "girls"),
    ("en", "traite", "thb"),  # its summary is in no other language, so that French is what everybody reads
    ("en", "Rückkehr", ""),
    ("de", "Rückkehr", "setrm"),
    ("en", "Straßenkinder", "street"),
    # words that say nothing, and none at all
    ("en", "the fight against the trafficking of", "thb"),
    ("fr", "l’égalité des chances", "equal"),
    ("en", "100%", "cafe"),
    ("en", "3.5", "cafe"),
    ("en", "O'Brien", "cafe"),
    ("en", "draft", ""),
    ("en", "!?", ""),
    ("en", "", ""),
]  # fmt: skip


def texts(names, field):
    return {code: {field: name} for code, name in names.items()}


def make(factory, names, field, **fields):
    source = next(iter(names))
    return factory(source_language=source, public=True, texts=texts(names, field), **{field: names[source]}, **fields)


def make_catalogue():
    countries = {
        key: make(CountryFactory, names, "name", key=key, code=key.upper()) for key, names in COUNTRIES.items()
    }
    themes = {key: make(ThemeFactory, names, "name", key=key) for key, names in THEMES.items()}
    organisations = {}
    for key, (acronym, names, others) in ORGANISATIONS.items():
        written = {code: {"name": name, "acronym": acronym} for code, name in names.items()}
        made = organisations[key] = OrganisationFactory(key=key, texts=written)
        for name, language in others:
            made.names.create(name=name, language=language, nature="former")
        workflow.publish(workflow.save_revision(made, by=None), by=None)
    for key, (acronym, who, where, about, written) in PROJECTS.items():
        source = next(iter(written))
        fields = {
            code: dict(zip(("title", "objective", "summary"), three, strict=True)) for code, three in written.items()
        }
        project = ProjectFactory(key=key, acronym=acronym, source_language=source, texts=fields, **fields[source])
        for name in who.split():
            project.participations.create(organisation=organisations[name], role="donor")
        for name in where.split():
            project.countries.create(country=countries[name])
        project.themes.set([themes[name] for name in about.split()])
        workflow.publish(workflow.save_revision(project, by=None), by=None)
    ProjectFactory(key="draft", title="Draft")
    document = DocumentFactory(key="report", title="Report on trafficking", texts={"fr": {"title": "Rapport"}})
    document.files.create(language="en", url="https://example.org/a.pdf")
    workflow.publish(workflow.save_revision(document, by=None), by=None)


@pytest.fixture(scope="module", autouse=True)
def catalogue(for_the_module):
    """One catalogue for all tests here, which only read it."""
    make_catalogue()


def keys_of(ids):
    return set(Publication.objects.filter(pk__in=list(ids)).values_list("key", flat=True))


def found(question, language="en", kind="project"):
    return keys_of(search.find(question, language, kind).ids)


@pytest.mark.parametrize(("language", "question", "expected"), QUESTIONS)
def test_a_question_finds(language, question, expected):
    assert found(question, language) == set(expected.split())


def ranked(question, language="en"):
    """Returns the sets of keys that have equal points, the best first."""
    return [(points, keys_of(ids)) for points, ids in search.find(question, language).scores]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # title 8, acronym 6, objective 3, rest and the names of what a project names 1; the acronym itself 20 more
        ("trafficking", [(8, {"thb", "thb12"})]),
        ("victims", [(3, {"thb"}), (1, {"thb12"})]),
        ("return", [(8, {"setrm"})]),
        ("police", [(8, {"thb12"})]),
        ("child", [(3, {"thb"}), (1, {"thb12"})]),
        ("thb", [(6, {"thb", "thb12"})]),
        ("THB/IFS/1", [(26, {"thb"})]),
        ("thb ifs 1", [(38, {"thb"})]),
        ("se trm", [(32, {"setrm"})]),
        ("trafficking child", [(11, {"thb"}), (9, {"thb12"})]),
        ("trafficking georgia", [(9, {"thb"})]),
        ("-child", [(0, {"setrm", "girls", "street", "women", "equal", "cafe", "child", "coast"})]),
    ],
)
def test_where_a_word_stands_says_how_much_it_counts(question, expected):
    assert ranked(question) == expected


def test_other_kinds_are_found_by_their_names_in_any_language():
    assert found("rapport", "ru", "document") == {"report"}
    assert found("traffick", "en", "document") == {"report"}
    assert found("migration", "de", "organisation") == {"iom"}
    assert found("MOVEMENT", "ar", "organisation") == {"iom"}
    assert found("géorgie", "en", "country") == {"ge"}
    assert found("frontera", "en", "theme") == {"borders"}


def test_words_beyond_the_last_that_is_used_are_named():
    result = search.find(" ".join(["child", *(f"word{number}" for number in range(14))]), "en")
    assert (result.ignored, len(result.ids)) == (("word11", "word12", "word13"), 0)


def test_an_answer_is_kept_until_something_is_published(django_assert_num_queries):
    kept.forget()
    search.find("trafficking child", "en", change=1)
    with django_assert_num_queries(0):
        search.find("trafficking child", "en", change=1)


WORDS = ["trafficking", "child", "victims", "return", "georgia", "iom", "police", "thb"]
SIGNS = st.sampled_from("\"“”«»-−/\\'’&*^:()[]{}%_.,;!?|<>=~+#@$ \t\n\u200f\u0640\u0301\ud7ffāé日本ﬁ1a")


@settings(PATIENT)
@example('"', "en")
@example('-"a', "en")
@example("a OR b AND NOT c NEAR(d, 2)", "en")
@example("title: * ^ ' \\ | & ! <-> :A", "en")
@example("a" * 200, "en")
@example("' || pg_sleep(9) --", "en")
@example("\U0001f600 \u0e01\u0e33 ｆｕｌｌ", "en")
@given(
    question=st.one_of(st.text(max_size=60), st.text(SIGNS, max_size=60)), language=st.sampled_from(["en", "ru", "ar"])
)
def test_whatever_is_typed_is_no_error(question, language):
    result = search.find(question, language)
    assert len(result.ids) == sum(len(ids) for _points, ids in result.scores)
    search.mended(question, language, "project", 1)
    search.suggest(question, vocabulary.current(language))


@settings(PATIENT, max_examples=60)
@given(words=st.lists(st.sampled_from(WORDS), max_size=4))
def test_more_words_find_less_and_each_finds_its_part(words):
    every = [found(word) for word in words]
    assert found(" ".join(words)) == (set.intersection(*every) if every else set())
    assert found(" ".join([*words, "-child"])) == (set.intersection(*every) if every else found("-child")) - found(
        "child"
    )
