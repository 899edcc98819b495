"""Data are given out only on a recorded ground, to somebody who is known (S002 5.6.2)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from kacdesk.core.ids import new_id
from kacdesk.models.catalog import CATALOG
from kacdesk.models.rules import problems

GIVEN: dict[str, Any] = {
    "disclosed_at": datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    "outcome": "DISCLOSED",
    "to_kind": "AUTHORISED",
    "identity_document": "PASSPORT",
    "what": "Iesnieguma kopija",
    "channel": "IN_PERSON",
    "ground": "AUTHORISATION",
    "ground_detail": "Pilnvara Nr. 7",
}
ACT: dict[str, Any] = {
    "act_on": date(2026, 11, 20),
    "kind": "DESTRUCTION",
    "what": "Apliecinājumi",
    "count": 1,
    "approval_needed": True,
    "method": "SHREDDED",
}


def _wrong(register: str, values: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    found = problems(CATALOG.spec(register), {**values, **more})
    return [(problem.field, problem.code) for problem in found]


@pytest.mark.clause("002-12")
@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({}, []),
        ({"ground": None}, [("ground", "required")]),
        ({"ground_detail": None}, [("ground_detail", "required")]),
        ({"ground": "OWN"}, [("ground", "ground")]),
        ({"ground": "LAW"}, [("ground", "ground")]),
        ({"identity_document": None}, [("identity_document", "required")]),
        ({"authorised_until": date(2026, 11, 19)}, [("authorised_until", "order")]),
        ({"authorised_until": date(2026, 11, 20)}, []),
        ({"to_kind": "COURT", "ground": "LAW", "identity_document": None}, []),
        ({"outcome": "REFUSED", "ground": None, "ground_detail": None}, [("refusal", "required")]),
        ({"outcome": "REFUSED", "ground": None, "ground_detail": None, "refusal": "Nav pamata"}, []),
    ],
)
def test_data_are_given_out_only_on_a_ground(more: dict[str, Any], wrong: list[tuple[str, str]]) -> None:
    assert _wrong("disclosure", GIVEN, **more) == wrong


@pytest.mark.clause("000-15", "000-20")
def test_papers_are_destroyed_only_when_somebody_and_the_archive_approved() -> None:
    done = {"done_on": date(2026, 11, 21)}
    somebody = new_id()
    assert _wrong("destruction_act", ACT) == []
    assert _wrong("destruction_act", ACT, **done) == [("approved_by", "required")]
    assert _wrong("destruction_act", ACT, **done, approved_by=somebody) == [("approval_no", "required")]
    assert _wrong("destruction_act", ACT, **done, approved_by=somebody, approval_no="LNA 7") == []
    assert _wrong("destruction_act", ACT, **done, approved_by=somebody, approval_needed=False) == []


@pytest.mark.clause("000-15")
@pytest.mark.parametrize(
    ("kind", "count", "unit", "fits"),
    [
        ("SHORT", 10, "YEARS", True),
        ("SHORT", 11, "YEARS", False),
        ("LONG", 10, "YEARS", False),
        ("LONG", 75, "YEARS", True),
        ("SHORT", 3, "MONTHS", True),
        ("PERMANENT", None, None, True),
    ],
)
def test_the_class_of_a_file_fits_its_term(
    kind: str, count: int | None, unit: str | None, fits: bool
) -> None:
    values = {
        "file_index": "1-1",
        "title": "Iesniegumi",
        "numbers": False,
        "retention_class": kind,
        "keep_count": count,
        "keep_unit": unit,
        "kept_from": "YEAR_CLOSED",
        "valid_from": date(2026, 1, 1),
    }
    assert (_wrong("file_plan", values) == []) == fits


@pytest.mark.clause("002-09")
def test_a_matter_goes_to_somebody_else_when_the_clerk_has_an_interest_in_it() -> None:
    clerk, other = new_id(), new_id()
    values = {
        "handed_at": GIVEN["disclosed_at"],
        "from_id": clerk,
        "matter": "Pieteikums",
        "reason": "CONFLICT",
    }
    assert _wrong("hand_over", values, to_id=clerk) == [("to_id", "order")]
    assert _wrong("hand_over", values, to_id=other) == []
