"""This file is the place where reading a catalogue from CSV is held to its promises."""

from datetime import date
from pathlib import Path

import pytest

from kacdesk.core.errors import Missing, Usage
from kacdesk.core.ids import reference_id
from kacdesk.core.resources import resource
from kacdesk.models.catalog import CATALOG
from kacdesk.models.reference_csv import CatalogueFile, read_catalogue
from kacdesk.models.rules import problems

HEAD = (
    "institution_abbr;service_code;title_lv;category;in_basket;kinds;channels;centre_role;valid_from;valid_to"
)
GOOD = "VSAA;VSAA-SLIMIBA;Slimības pabalsts;BASKET;1;APPLICATION,INFORMATION;IN_PERSON;ACCEPT_ONLY;;"

ALONE = "Sniedz tikai "
"""How the source of a service begins that is not given at a centre."""


def services_file(folder: Path, *lines: str, head: str = HEAD, encoding: str = "utf-8-sig") -> Path:
    path = folder / "services.csv"
    path.write_text("\r\n".join((head, *lines, "")), encoding=encoding, newline="")
    return path


def only_bad(catalogue: CatalogueFile) -> tuple[int, str, str]:
    (bad,) = catalogue.bad_rows
    assert bad.file == "services.csv"
    return bad.line, bad.column, bad.reason


@pytest.fixture(scope="module")
def shipped() -> CatalogueFile:
    return read_catalogue(resource("catalogue"))


def test_the_shipped_catalogue_has_no_bad_row(shipped: CatalogueFile) -> None:
    assert shipped.bad_rows == ()
    assert shipped.edition.version
    assert {register for register, _, _ in shipped.rows} == {"institution", "service_point", "service"}


def test_every_shipped_row_passes_the_rules_of_its_register(shipped: CatalogueFile) -> None:
    for register, code, values in shipped.rows:
        assert problems(CATALOG.spec(register), values) == [], code
        assert values[CATALOG.spec(register).natural_key or ""] == code


def test_every_shipped_row_names_its_source(shipped: CatalogueFile) -> None:
    marks = ("Atrasts: ", "Nepārbaudīts: ", ALONE)
    assert [values["source"] for _, _, values in shipped.rows if not values["source"].startswith(marks)] == []


def test_services_of_the_institution_alone_are_only_informed_about(shipped: CatalogueFile) -> None:
    negative = [values for register, _, values in shipped.rows if values["source"].startswith(ALONE)]
    assert len(negative) == 5
    assert {values["centre_role"] for values in negative} == {"INFORM_ONLY"}
    assert {values["in_basket"] for values in negative} == {False}
    assert {values["kinds"] for values in negative} == {"INFORMATION"}


def test_historical_services_have_an_end(shipped: CatalogueFile) -> None:
    ended = {code for register, code, values in shipped.rows if register == "service" and values["valid_to"]}
    assert ended == {"NVD-COVID", "BNP-ENERGO"}


@pytest.mark.clause("001-02", "003-01")
def test_the_basket_is_that_of_the_seven_institutions_of_the_regulation(shipped: CatalogueFile) -> None:
    seven = {"LAD", "NVA", "UR", "PMLP", "VID", "VSAA", "VZD"}
    services = [values for register, _, values in shipped.rows if register == "service"]
    basket = {values["institution_id"] for values in services if values["category"] == "BASKET"}
    assert basket == {reference_id("institution", abbr) for abbr in seven}


@pytest.mark.clause("000-04")
def test_every_institution_that_the_by_law_names_has_a_service_here(shipped: CatalogueFile) -> None:
    named = {"LAD", "NVA", "PMLP", "UR", "VID", "VSAA", "VZD", "VDI", "SIVA", "VDEAVK", "BVKB"}
    services = [values for register, _, values in shipped.rows if register == "service"]
    given = {values["institution_id"] for values in services if values["category"] in ("BASKET", "AGREEMENT")}
    assert {reference_id("institution", abbr) for abbr in named} <= given


@pytest.mark.clause("000-01")
def test_the_five_points_of_balvi_are_there_with_their_addresses(shipped: CatalogueFile) -> None:
    points = {code: values for register, code, values in shipped.rows if register == "service_point"}
    assert {
        code: (values["type"], values["address"].partition(",")[0]) for code, values in points.items()
    } == {
        "BALVI": ("regional", "Partizānu iela 14"),
        "BALTINAVA": ("municipal", "Kārsavas iela 16"),
        "VILAKA": ("municipal", "Abrenes iela 26"),
        "RUGAJI": ("municipal", "Kurmenes iela 48"),
        "BENISLAVA": ("municipal", "Bērzu iela 8"),
    }


