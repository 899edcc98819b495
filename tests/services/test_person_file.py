"""Everything about one person: found by code and name, ticked, given out as a file, and written down."""

import json
import re
import zipfile
from pathlib import Path

import pytest

from kacdesk.core.errors import Refused, Usage
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.keeping import looked, person_file, retention
from kacdesk.services.keeping.looked import LookQuery
from kacdesk.services.keeping.person_file import Wanted
from kacdesk.services.papers import attachments
from kacdesk.services.people import accounts
from kacdesk.store import files
from tests.helpers import desk as made
from tests.reports.pdf_reading import words_of
from tests.services.desk import CLERK

pytestmark = pytest.mark.clause("002-11", "002-12")

CODE, OTHER_CODE = "321234-56789", "329999-12345"
NAME = "Izdomāta Paraugniece"


def _wanted(**more: str) -> Wanted:
    return Wanted(**{"purpose": "atbilde personai", "ground": "pieprasījums Nr. 7", **more})


@pytest.fixture
def filled(desk: Context) -> Context:
    """A desk that holds one person in several registers, and somebody of the same name."""
    records.save(desk, "visit", made.visit(customer_name=NAME, customer_code="32123456789"))
    line = made.line(line_note=f"kopā ar {NAME}")
    records.save(desk, "visit", made.visit(), {"visit_service": [line]})
    records.save(
        desk, "received_document", made.document(submitter_name="Paraugniece Izdomāta", submitter_code=CODE)
    )
    records.save(desk, "phone_consultation", made.call(caller_name=NAME))
    records.save(desk, "visit", made.visit(customer_name="Izdomāta Citāda", customer_code=OTHER_CODE))
    return desk


def test_a_code_finds_exactly_whatever_way_it_is_typed(filled: Context) -> None:
    for typed in (CODE, "32123456789", "321234 56789"):
        hits = person_file.find_person(filled, _wanted(code=typed))
        assert [(hit.register, hit.exact) for hit in hits] == [
            ("visit", True),
            ("received_document", True),
        ], typed


def test_a_name_finds_lines_and_other_orders_and_leaves_the_choice_to_a_person(filled: Context) -> None:
    hits = person_file.find_person(filled, _wanted(name=NAME))
    assert sorted(hit.register for hit in hits) == [
        "phone_consultation",
        "received_document",
        "visit",
        "visit",
    ]
    assert not any(hit.exact for hit in hits)
    assert all(NAME.split()[0] in value for hit in hits for _label, value in hit.beside)


@pytest.mark.parametrize("missing", ["purpose", "ground"])
def test_nobody_is_looked_for_without_a_purpose_and_a_ground(filled: Context, missing: str) -> None:
    with pytest.raises(Refused):
        person_file.find_person(filled, _wanted(code=CODE, **{missing: "  "}))


def test_only_a_supervisor_looks_and_only_for_somebody(filled: Context) -> None:
    with pytest.raises(Refused):
        person_file.find_person(accounts.act_as(filled.store, CLERK), _wanted(code=CODE))
    with pytest.raises(Usage):
        person_file.find_person(filled, _wanted())


def test_a_paper_never_says_that_nothing_is_kept_where_something_was_found(
    filled: Context, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="nav izvēlēts"):
        person_file.put_together(filled, _wanted(name=NAME), [], tmp_path / "dati.zip")
    assert not (tmp_path / "dati.zip").exists()
    person_file.put_together(filled, _wanted(name="Neviens Izdomātais"), [], tmp_path / "dati.zip")
    with zipfile.ZipFile(tmp_path / "dati.zip") as pack:
        assert json.loads(pack.read("personas-dati.json"))["records"] == []


