"""This file is the place where values are held against field descriptions and cross-field checks."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core.errors import Problem
from kacdesk.models.rules import LARGEST_INTEGER, LONGEST_TEXT_BYTES, field_problem, problems, tidy, warnings
from kacdesk.spec.field import Choice, FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec, Values


def spec_of(kind: Kind, **told: Any) -> FieldSpec:
    """Return a field of the kind, labelled "Lauks"; `Any` because field options have many types."""
    return FieldSpec("sample", "Lauks", kind, **told)


def code_of(spec: FieldSpec, value: object) -> str | None:
    """Return the code of what is wrong with the value."""
    problem = field_problem(spec, value)
    return problem.code if problem else None


GOOD: dict[Kind, object] = {
    Kind.TEXT: "Balvi",
    Kind.LONG_TEXT: "Pirmā rinda\notrā rinda",
    Kind.CODE: "VSAA",
    Kind.INTEGER: 7,
    Kind.DURATION: 600,
    Kind.MONEY: 1250,
    Kind.FLAG: False,
    Kind.DAY: date(2026, 11, 20),
    Kind.MOMENT: datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
    Kind.CHOICE: "PHONE",
    Kind.REFERENCE: UUID(int=1),
    Kind.PARTY_CODE: "150348-11015",
    Kind.PHONE: "+37164522453",
    Kind.EMAIL: "anna@example.lv",
    Kind.TIME: "08:30",
}


@pytest.mark.parametrize("kind", list(Kind))
def test_a_good_value_of_every_kind_is_accepted(kind: Kind) -> None:
    assert field_problem(spec_of(kind, required=True), GOOD[kind]) is None


@pytest.mark.parametrize("kind", list(Kind))
def test_a_value_of_another_type_is_refused_not_raised(kind: Kind) -> None:
    strangers: list[object] = [b"x", 1.5, [], {}]
    assert {code_of(spec_of(kind), value) for value in strangers} == {"type"}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.INTEGER, True),
        (Kind.FLAG, 1),
        (Kind.DAY, datetime(2026, 11, 20, tzinfo=UTC)),
        (Kind.MOMENT, date(2026, 11, 20)),
        (Kind.TEXT, 5),
        (Kind.INTEGER, " "),
    ],
)
def test_look_alike_types_are_told_apart(kind: Kind, value: object) -> None:
    assert code_of(spec_of(kind), value) == "type"


def test_a_moment_without_its_zone_is_refused() -> None:
    assert code_of(spec_of(Kind.MOMENT), datetime(2026, 11, 20, 8, 0)) == "zone"  # noqa: DTZ001 the refused value


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_required_field_must_be_filled_unless_the_program_fills_it(value: str | None) -> None:
    problem = field_problem(spec_of(Kind.TEXT, required=True), value)
    assert problem == Problem("sample", "Aizpildiet lauku “Lauks”.", "required")
    assert field_problem(spec_of(Kind.TEXT, required=True, derived=True), value) is None
    assert field_problem(spec_of(Kind.TEXT), value) is None


@pytest.mark.parametrize("value", ["a\0b", "a\ud800b"])
def test_characters_that_no_store_keeps_are_refused(value: str) -> None:
    assert code_of(spec_of(Kind.TEXT), value) == "characters"


def test_the_length_of_a_text_has_its_limit() -> None:
    assert code_of(spec_of(Kind.TEXT, longest=5), "ābols") is None
    problem = field_problem(spec_of(Kind.TEXT, longest=4), "ābols")
    assert problem == Problem("sample", "Lauks “Lauks” ir par garu: 5 rakstzīmes, atļautas 4.", "longest")


def test_a_text_must_fit_the_wire_in_bytes() -> None:
    roomy = spec_of(Kind.LONG_TEXT, longest=LONGEST_TEXT_BYTES)
    assert code_of(roomy, "a" * LONGEST_TEXT_BYTES) is None
    assert code_of(roomy, "ā" * (LONGEST_TEXT_BYTES // 2)) is None
    assert code_of(roomy, "ā" * (LONGEST_TEXT_BYTES // 2 + 1)) == "longest"


def test_a_choice_must_stand_in_its_list_if_it_has_one() -> None:
    listed = spec_of(Kind.CHOICE, choices=(Choice("PHONE", "Tālrunis"), Choice("POST", "Pasts")))
    assert code_of(listed, "POST") is None
    problem = field_problem(listed, "FAX")
    assert problem is not None
    assert problem.code == "choice"
    assert "PHONE, POST" in problem.sentence
    assert code_of(spec_of(Kind.CHOICE), "FAX") is None


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        (Kind.INTEGER, -1, "Laukā “Lauks” ievadiet vērtību, kas nav mazāka par 0."),
        (Kind.INTEGER, 20_001, "Laukā “Lauks” ievadiet vērtību, kas nav lielāka par 20\u00a0000."),
        (Kind.MONEY, 20_001, "Laukā “Lauks” ievadiet vērtību, kas nav lielāka par 200,00\u00a0€."),
        (Kind.DURATION, 20_001, "Laukā “Lauks” ievadiet vērtību, kas nav lielāka par 5 h 33 min."),
    ],
)
def test_a_number_out_of_bounds_is_told_the_bound_as_people_write_it(
    kind: Kind, value: int, sentence: str
) -> None:
    assert field_problem(spec_of(kind, least=0, most=20_000), value) == Problem("sample", sentence, "range")


def test_bounds_belong_to_what_is_allowed() -> None:
    assert code_of(spec_of(Kind.INTEGER, least=2, most=3), 2) is None
    assert code_of(spec_of(Kind.INTEGER, least=2, most=3), 3) is None


def test_a_number_without_bounds_is_bounded_by_the_wire() -> None:
    unbounded = spec_of(Kind.INTEGER)
    assert code_of(unbounded, LARGEST_INTEGER) is None
    assert code_of(unbounded, -LARGEST_INTEGER) is None
    too_much = field_problem(unbounded, LARGEST_INTEGER + 1)
    assert too_much is not None
    assert "nav lielāka" in too_much.sentence
    assert code_of(spec_of(Kind.INTEGER, least=0), LARGEST_INTEGER + 1) == "range"


def test_a_bad_form_names_the_field_but_not_the_value() -> None:
    problem = field_problem(spec_of(Kind.PARTY_CODE, personal=True), "161375-19997")
    assert problem is not None
    assert problem.code == "format"
    assert problem.sentence.startswith("Lauks: ")
    assert "161375" not in problem.sentence


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (Kind.TEXT, "  Ka\u0304rlis \n", "Kārlis"),
        (Kind.TEXT, " \t ", None),
        (Kind.TEXT, "64522453", "64522453"),
        (Kind.PHONE, " 64 522 453 ", "+37164522453"),
        (Kind.PARTY_CODE, "15034811015", "150348-11015"),
        (Kind.CODE, "vsaa", "VSAA"),
        (Kind.INTEGER, 5, 5),
        (Kind.TEXT, None, None),
    ],
)
def test_values_are_tidied_into_the_form_that_is_stored(kind: Kind, typed: object, stored: object) -> None:
    assert tidy(spec_of(kind), typed) == stored


@given(st.sampled_from([kind for kind in Kind if isinstance(GOOD[kind], str)]), st.text())
def test_tidying_twice_changes_nothing(kind: Kind, typed: str) -> None:
    once = tidy(spec_of(kind), typed)
    assert tidy(spec_of(kind), once) == once


def closed_after_opened(values: Values) -> Problem | None:
    """Refuse a call that ends before it begins."""
    if values["ended"] < values["began"]:
        return Problem("ended", "Beigas ir pirms sākuma.", "order")
    return None


CALL = RegisterSpec(
    name="sample_call",
    title="Zvani",
    singular="Zvans",
    fields=(
        FieldSpec("began", "Sākums", Kind.INTEGER, required=True),
        FieldSpec("ended", "Beigas", Kind.INTEGER, required=True),
        FieldSpec("phone", "Tālrunis", Kind.PHONE, personal=True),
        FieldSpec("code", "Personas kods", Kind.PARTY_CODE, personal=True),
    ),
    listed=("began",),
    checks=(closed_after_opened,),
)


def test_problems_come_in_field_order_under_their_path() -> None:
    found = problems(CALL, {"ended": "x", "phone": "zvanīt"}, path="lines[2].")
    assert [(problem.field, problem.code) for problem in found] == [
        ("lines[2].began", "required"),
        ("lines[2].ended", "type"),
        ("lines[2].phone", "format"),
    ]


def test_checks_between_fields_wait_until_every_field_is_good() -> None:
    assert [problem.code for problem in problems(CALL, {"began": 5, "ended": None})] == ["required"]
    found = problems(CALL, {"began": 5, "ended": 3}, path="lines[0].")
    assert found == [Problem("lines[0].ended", "Beigas ir pirms sākuma.", "order")]
    assert problems(CALL, {"began": 3, "ended": 5}) == []


def test_warnings_name_the_field_and_are_no_problems() -> None:
    values = {"began": 1, "ended": 2, "phone": "+37151234567", "code": "150348-11016"}
    assert problems(CALL, values) == []
    found = warnings(CALL, values, path="lines[1].")
    assert [(each.field, each.code) for each in found] == [
        ("lines[1].phone", "confirm"),
        ("lines[1].code", "confirm"),
    ]
    assert found[1].sentence == "Personas kods: Kontrolcipars nesakrīt — salīdziniet ar dokumentu."
    assert warnings(CALL, {"began": 1, "code": None}) == []
