"""This file is the place where an export is held to hold everything asked for, and nothing that was not."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdfium2 import PdfDocument
from sqlalchemy import select

from kacdesk.core.errors import Refused, Unavailable, Usage
from kacdesk.models.rules import problems, tidy
from kacdesk.services import exports, records
from kacdesk.services.context import Context
from kacdesk.services.exports import ExportReport, GivenUp
from kacdesk.services.people import accounts
from kacdesk.services.records import read_references
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.listing import ListQuery
from kacdesk.spec.register import RegisterSpec
from kacdesk.store import query as query_module
from kacdesk.store import tables
from tests.services.desk import copy_desk, entered, open_desk, rows_of
from tests.services.office_logs import take

START = datetime(2026, 3, 2, 7, 5, tzinfo=UTC)
YEAR = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}


def export(
    desk: Context, register: str, out: Path, *, purpose: str | None = None, **days: date
) -> ExportReport:
    kind: Any = out.suffix[1:]
    span = {**YEAR, **days}
    query = ListQuery(since=span["since"], until=span["until"])
    return exports.export(desk, register, query, format=kind, out=out, purpose=purpose)


def visit(desk: Context, *, days: int = 0, lines: int = 1, **more: Any) -> records.Saved:
    told = [{"service_text": f"Padoms {number}", "line_note": "Rindas noslēpums"} for number in range(lines)]
    values = {"started_at": START + timedelta(days=days), "customer_name": "Jānis Paraugs", **more}
    return records.save(desk, "visit", values, {"visit_service": told})


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def pdf_text(path: Path) -> str:
    document = PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def test_each_service_of_a_visit_has_a_row_and_a_visit_without_any_has_one(
    desk: Context, tmp_path: Path
) -> None:
    two, none = visit(desk, lines=2), visit(desk, days=1, lines=0)
    report = export(desk, "visit", tmp_path / "a.csv")
    rows = read_csv(tmp_path / "a.csv")
    assert (report.rows, len(rows)) == (3, 3)
    assert [(row["visit_id"], row["line_no"], row["service_text"]) for row in rows] == [
        (str(two.id), "1", "Padoms 0"),
        (str(two.id), "2", "Padoms 1"),
        (str(none.id), "", ""),
    ]
    assert len({row["id"] for row in rows}) == 3
    assert {row["channel"] for row in rows} == {"IN_PERSON"}


def test_days_are_both_included_and_the_order_is_by_time(desk: Context, tmp_path: Path) -> None:
    for days in (3, 0, 2, 1):
        visit(desk, days=days)
    export(desk, "visit", tmp_path / "a.csv", since=date(2026, 3, 3), until=date(2026, 3, 4))
    assert [row["started_at"][:10] for row in read_csv(tmp_path / "a.csv")] == ["2026-03-03", "2026-03-04"]


def test_a_voided_record_is_there_with_its_status(desk: Context, tmp_path: Path) -> None:
    records.void(desk, "visit", visit(desk).id, reason="kļūdaini ievadīts")
    export(desk, "visit", tmp_path / "a.csv")
    assert [(row["status"], row["void_reason"]) for row in read_csv(tmp_path / "a.csv")] == [
        ("voided", "kļūdaini ievadīts")
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_personal_data_leave_only_with_a_purpose_and_that_is_logged(
    desk: Context, tmp_path: Path, kind: str
) -> None:
    first, second = visit(desk), visit(desk, days=1)
    out = tmp_path / f"a.{kind}"
    assert export(desk, "visit", out, purpose="  ").masked
    assert "Paraugs" not in _text_of(out)
    assert "noslēpums" not in _text_of(out)
    assert _logged(desk) == []
    assert not export(desk, "visit", out, purpose="Pārbaude").masked
    assert "Jānis Paraugs" in _text_of(out)
    assert [(row.act, row.reg, row.rows, row.purpose, row.actor) for row in _logged(desk)] == [
        ("export", "visit", 2, "Pārbaude", desk.actor.id)
    ]
    assert first.id != second.id


def _logged(desk: Context) -> list[Any]:
    with desk.store.read() as connection:
        return list(connection.execute(select(tables.access_log)))


def _text_of(out: Path) -> str:
    if out.suffix == ".pdf":
        return " ".join(pdf_text(out).split()).replace("Anna Paraugs", "")
    if out.suffix == ".xlsx":
        return "\n".join(
            str(row) for row in load_workbook(out).worksheets[0].iter_rows(values_only=True)
        ).replace("Anna Paraugs", "")
    return out.read_text("utf-8-sig").replace("Anna Paraugs", "")


def test_a_clerk_takes_out_no_personal_data_whatever_the_purpose(desk: Context, tmp_path: Path) -> None:
    visit(desk)
    records.save(desk, "staff", {"name": "Izdomātā Darbiniece", "role": "CLERK", "active": True})
    clerk = accounts.act_as(desk.store, "Izdomātā Darbiniece")
    for out in (tmp_path / "a.csv", tmp_path / "a.xlsx", tmp_path / "a.pdf"):
        with pytest.raises(Refused) as told:
            export(clerk, "visit", out, purpose="Pārbaude")
        assert len(told.value.sentences()) == 3
        assert not out.exists()
        assert export(clerk, "visit", out).masked
        assert "Jānis Paraugs" not in _text_of(out)
    assert _logged(desk) == []
    assert not exports.offer(clerk, "visit").may_take
    assert exports.offer(desk, "visit") == exports.Offer(holds_personal=True, may_take=True)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_a_reason_that_names_somebody_is_masked_with_the_rest(
    desk: Context, tmp_path: Path, kind: str
) -> None:
    records.void(desk, "visit", visit(desk).id, reason="Jāņa Parauga lūgums")
    out = tmp_path / f"a.{kind}"
    export(desk, "visit", out)
    assert "Parauga" not in _text_of(out)
    export(desk, "visit", out, purpose="Pārbaude")
    assert kind == "pdf" or "Jāņa Parauga lūgums" in _text_of(out)


def test_what_narrows_a_list_narrows_its_file_and_a_search_is_taken_out_whole(
    desk: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_module, "NEWEST_HITS", 3)
    for number in range(8):
        visit(desk, days=number, lines=0, note=f"pensija {number}")
    visit(desk, lines=0, note="pensija", channel="PHONE")
    out = tmp_path / "a.csv"
    assert exports.export(
        desk, "visit", ListQuery(text="pensija"), format="csv", out=out, purpose=None
    ).rows == (9)
    narrow = ListQuery(text="pensija", filters={"channel": "PHONE"})
    exports.export(desk, "visit", narrow, format="csv", out=out, purpose=None)
    assert [row["channel"] for row in read_csv(out)] == ["PHONE"]
    assert exports.export(desk, "visit", ListQuery(text="!"), format="csv", out=out, purpose=None).rows == 0


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_a_file_that_is_not_wanted_any_more_is_given_up_on_the_way(
    desk: Context, tmp_path: Path, kind: Any
) -> None:
    visit(desk, lines=2)
    told: list[tuple[int, int]] = []
    asked: list[bool] = []

    def stop() -> bool:
        asked.append(True)
        return len(asked) > 1

    query, out = ListQuery(), tmp_path / "mape" / f"a.{kind}"
    out.parent.mkdir()
    if kind == "pdf":
        with pytest.raises(GivenUp):
            exports.export(desk, "visit", query, format=kind, out=out, purpose=None, stop=stop)
    else:
        with pytest.raises(GivenUp):
            exports.export(desk, "visit", query, format=kind, out=out, purpose=None, stop=lambda: True)
    assert list(out.parent.iterdir()) == []
    exports.export(
        desk, "visit", query, format=kind, out=out, purpose=None, progress=lambda *far: told.append(far)
    )
    assert told[0] == (1, 1)


def test_a_register_without_personal_data_is_never_masked(desk: Context, tmp_path: Path) -> None:
    report = export(desk, "institution", tmp_path / "a.csv", purpose="Pārbaude")
    assert not report.masked
    assert "VSAA" in {row["abbr"] for row in read_csv(tmp_path / "a.csv")}
    assert _logged(desk) == []


def test_a_sheet_has_latvian_heads_and_real_dates(desk: Context, tmp_path: Path) -> None:
    visit(desk)
    export(desk, "visit", tmp_path / "a.xlsx")
    head, row = load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows(values_only=True)
    told = dict(zip(head, row, strict=True))
    assert told["Sākums"] == datetime(2026, 3, 2, 9, 5)  # noqa: DTZ001 -- a cell has no zone
    assert (told["Kanāls"], told["Skaits"]) == ("Klātienē", 1)


def test_a_printed_list_has_a_row_for_each_visit_with_its_services(desk: Context, tmp_path: Path) -> None:
    visit(desk, lines=2)
    report = export(desk, "visit", tmp_path / "a.pdf")
    text = pdf_text(tmp_path / "a.pdf")
    assert report.rows == 1
    assert "Padoms 0; Padoms 1" in " ".join(text.split())
    assert "02.03.2026. plkst. 9.05" in " ".join(text.split())


def test_a_printed_list_writes_times_of_day_as_other_papers_do(desk: Context, tmp_path: Path) -> None:
    hours = {"weekday": "MON", "opens": "08:30", "closes": "17:00", "valid_from": date(2026, 1, 1)}
    records.save(desk, "opening_hours", hours)
    export(desk, "opening_hours", tmp_path / "a.pdf")
    assert "8.30 17.00" in " ".join(pdf_text(tmp_path / "a.pdf").split())


def test_more_rows_than_any_chunk_all_arrive(desk: Context, tmp_path: Path) -> None:
    count = 2 * 500 + 7
    file = tmp_path / "log.csv"
    file.write_text(
        "Datums;Pakalpojums\n" + "".join(f"02.03.2026.;Padoms {n}\n" for n in range(count)), "utf-8"
    )
    take(desk, file)
    assert export(desk, "visit", tmp_path / "a.csv").rows == count
    assert [row["service_text"] for row in read_csv(tmp_path / "a.csv")] == [
        f"Padoms {n}" for n in range(count)
    ]


@pytest.mark.parametrize(
    ("register", "kind", "days"),
    [
        ("nav", "csv", {}),
        ("visit_service", "csv", {}),
        ("visit", "doc", {}),
        ("visit", "csv", {"until": date(2025, 1, 1)}),
    ],
)
def test_what_cannot_be_exported_is_told_and_no_file_is_left(
    desk: Context, tmp_path: Path, register: str, kind: str, days: dict[str, Any]
) -> None:
    with pytest.raises(Usage) as told:
        export(desk, register, tmp_path / f"a.{kind}", **days)
    assert len(told.value.sentences()) == 3
    assert not (tmp_path / f"a.{kind}").exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_a_place_that_does_not_take_the_file_is_told(desk: Context, tmp_path: Path, kind: str) -> None:
    visit(desk)
    with pytest.raises(Unavailable):
        export(desk, "visit", tmp_path / "nav tādas mapes" / f"a.{kind}")


# What was exported comes back the same in another, empty store.

TEXTS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\u200b\u200c\u200d\u2060\ufeff"
    ),
    max_size=30,
)
NAMED = {"VSAA", "VID", "LAD"}


def _values(spec: RegisterSpec, names: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Return records as a form would give them: every field of the register, empty or not."""
    fields = {field.name: _value(field, names) for field in spec.entered}
    return (
        st.fixed_dictionaries(fields)
        .map(lambda values: _tidied(spec, values))
        .filter(lambda values: not problems(spec, values))
    )