def test_the_file_holds_values_changes_and_who_looked_and_is_itself_written_down(
    filled: Context, tmp_path: Path
) -> None:
    hits = person_file.find_person(filled, _wanted(code=CODE))
    person_file.put_together(filled, _wanted(code=CODE), hits, tmp_path / "dati.zip")
    with zipfile.ZipFile(tmp_path / "dati.zip") as pack:
        told = json.loads(pack.read("personas-dati.json"))
        assert pack.read("personas-dati.pdf").startswith(b"%PDF-")
    assert told["ground"] == "pieprasījums Nr. 7"
    visit = next(each for each in told["records"] if each["register"] == "visit")
    assert visit["values"]["customer_name"] == NAME
    assert visit["changes"][0]["kind"] == "ins"
    assert visit["looked"], "the record was looked at for this very file"
    seen = looked.looks(filled, LookQuery(record=hits[0].record))
    assert {"Meklēja visu par personu", "Izsniedza visu par personu"} <= {look.act for look in seen}
    assert all("pieprasījums Nr. 7" in look.purpose for look in seen)


def test_the_paper_tells_what_was_changed_in_letters_that_it_has(filled: Context, tmp_path: Path) -> None:
    hits = person_file.find_person(filled, _wanted(code=CODE))
    visit = next(hit.record for hit in hits if hit.register == "visit")
    for note in ("Atnāca ar māsu", None):
        rev = next(row for row in made.registered(filled.store, "visit") if row["id"] == visit)["rev"]
        records.correct(
            filled, "visit", visit, {"note": note, "channel": "POST"}, rev=rev, reason="precizēts"
        )
    person_file.put_together(filled, _wanted(code=CODE), hits, tmp_path / "dati.zip")
    with zipfile.ZipFile(tmp_path / "dati.zip") as pack:
        (tmp_path / "dati.pdf").write_bytes(pack.read("personas-dati.pdf"))
    told = " ".join(words_of(tmp_path / "dati.pdf").split())
    assert "\ufffd" not in told
    assert "Kanāls: Pasts (bija: Klātienē)" in told
    assert "izņemts (bija: Atnāca ar māsu)" in told
    assert f"Klients: {NAME}" in told
    assert re.search(r"Sākums \d\d\.\d\d\.\d{4}\. plkst\. \d\d?\.\d\d", told)
    assert not re.search(r"\d\. \d\d:\d\d", told), "papers write times in one way"


def test_the_file_holds_the_attached_files_and_says_which_are_not_here(
    filled: Context, tmp_path: Path
) -> None:
    hits = person_file.find_person(filled, _wanted(code=CODE))
    visit, document = (
        next(h.record for h in hits if h.register == name) for name in ("visit", "received_document")
    )
    scan, lost = b"%PDF-1.4 skens", b"%PDF-1.4 pazudis"
    kept = attachments.attach_content(filled, "visit", visit, scan)
    attachments.attach_content(filled, "received_document", document, scan)
    gone = attachments.attach_content(filled, "received_document", document, lost)
    with filled.store.read() as connection:
        held = files.find_file(connection, files.folder_of(filled.store), gone.sha256)
    assert held is not None
    assert held.copy is not None
    held.copy.path.write_bytes(b"bojats")
    person_file.put_together(filled, _wanted(code=CODE), hits, tmp_path / "dati.zip")
    with zipfile.ZipFile(tmp_path / "dati.zip") as pack:
        name = f"{person_file.FILES}/{attachments.file_name(kept)}"
        assert [each for each in pack.namelist() if each.startswith(person_file.FILES)] == [name]
        assert pack.read(name) == scan
        told = json.loads(pack.read("personas-dati.json"))
        (tmp_path / "dati.pdf").write_bytes(pack.read("personas-dati.pdf"))
    named = {each["register"]: [one["name"] for one in each["files"]] for each in told["records"]}
    assert named == {"visit": [name], "received_document": [name, None]}
    assert f"{attachments.file_name(gone)} (šajā datorā nav)" in " ".join(
        words_of(tmp_path / "dati.pdf").split()
    )
    acts = [look.act for look in looked.looks(filled, LookQuery(record=visit))]
    assert "Atvēra datni" in acts


def test_a_forgotten_person_is_not_found_any_more(filled: Context) -> None:
    for hit in person_file.find_person(filled, _wanted(code=CODE)):
        retention.forget(filled, hit.register, hit.record, reason="laiks beidzies")
    assert person_file.find_person(filled, _wanted(code=CODE)) == []
