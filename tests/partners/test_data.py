"""The data that countries are loaded from: complete, consistent, and on the right side of the globe."""

import json
from pathlib import Path

import pytest
from babel import Locale

import partners

DATA = Path(partners.__file__).parent / "data"
LANGUAGES = ("en", "fr", "es", "de", "ar", "ru")

# CLDR names these two-letter codes too; ISO 3166-1 reserves them or does not know them.
NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}


@pytest.fixture(scope="module")
def countries():
    return json.loads((DATA / "m49.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def regions():
    return json.loads((DATA / "regions.json").read_text(encoding="utf-8"))


def test_every_country_of_iso_3166_and_kosovo_is_there(countries):
    expected = {code for code in Locale("en").territories if code.isalpha() and len(code) == 2} - NOT_COUNTRIES
    assert set(countries) == expected
    assert len(countries) == 250
    assert "XK" in countries


def test_each_country_has_the_same_six_facts(countries):
    facts = {"region", "subregion", "intermediate", "number", "latitude", "longitude"}
    assert all(set(row) == facts for row in countries.values())


def test_numbers_are_three_digits_and_unique(countries):
    numbers = [row["number"] for code, row in countries.items() if code != "XK"]
    assert all(len(number) == 3 and number.isdigit() for number in numbers)
    assert len(set(numbers)) == 249
    assert countries["XK"]["number"] == ""


def test_regions_of_countries_exist_and_lie_in_one_another(countries, regions):
    for code, row in countries.items():
        if code == "AQ":
            assert (row["region"], row["subregion"], row["intermediate"]) == ("", "", "")
            continue
        assert regions[row["region"]]["parent"] == ""
        assert regions[row["subregion"]]["parent"] == row["region"]
        if row["intermediate"]:
            assert regions[row["intermediate"]]["parent"] == row["subregion"]


def test_every_region_is_used_and_named_in_six_languages(countries, regions):
    used = {row[level] for row in countries.values() for level in ("region", "subregion", "intermediate")} - {""}
    assert set(regions) == used
    assert all(set(row["names"]) == set(LANGUAGES) and all(row["names"].values()) for row in regions.values())


@pytest.mark.parametrize(
    ("code", "region", "subregion", "intermediate", "number"),
    [
        ("MD", "150", "151", "", "498"),
        ("AZ", "142", "145", "", "031"),
        ("BA", "150", "039", "", "070"),
        ("TR", "142", "145", "", "792"),
        ("SN", "002", "202", "011", "686"),
        ("MA", "002", "015", "", "504"),
        ("BR", "019", "419", "005", "076"),
        ("US", "019", "021", "", "840"),
        ("XK", "150", "039", "", ""),
        ("TW", "142", "030", "", "158"),
    ],
)
def test_regions_of_known_countries(countries, code, region, subregion, intermediate, number):
    row = countries[code]
    assert (row["region"], row["subregion"], row["intermediate"], row["number"]) == (
        region,
        subregion,
        intermediate,
        number,
    )


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [
        ("MD", 47.2, 28.5),
        ("AZ", 40.3, 47.6),
        ("BA", 44.2, 17.8),
        ("TR", 39.0, 35.3),
        ("PT", 39.6, -8.0),
        ("BR", -10.6, -53.1),
        ("NZ", -41.8, 172.5),
        ("FJ", -17.8, 178.0),
        ("US", 39.5, -98.4),
        ("SE", 62.8, 16.7),
        ("NO", 61.5, 9.0),
        ("HR", 45.4, 16.2),
        ("FR", 46.6, 2.4),
        ("VA", 41.9, 12.5),
        ("YT", -12.8, 45.2),
    ],
)
def test_known_countries_stand_where_they_are(countries, code, latitude, longitude):
    assert countries[code]["latitude"] == pytest.approx(latitude, abs=1)
    assert countries[code]["longitude"] == pytest.approx(longitude, abs=1)


def test_points_are_on_the_globe_and_no_two_countries_share_one(countries):
    points = [(row["latitude"], row["longitude"]) for row in countries.values()]
    assert all(-90 <= latitude <= 90 and -180 <= longitude <= 180 for latitude, longitude in points)
    assert len(set(points)) == len(points)