def _tidied(spec: RegisterSpec, values: dict[str, Any]) -> dict[str, Any]:
    if values.get("ended_at") and not values["end_quality"]:
        values = {**values, "end_quality": "ENTERED_LATER"}  # as an import says it
    return {name: tidy(spec.by_name[name], value) for name, value in values.items()}


def _value(field: FieldSpec, names: Any) -> st.SearchStrategy[Any]:
    minutes = st.integers(0, 500_000_000)
    made: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.CHOICE: st.sampled_from([choice.code for choice in field.choices] or [""]),
        Kind.MOMENT: minutes.map(lambda ms: START + timedelta(milliseconds=ms)),
        Kind.DAY: st.dates(date(2026, 3, 20), date(2027, 3, 1)),
        Kind.FLAG: st.booleans(),
        Kind.INTEGER: st.integers(max(field.least or 0, 0), 900),
        Kind.DURATION: st.integers(0, 86_400),
        Kind.PHONE: st.sampled_from(["20000000", "+37164000000", "+49 30 1234567"]),
        Kind.TIME: st.sampled_from(["08:30", "915"]),
        Kind.PARTY_CODE: st.sampled_from(["320000-00001", "40000000003"]),
    }
    if field.kind is Kind.REFERENCE:
        register = field.refers_to or ""
        some = [
            row for row, name in names.names(register).items() if register != "institution" or name in NAMED
        ]
        value: st.SearchStrategy[Any] = st.sampled_from(some[:4])
    else:
        value = made.get(field.kind, TEXTS)
    return value if field.required else st.none() | value


