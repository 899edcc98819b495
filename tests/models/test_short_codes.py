"""This file is the place where short codes are shown to come back, to catch slips of the hand and to be short spans."""

from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core import clock
from kacdesk.core.ids import new_id
from kacdesk.models.short_codes import read_short_code, short_code, spans_of

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
YEAR_MS = 31_557_600_000


def _made_at(ms: int, rest: int) -> UUID:
    """Return a UUIDv7 of that millisecond."""
    return UUID(int=(ms << 80 | 0x7 << 76 | 0b10 << 62 | rest & (1 << 62) - 1))


records = st.builds(
    _made_at,
    st.integers(min_value=1, max_value=30).map(lambda y: clock.now_ms() - y * YEAR_MS),
    st.integers(0),
) | st.builds(_made_at, st.integers(clock.now_ms() - YEAR_MS, clock.now_ms()), st.integers(0))


@given(records)
def test_a_code_leads_back_to_a_span_that_holds_its_record(record: UUID) -> None:
    moment = read_short_code(short_code(record))
    assert moment is not None
    assert any(first <= record <= last for first, last in spans_of(moment))


@given(records, st.sampled_from(["", " ", "–", "."]), st.booleans())
def test_a_code_may_be_typed_as_people_type(record: UUID, sign: str, small: bool) -> None:
    code = short_code(record)
    typed = code.replace("-", sign).replace("0", "O").replace("1", "l")
    typed = typed.lower() if small else typed
    assert read_short_code(f" {typed} ") == read_short_code(code)


@given(records, st.integers(0, 8), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_always_noticed(record: UUID, place: int, letter: str) -> None:
    code = short_code(record).replace("-", "")
    wrong = code[:place] + letter + code[place + 1 :]
    assert (read_short_code(wrong) is None) == (wrong != code)


def test_two_letters_changed_about_are_noticed_almost_always() -> None:
    missed = tried = 0
    now = clock.now_ms()
    for step in range(400):
        code = short_code(_made_at(now + step * 7919, 0)).replace("-", "")
        for place, (left, right) in enumerate(pairwise(code)):
            if left != right:
                tried += 1
                swapped = code[:place] + right + left + code[place + 2 :]
                missed += read_short_code(swapped) is not None
    assert missed / tried < 0.02, f"{missed} of {tried}"


def test_codes_of_neighbours_differ_in_most_letters() -> None:
    now = clock.now_ms()
    for step in range(200):
        one, next_one = (short_code(_made_at(now + step + add, 0)).replace("-", "") for add in (0, 1))
        assert sum(a != b for a, b in zip(one, next_one, strict=True)) >= 5


def test_a_span_is_one_millisecond_of_one_stretch_each() -> None:
    record = new_id()
    moment = read_short_code(short_code(record))
    assert moment is not None
    spans = spans_of(moment)
    assert len(spans) <= 3
    assert {first.int >> 80 for first, _ in spans} == {last.int >> 80 for _, last in spans}
    assert sum(first <= record <= last for first, last in spans) == 1


@pytest.mark.parametrize(
    "text", ["", "K7M", "K7M-2QX-9T", "pensija", "UUU-UUU-UUU", "K7M-2QX-9TDD", "ābolītis1"]
)
def test_what_is_no_code_is_none(text: str) -> None:
    assert read_short_code(text) is None


def test_a_code_is_written_in_groups_of_three() -> None:
    code = short_code(UUID("019397e4-3a00-7000-8000-000000000000"))
    assert [len(part) for part in code.split("-")] == [3, 3, 3]
    assert set(code) <= {*LETTERS, "-"}
