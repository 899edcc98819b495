"""This file is the place where two states of the catalogue are compared, whatever they are."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kacdesk.models.catalogue_changes import Change, Changes, Happened, compared, read, written

CODES = st.sampled_from(["A-1", "A-2", "B-1", "B-2"])
VALUES = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Pabalsts", "Atlīdzība"]),
        "valid_to": st.none() | st.just(date(2026, 12, 31)),
        "fee_cents": st.none() | st.just(427),
    }
)
STATE = st.dictionaries(CODES, VALUES)


def rows(state: dict[str, dict[str, Any]]) -> list[tuple[str, str, dict[str, Any]]]:
    return [("service", code, values) for code, values in state.items()]


def known(state: dict[str, dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    return {("service", code): values for code, values in state.items()}


@given(STATE)
def test_the_same_catalogue_changes_nothing(state: dict[str, dict[str, Any]]) -> None:
    assert compared(known(state), rows(state)) == Changes(())


@given(STATE, STATE)
def test_what_is_told_is_just_what_differs(
    before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]
) -> None:
    told = compared(known(before), rows(after)).told
    assert {each.code for each in told} == {code for code in after if after[code] != before.get(code)}
    assert {each.code for each in told if each.happened is Happened.ADDED} == after.keys() - before.keys()
    for each in told:
        if each.happened is Happened.ENDED:
            assert after[each.code]["valid_to"] is not None
        if each.happened is Happened.CHANGED:
            differing = {
                name for name in after[each.code] if after[each.code][name] != before[each.code][name]
            }
            assert set(each.about) == differing


@given(STATE, STATE)
def test_changes_travel_as_text_and_come_back(
    before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]
) -> None:
    changes = compared(known(before), rows(after))
    assert read(written(changes)) == changes.told


def test_a_merged_service_names_the_former_ones_once() -> None:
    row = ("service", "C-1", {"title": "Vienots", "succeeds": "A-1, A-2"})
    changes = compared({}, [row])
    assert changes.told == (Change(Happened.MERGED, "service", "C-1", ("A-1", "A-2")),)
    assert compared(known({"C-1": row[2]}), [row]).told == ()


def test_a_long_list_is_cut_at_a_whole_line_and_the_counts_stay() -> None:
    many = [("service", f"KODS-{number:05}", {"title": "x"}) for number in range(3000)]
    changes = compared({}, many)
    text = written(changes)
    assert text is not None
    assert len(text.encode()) <= 20_000
    assert len(read(text)) < changes.count(Happened.ADDED) == 3000
    assert read(text) == changes.told[: len(read(text))]


def test_a_line_of_a_newer_make_is_passed_over() -> None:
    assert read("moved\tservice\tA-1\t\nadded\tservice\tA-2\t\nadded\tA-3") == (
        Change(Happened.ADDED, "service", "A-2"),
    )
    assert read(None) == ()