def test_a_row_comes_as_python_values(tmp_path: Path) -> None:
    line = (
        "VSAA;VSAA-SLIMIBA; Slimi\u0304bas pabalsts ;BASKET;1;APPLICATION, INFORMATION;;;4.7.2017.;2026-12-31"
    )
    ((register, code, values),) = read_catalogue(services_file(tmp_path, line)).rows
    assert (register, code) == ("service", "VSAA-SLIMIBA")
    assert values["institution_id"] == reference_id("institution", "VSAA")
    assert values["title"] == "Slimības pabalsts"
    assert values["in_basket"] is True
    assert values["kinds"] == "APPLICATION,INFORMATION"
    assert values["channels"] is None
    assert values["valid_from"] == date(2017, 7, 4)
    assert values["valid_to"] == date(2026, 12, 31)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_both_delimiters_with_and_without_bom_read_alike(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    line = GOOD.replace("APPLICATION,INFORMATION", "APPLICATION").replace(";", delimiter)
    path = services_file(tmp_path, line, head=HEAD.replace(";", delimiter), encoding=encoding)
    catalogue = read_catalogue(path)
    assert [code for _, code, _ in catalogue.rows] == ["VSAA-SLIMIBA"]
    assert catalogue.bad_rows == ()


def test_blank_rows_are_skipped_and_lines_still_counted(tmp_path: Path) -> None:
    blank = ";" * HEAD.count(";")
    path = services_file(tmp_path, GOOD, *[blank] * 1000, "", "VSAA;;Bez koda;;;;;;;")
    catalogue = read_catalogue(path)
    assert len(catalogue.rows) == 1
    assert only_bad(catalogue)[:2] == (1004, "service_code")


def test_a_cell_over_two_lines_does_not_shift_the_count(tmp_path: Path) -> None:
    two_lines = GOOD.replace("Slimības pabalsts", '"Slimības\r\npabalsts"')
    line, column, _ = only_bad(read_catalogue(services_file(tmp_path, two_lines, "VSAA;VSAA-X;;;;;;;;")))
    assert (line, column) == (4, "title_lv")


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("BASKET", "GROZS", "category"),
        (";1;", ";varbūt;", "in_basket"),
        ("APPLICATION,INFORMATION", "APPLICATION,DEJA", "kinds"),
        ("IN_PERSON", "BALODIS", "channels"),
        ("ACCEPT_ONLY;;", "ACCEPT_ONLY;2026-02-30;", "valid_from"),
        ("ACCEPT_ONLY;;", "ACCEPT_ONLY;2026-02-02;2026-02-01", "valid_to"),
        ("VSAA-SLIMIBA", "slimība", "service_code"),
        ("Slimības pabalsts", "S" * 401, "title_lv"),
    ],
)
def test_a_bad_cell_is_named_by_its_column(tmp_path: Path, old: str, new: str, column: str) -> None:
    path = services_file(tmp_path, GOOD.replace(old, new), GOOD.replace("SLIMIBA", "CITS"))
    catalogue = read_catalogue(path)
    line, named, reason = only_bad(catalogue)
    assert (line, named) == (2, column)
    assert len(reason.split()) > 2
    assert [code for _, code, _ in catalogue.rows] == ["VSAA-CITS"]


def test_the_second_row_of_a_code_is_named_and_the_first_kept(tmp_path: Path) -> None:
    catalogue = read_catalogue(services_file(tmp_path, GOOD, GOOD.replace("Slimības", "Cits")))
    line, column, reason = only_bad(catalogue)
    assert (line, column) == (3, "service_code")
    assert "VSAA-SLIMIBA" in reason
    assert "2. rindā" in reason
    assert [values["title"] for _, _, values in catalogue.rows] == ["Slimības pabalsts"]


def test_an_unknown_institution_is_named_only_where_institutions_are_known(tmp_path: Path) -> None:
    path = services_file(tmp_path, GOOD)
    assert only_bad(read_catalogue(path, institutions={"VID"}))[1] == "institution_abbr"
    assert read_catalogue(path).bad_rows == ()


def test_cells_beyond_the_headings_are_not_swallowed(tmp_path: Path) -> None:
    catalogue = read_catalogue(services_file(tmp_path, GOOD + ";pārpalikums"))
    assert catalogue.rows == ()
    assert only_bad(catalogue)[0] == 2


def test_an_open_quote_is_named_where_reading_stopped(tmp_path: Path) -> None:
    catalogue = read_catalogue(services_file(tmp_path, GOOD, 'VSAA;VSAA-X;"Bez beigām;;;;;;;'))
    assert len(catalogue.rows) == 1
    assert only_bad(catalogue)[0] == 3


def test_the_edition_of_a_single_file_follows_its_content(tmp_path: Path) -> None:
    first = read_catalogue(services_file(tmp_path, GOOD)).edition
    again = read_catalogue(services_file(tmp_path, GOOD)).edition
    other = read_catalogue(services_file(tmp_path, GOOD.replace(";1;", ";0;"))).edition
    assert first == again
    assert first.version != other.version


def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Usage, match="title_lv, service_code, institution_abbr"):
        read_catalogue(services_file(tmp_path, "1;2", head="a;b"))


def test_a_file_in_another_encoding_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(Usage, match="UTF-8"):
        read_catalogue(services_file(tmp_path, GOOD, encoding="cp1257"))


def test_a_folder_without_its_parts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Missing, match=r"edition\.toml"):
        read_catalogue(tmp_path)
    (tmp_path / "edition.toml").write_text('version = "1"\n', encoding="utf-8")
    with pytest.raises(Usage, match=r"edition\.toml"):
        read_catalogue(tmp_path)
