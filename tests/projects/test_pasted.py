"""A pasted list of participants, taken apart: as people write lists, without cutting names in two."""

import pytest

from projects.models import Role
from projects.pasted import Piece, read

HEADINGS = {
    "implementing agency": "implementing",
    "partners": "partner",
    "donor": "donor",
    "advisory board members": "advisory-board",
}
KNOWN = {"Ministry of Health and Sport", "Bosnia and Herzegovina", "IOM Helsinki", "Save, Inc."}


def names(text, role="partner", known=KNOWN):
    return [piece.name for piece in read(text, role, HEADINGS, known.__contains__).pieces]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("One\nTwo\r\n\n  Three  ", ["One", "Two", "Three"]),
        ("• One\n- Two\n3. Three", ["One", "Two", "Three"]),
        ("One; Two;Three", ["One", "Two", "Three"]),
        ("One, Two and Three", ["One", "Two", "Three"]),
        ("Ministry of Interior, Vienna\nPolice", ["Ministry of Interior, Vienna", "Police"]),
        ("Austria, Bulgaria, Cyprus and Portugal", ["Austria", "Bulgaria", "Cyprus", "Portugal"]),
        ("Albania, Bosnia and Herzegovina", ["Albania", "Bosnia and Herzegovina"]),
        ("Ministry of Health and Sport", ["Ministry of Health and Sport"]),
        ("Save, Inc.", ["Save, Inc"]),
        ("One, Two (with Three, Four and Five), Six", ["One", "Two", "Six"]),
        ("Eins, Zwei und Drei", ["Eins", "Zwei", "Drei"]),
        ("Uno, Dos y Tres", ["Uno", "Dos", "Tres"]),
        ("Один, Два и Три", ["Один", "Два", "Три"]),
        ("One; One", ["One"]),
    ],
)
def test_lists_are_taken_apart(text, expected):
    assert names(text) == expected


def test_cooperation_gives_those_that_follow_another_role():
    text = (
        "ICMPD in cooperation with France Expertise Internationale (FEI) and  the International Foundation of "
        "Administration and Public Policies of Spain (FIIAPP)"
    )
    assert read(text, Role.IMPLEMENTING, HEADINGS, KNOWN.__contains__).pieces == [
        Piece("ICMPD", role="implementing"),
        Piece("France Expertise Internationale", "FEI", role="cooperating"),
        Piece("International Foundation of Administration and Public Policies of Spain", "FIIAPP", role="cooperating"),
    ]
    assert {piece.role for piece in read("A with B", "donor", HEADINGS, KNOWN.__contains__).pieces} == {"donor"}


def test_groups_and_others_are_told_from_organisations():
    text = "Prosecution Authority, police authorities, social services, IOM Helsinki and NGOs, among others"
    reading = read(text, "partner", HEADINGS, KNOWN.__contains__)
    assert reading.has_others
    assert [(piece.name, piece.is_group) for piece in reading.pieces] == [
        ("Prosecution Authority", False),
        ("police authorities", True),
        ("social services", True),
        ("IOM Helsinki", False),
        ("NGOs", True),
    ]


def test_headings_say_the_role_and_lists_after_them_may_have_commas():
    text = "Implementing Agency: ICMPD\nPartners: One, Two and Three\nDonor:\nEuropean Union"
    pieces = read(text, "partner", HEADINGS, KNOWN.__contains__).pieces
    assert [(piece.role, piece.name) for piece in pieces] == [
        ("implementing", "ICMPD"),
        ("partner", "One"),
        ("partner", "Two"),
        ("partner", "Three"),
        ("donor", "European Union"),
    ]


@pytest.mark.parametrize(
    ("text", "name", "acronym", "remark"),
    [
        ("France Expertise Internationale (FEI)", "France Expertise Internationale", "FEI", ""),
        ("UNODC / (GLOTIP)", "UNODC", "GLOTIP", ""),
        ("DGPJ/PT (Directorate-General for Justice Policy)", "Directorate-General for Justice Policy", "DGPJ/PT", ""),
        (
            "Portuguese Ministry of Internal Affairs (ICMPD is an associate partner)",
            "Portuguese Ministry of Internal Affairs",
            "",
            "ICMPD is an associate partner",
        ),
        ("the European Union", "European Union", "", ""),
    ],
)
def test_brackets_hold_an_acronym_a_name_or_a_remark(text, name, acronym, remark):
    piece = read(text, "partner", HEADINGS, KNOWN.__contains__).pieces[0]
    assert (piece.name, piece.acronym, piece.remark) == (name, acronym, remark)


def test_no_more_names_are_read_than_anybody_would_paste():
    assert len(names("\n".join(f"Name {number}" for number in range(500)))) == 80


@pytest.mark.parametrize(
    "line",
    [
        "NGOs, among others",
        "NGOs among others",
        "ONG, entre autres",
        "ONG, entre otros",
        "NRO u. a.",
        "НПО и др.",
        "НПО, среди прочих",
        "منظمات غير حكومية، وغيرها",
        "منظمات غير حكومية وغيرها",
    ],
)
def test_a_group_among_others_is_a_group_on_any_line(line):
    reading = read(f"Ministry of Interior, Vienna\n{line}\nPolice", "partner", HEADINGS, KNOWN.__contains__)
    assert reading.has_others
    assert [piece.is_group for piece in reading.pieces] == [False, True, False]
    assert reading.pieces[0].name == "Ministry of Interior, Vienna"


def test_a_line_is_split_at_commas_where_each_part_stands_for_itself():
    text = "Ministry of Interior, Vienna\n{}\nSave, Inc."
    ends = ["Ministry of Interior, Vienna", "Save, Inc"]
    for line, parts in {
        "IOM Helsinki, NGOs": ["IOM Helsinki", "NGOs"],
        "social services, police and NGOs": ["social services", "police", "NGOs"],
        "IOM Helsinki, social services": ["IOM Helsinki, social services"],
        "One, Two and NGOs, among others": ["One", "Two", "NGOs"],
    }.items():
        assert names(text.format(line)) == [ends[0], *parts, ends[1]]