@pytest.mark.parametrize("register", ["phone_consultation", "visit"])
@settings(max_examples=12, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
@given(data=st.data())
def test_what_was_exported_comes_back_the_same_in_an_empty_store(
    tmp_path_factory: pytest.TempPathFactory, register: str, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("pair")
    with open_desk(copy_desk(folder)) as source:
        names, spec = read_references(source), source.catalog.spec(register)
        for values in data.draw(st.lists(_values(spec, names), min_size=1, max_size=5)):
            lines = {
                child: data.draw(st.lists(_values(source.catalog.spec(child), names), max_size=3))
                for child in spec.children
            }
            _save_if_allowed(source, register, values, lines)
        given_there = _all(source, register)
        export(source, register, folder / "out.csv", purpose="Pārbaude")
        assert take(source, folder / "out.csv", register).added == 0
    with open_desk(copy_desk(tmp_path_factory.mktemp("empty"))) as target:
        report = take(target, folder / "out.csv", register)
        assert report.problems == ()
        assert report.records == len(given_there)
        assert _all(target, register) == given_there


def _save_if_allowed(desk: Context, register: str, values: dict[str, Any], lines: dict[str, Any]) -> None:
    entry = records.Entry(desk, register, values, lines, read_references(desk))
    if not entry.problems:
        with desk.store.unit(desk.actor.id) as unit:
            records.write_new(desk, unit, entry)


def _all(desk: Context, register: str) -> list[Any]:
    """Return what was given of all records with their lines, in the order of time."""
    spec = desk.catalog.spec(register)
    children = {name: rows_of(desk, name) for name in spec.children}
    found = [
        (
            entered(spec, row),
            [
                entered(desk.catalog.spec(name), line)
                for name, lines in children.items()
                for line in lines
                if line[desk.catalog.spec(name).parent_field or ""] == row["id"]
            ],
        )
        for row in rows_of(desk, register)
    ]
    return sorted(found, key=str)
