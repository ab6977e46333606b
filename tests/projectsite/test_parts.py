"""What every page is made of prints safely and says in which language it is."""

import json

from django.template import Context, Template

from editorial.texts import Shown
from finder.controls import Option
from finder.reading import Name


def printed(source: str, **context) -> str:
    return Template("{% load parts %}" + source).render(Context(context))


def name(text: str = "Kosovo", **facts) -> Name:
    return Name("country", "xk", Shown(text, "en", "en"), **facts)


def test_a_text_in_the_readers_language_needs_no_mark():
    assert printed("{{ text|shown }}", text=Shown("Ziel", "de", "de")) == "Ziel"


def test_a_text_in_another_language_carries_its_language_and_direction():
    text = Shown("هدف", "ar", "de")
    assert printed("{{ text|shown }}", text=text) == '<span lang="ar" dir="rtl">هدف</span>'


def test_a_name_with_a_note_carries_its_sign_and_not_the_note():
    kosovo = name(note="status")
    assert printed("{% link name %}", name=kosovo) == f'<a href="{kosovo.url}">Kosovo*</a>'


def test_a_name_that_is_not_public_is_no_link_and_says_so():
    html = printed("{% link name %}", name=name(unpublished=True))
    assert "<a " not in html
    assert "not public yet" in html


def test_a_text_is_escaped():
    assert printed("{{ text|shown }}{{ text|tied }}", text=Shown("<b>", "en", "en")) == "&lt;b&gt;" * 2


def test_a_data_block_cannot_be_ended_by_what_it_holds():
    facts = {"name": "</script><script>alert(1)</script> & more"}
    html = printed("{% data_block facts %}", facts=facts)
    body = html.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert "<" not in body
    assert json.loads(body) == facts


def test_what_a_block_prints_is_kept_escaped_once():
    assert printed("{% capture as x %} {{ text }} {% endcapture %}[{{ x }}]", text="a & b") == "[a &amp; b]"


def test_a_language_stands_alone_with_a_capital_and_without_vowel_signs():
    assert printed("{{ 'fr'|native }} {{ 'ar'|native }}") == "Français العربية"


def test_boxes_with_the_same_words_in_two_languages_are_two():
    def options(text):
        return (Option("xk", Name("country", "xk", text), False),)

    borrowed = printed("{% boxes options 'country' %}", options=options(Shown("Kosovo", "en", "fr")))
    own = printed("{% boxes options 'country' %}", options=options(Shown("Kosovo", "fr", "fr")))
    assert 'lang="en"' in borrowed
    assert "lang=" not in own
