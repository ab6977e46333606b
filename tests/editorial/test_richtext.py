"""Rich text: what stays, what goes, and that nothing harmful ever gets through."""

import re
import time

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorial.richtext import ALLOWED_TAGS, clean, is_blank, safe_href, to_text

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0cm}</style></head>
<body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'><span lang=EN-GB
style='font-family:"Arial",sans-serif'>Aim<o:p></o:p></span></b></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>To train <i>staff</i></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='font-family:"Courier New"'><span style='mso-list:Ignore'>o<span>&nbsp;&nbsp; </span></span></span><![endif]>in
two regions</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>To report</p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;
</span></span>First</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>2.<span>&nbsp;&nbsp;
</span></span>Second</p>
<table class=MsoTableGrid><tr><td><p class=MsoNormal>Cell</p></td></tr></table><!--EndFragment--></body></html>"""

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href=" \x01javascript:alert(1)">x</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="//evil.example/">x</a>',
    '<a href="/\\evil.example/">x</a>',
    '<a href="/\t/evil.example/">x</a>',
    '<a href="https:evil">x</a>',
    '<a href="x" style="position:fixed" onmouseover="alert(1)" target="_blank">x</a>',
    '<svg/onload=alert(1)><style><img src="</style><img src=x onerror=alert(1)>">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    '<p style="background:url(javascript:alert(1))" class="x" id="y">x</p>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<template><script>alert(1)</script></template>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<a href='https://e.org/\" onclick=\"alert(1)'>x</a>",
    "<\x00script>alert(1)</script>",
]


def elements(html: str) -> set[tuple[str, tuple[str, ...]]]:
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return {(node.tag, tuple(node.attrib)) for node in tree.iter() if node is not tree}


def assert_safe(html: str) -> None:
    for tag, attributes in elements(html):
        assert tag in ALLOWED_TAGS
        assert not attributes or (tag == "a" and attributes == ("href",))
    for href in re.findall(r'href="([^"]*)"', html):
        assert re.match(r"https?://|mailto:|/(?![/\\])", href)


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_html_leaves_nothing_that_runs(html):
    assert_safe(clean(html))
    assert clean(clean(html)) == clean(html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ("plain words", "<p>plain words</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("<b>x</b> <i>y</i>", "<p><strong>x</strong> <em>y</em></p>"),
        ("<p><b>x </b>y</p>", "<p><strong>x</strong> y</p>"),
        ("<strong>a</strong><strong>b</strong>", "<p><strong>ab</strong></p>"),
        ("<h1>a</h1><h2>b</h2><h5>c</h5>", "<h3>a</h3><h3>b</h3><h4>c</h4>"),
        ("<p></p><p>&nbsp;</p><p><br></p><p>x</p>", "<p>x</p>"),
        ("<p>a<br><br>b<br></p>", "<p>a</p><p>b</p>"),
        ("<div>a<div>b</div></div>", "<p>a</p><p>b</p>"),
        ("<ul><li><p>a</p></li><li></li></ul>", "<ul><li>a</li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ol><li>a<p>b</p></li></ol>", "<ol><li><p>a</p><p>b</p></li></ol>"),
        ("<li>a</li>", "<ul><li>a</li></ul>"),
        ("<blockquote>a</blockquote>", "<blockquote><p>a</p></blockquote>"),
        ('<a href="https://e.org" target="_blank" rel="x">l</a>', '<p><a href="https://e.org">l</a></p>'),
        ('<a href="/en/">l<b>m</b></a>', '<p><a href="/en/">l<strong>m</strong></a></p>'),
        ('<a href="javascript:x">l</a>', "<p>l</p>"),
        ("<p>• a</p><p>• b</p>", "<ul><li>a</li><li>b</li></ul>"),
        ("<p>· a<br>· b</p>", "<ul><li>a</li><li>b</li></ul>"),
        ("<p>1. stays a paragraph</p>", "<p>1. stays a paragraph</p>"),
        ('<b style="font-weight:normal"><p>a</p></b>', "<p>a</p>"),
        ('<span style="font-weight:700">a</span>', "<p><strong>a</strong></p>"),
    ],
)
def test_each_input_has_one_written_form(html, expected):
    assert clean(html) == expected
    assert clean(expected) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a&nbsp;b", "a b"),
        ("a&nbsp;&nbsp; b", "a b"),
        ("Pourquoi&nbsp;?", "Pourquoi\u00a0?"),
        ("«&nbsp;ici&nbsp;»", "«\u00a0ici\u00a0»"),
        ("Pourquoi&nbsp;&nbsp;?", "Pourquoi ?"),
        ("1\u202f234&nbsp;€", "1\u202f234\u00a0€"),
        ("Москва&nbsp;— город", "Москва\u00a0— город"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("e\u0301", "é"),
        ("a\u202eb\ufeff\x07", "ab"),
    ],
)
def test_spaces_and_signs_are_tidied_and_typography_is_kept(text, expected):
    assert clean(f"<p>{text}</p>") == f"<p>{expected}</p>"


def test_a_paste_from_word_keeps_the_lists_and_drops_the_rest():
    assert clean(WORD) == (
        "<p><strong>Aim</strong></p>"
        "<ul><li>To train <em>staff</em><ul><li>in two regions</li></ul></li><li>To report</li></ul>"
        "<ol><li>First</li><li>Second</li></ol>"
        "<p>Cell</p>"
    )


def test_an_indented_paragraph_of_word_is_no_list():
    assert clean('<p class="MsoListParagraph">Indented</p>') == "<p>Indented</p>"
    assert clean('<p class="MsoListParagraph">§&nbsp;&nbsp; Article</p>') == "<p>§ Article</p>"


@pytest.mark.parametrize("href", ["https://e.org/a?b=1", "http://e.org", "mailto:a@e.org", "/en/projects/?theme=thb"])
def test_links_out_and_within_the_site_stay(href):
    assert safe_href(f" {href}\n") == href


def test_an_address_without_scheme_is_completed_and_its_spaces_are_encoded():
    assert safe_href("www.example.org") == "https://www.example.org"
    assert safe_href("https://example.org/a b.pdf") == "https://example.org/a%20b.pdf"


def test_no_text_is_too_deep_or_too_long():
    start = time.perf_counter()
    for opening in ("<blockquote>", "<ul><li>", "<b>", "<div>", "<ul>"):
        assert_safe(clean(opening * 3000 + "x"))
    assert "x" in clean("<p>x</p>" * 5000)
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize("html", ["", None, " ", "<p>&nbsp;</p>", "<p>\u200b</p>", "<ul><li><br></li></ul>", "<img>"])
def test_a_text_without_words_is_blank(html):
    assert is_blank(html)


def test_a_text_with_words_is_not_blank_and_reads_as_lines():
    html = "<h3>A</h3><p>b <strong>c</strong><br>d &amp; e</p><ul><li>f<ul><li>g</li></ul></li></ul>"
    assert not is_blank(html)
    assert to_text(html) == "A\nb c\nd & e\nf\ng"


TAGS = ["p", "ul", "ol", "li", "a", "b", "em", "h1", "h4", "blockquote", "div", "td", "span", "script", "svg", "style"]
ATTRIBUTES = [
    "", ' href="https://e.org/?a=1&amp;b=2"', ' href="javascript:x"', ' onclick="x"', ' class="MsoListParagraph"',
    ' style="mso-list:l0 level9 lfo1"', ' style="mso-list:Ignore"', ' style="font-weight:normal"',
]  # fmt: skip
piece = st.one_of(
    st.builds("<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)),
    st.builds("</{}>".format, st.sampled_from(TAGS)),
    st.sampled_from(
        ["<br>", "&nbsp;", "\u00a0!", "• ", "1. ", "o\u00a0\u00a0", "« ", "<", "&lt;", "\u0338", "\u202f%"]
    ),
    st.text(max_size=6),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(piece, max_size=30).map("".join))
def test_whatever_comes_in_only_allowed_elements_leave_and_cleaning_twice_changes_nothing(html):
    once = clean(html)
    assert_safe(once)
    assert clean(once) == once
    assert to_text(once) == to_text(html)
