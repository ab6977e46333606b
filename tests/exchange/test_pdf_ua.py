"""Tagged paper: what of PDF/UA-1 a program can check by the structure of a file (after the Matterhorn Protocol)."""

import io
from collections import Counter
from itertools import pairwise

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject

from editorial import workflow
from projects.content.sample_pictures import draw, motif
from tests.exchange.sheets import address_of
from tests.factories import ProjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

# ISO 32000-1, 14.8.4.
STANDARD = {
    *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "NonStruct", "P", "H1", "H2", "H3", "H4", "L"),
    *("LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody", "Span", "Quote", "Note", "Link", "Figure"),
}
PAINTS = {b"Tj", b"TJ", b"'", b'"', b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh", b"BI", b"Do"}


_printed: dict[str, bytes] = {}


@pytest.fixture(params=["project", "theme", "country"])
def pdf(request):
    """A sheet of each kind of page, printed once: a project with a picture, Arabic and Russian lists of projects."""
    if request.param not in _printed:
        address = a_sheet_of(request.param, request.getfixturevalue("project"))
        _printed[request.param] = request.getfixturevalue("printed")(address).read_bytes()
    language = {"project": "en", "theme": "ar", "country": "ru"}[request.param]
    return PdfReader(io.BytesIO(_printed[request.param])), language


def a_sheet_of(kind, project):
    """Makes what a sheet of a kind is to show; returns its address."""
    if kind == "project":
        project.picture = default_storage.save("pictures/roads.png", ContentFile(draw(motif("roads"), 1600)))
        project.set_current_language("en")
        project.picture_alt = "A road"
        project.save()
        workflow.publish(workflow.save_revision(project, by=None), by=None)
        return address_of()
    for number in range(24):  # enough for a second page
        more = ProjectFactory(title=f"More {number}", start="2015")
        more.themes.add(project.themes.get())
        more.countries.create(country=project.countries.get().country)
        workflow.publish(workflow.save_revision(more, by=None), by=None)
    return address_of("theme", "thb", "ar") if kind == "theme" else "/ru/countries/az/?format=pdf"


def elements(node, above=()):
    """Gives every element of the tree of structure with those above it."""
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for child in node:
            yield from elements(child, above)
    elif isinstance(node, DictionaryObject) and "/S" in node:
        yield node, above
        if "/K" in node:
            yield from elements(node["/K"], (*above, node["/S"]))


def tree(reader):
    return list(elements(reader.root_object["/StructTreeRoot"]["/K"]))


def attributes(element, name):
    """Returns an attribute of an element of structure, None without it."""
    found = element.get("/A", ArrayObject()).get_object()
    for one in found if isinstance(found, ArrayObject) else [found]:
        if isinstance(one.get_object(), DictionaryObject) and name in one.get_object():
            return one.get_object()[name]
    return None


def test_the_file_says_what_it_is(pdf):
    reader, language = pdf
    root, xmp = reader.root_object, reader.xmp_metadata
    assert root["/MarkInfo"]["/Marked"].value is True
    assert not root["/MarkInfo"].get("/Suspects")
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert xmp.dc_title["x-default"] == reader.metadata.title != ""
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    assert not reader.is_encrypted
    assert language == "en" or len(reader.pages) == 2


def test_everything_that_is_drawn_is_tagged_or_an_artifact(pdf):
    """No line and no letter outside of marked content, and none of it in two places."""
    reader, _language = pdf
    parents = numbers(reader.root_object["/StructTreeRoot"]["/ParentTree"])
    for page in reader.pages:
        open_marks, marked = [], []
        for operands, operator in ContentStream(page["/Contents"], reader).operations:
            if operator in (b"BDC", b"BMC"):
                if len(operands) > 1 and "/MCID" in operands[1]:
                    assert "artifact" not in open_marks, "what is tagged stands within an artifact"
                    marked.append(operands[1]["/MCID"])
                    open_marks.append("tagged")
                else:
                    open_marks.append("artifact" if operands[0] == "/Artifact" else "other")
            elif operator == b"EMC":
                open_marks.pop()
            elif operator in PAINTS:
                assert {"tagged", "artifact"} & set(open_marks), (operator, operands)
        assert not open_marks
        assert max(Counter(marked).values()) == 1
        elements_of_page = parents[page["/StructParents"]].get_object()
        assert all(elements_of_page[mark].get_object()["/Type"] == "/StructElem" for mark in marked)


def numbers(node):
    """Returns a number tree as a dictionary."""
    found = dict(zip(node.get("/Nums", [])[::2], node.get("/Nums", [])[1::2], strict=True))
    for child in node.get("/Kids", []):
        found |= numbers(child.get_object())
    return found


def test_the_structure_is_made_of_known_elements_in_their_places(pdf):
    reader, _language = pdf
    found = tree(reader)
    assert {element["/S"][1:] for element, _above in found} <= STANDARD
    assert [element["/S"] for element, above in found if not above] == ["/Document"]
    within = {"/LI": "/L", "/LBody": "/LI", "/TH": "/TR", "/TD": "/TR", "/THead": "/Table", "/TBody": "/Table"}
    for element, above in found:
        if element["/S"] in within:
            assert within[element["/S"]] in above[-1:], (element["/S"], above)


def test_headings_begin_with_the_title_and_leave_out_no_level(pdf):
    reader, _language = pdf
    levels = [int(element["/S"][2]) for element, _above in tree(reader) if element["/S"][:2] == "/H"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_picture_is_told_in_words(pdf):
    reader, language = pdf
    figures = [element for element, _above in tree(reader) if element["/S"] == "/Figure"]
    assert figures
    for figure in figures:
        assert len(figure["/Alt"]) > 5, figure
        assert len(attributes(figure, "/BBox")) == 4
    if language == "en":
        assert "A road" in [figure["/Alt"] for figure in figures]


def test_every_cell_of_a_table_knows_its_headings(pdf):
    reader, _language = pdf
    rows = [element for element, _above in tree(reader) if element["/S"] == "/TR"]
    for row in rows:
        assert len(list(cells(row))) == 4
    headings = {cell["/ID"] for row in rows for cell in cells(row) if cell["/S"] == "/TH"}
    assert len(headings) == len(rows) + 3 * sum(is_head(row) for row in rows)
    for row in rows:
        for cell in cells(row):
            if cell["/S"] == "/TD":
                assert len(attributes(cell, "/Headers")) == 2
                assert set(attributes(cell, "/Headers")) <= headings


def is_head(row):
    return all(cell["/S"] == "/TH" for cell in cells(row))


def cells(row):
    return (element for element, above in elements(row["/K"]) if not above)


def test_every_link_is_described_and_part_of_the_structure(pdf):
    reader, _language = pdf
    parents = numbers(reader.root_object["/StructTreeRoot"]["/ParentTree"])
    for page in reader.pages:
        assert page["/Tabs"] == "/S"
        for annotation in (note.get_object() for note in page["/Annots"]):
            assert annotation["/Subtype"] == "/Link"
            assert annotation["/Contents"]
            assert parents[annotation["/StructParent"]].get_object()["/S"] == "/Link"


def test_every_letter_has_its_shape_and_its_meaning_within_the_file(pdf):
    reader, _language = pdf
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & descriptor.keys(), font["/BaseFont"]
        assert b"beginbfchar" in font["/ToUnicode"].get_data()


def test_a_picture_is_a_jpeg_as_fine_as_paper_shows_it(pdf):
    reader, language = pdf
    pictures = [
        drawn.get_object()
        for page in reader.pages
        for drawn in page["/Resources"].get("/XObject", {}).values()
        if drawn.get_object()["/Subtype"] == "/Image"
    ]
    assert len(pictures) == (language == "en")
    for picture in pictures:
        assert picture["/Filter"] == "/DCTDecode"
        assert max(picture["/Width"], picture["/Height"]) == 800
