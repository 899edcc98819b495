"""This file is the place where every figure of a report is held to have words of its own."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

from kacdesk.core.text import t
from kacdesk.figures.label_words import MEASURES, ROWS, SECTIONS
from kacdesk.figures.labels import Unit, label_of, labelled, labels
from kacdesk.figures.plain import numbers, opened
from kacdesk.figures.report import ReportFigures
from tests.figures.made_up_month import counted

_NAMES = {"key", "channel", "call_state", "day", "month", "period", "weekday", "hour"}
_TOLD_OTHERWISE = {"corrections", "trend"}
"""What has words of its own elsewhere: changes in closed periods, and the months of a chart."""


def patterns(kind: Any, path: str = "") -> Iterator[str]:
    """Yield the keys that figures of a class can have, `*` for the rows of a list."""
    for name, hint in get_type_hints(kind).items():
        own = f"{path}.{name}" if path else name
        if own in _TOLD_OTHERWISE or name in _NAMES:
            continue
        for each in (hint, *get_args(hint)):
            if is_dataclass(each) and isinstance(each, type):
                listed = getattr(hint, "__origin__", None) is tuple
                yield from patterns(each, f"{own}.*" if listed else own)
        if _counts(hint):
            yield own


def _counts(hint: Any) -> bool:
    return any(
        isinstance(each, type) and issubclass(each, int) and each is not bool
        for each in (hint, *get_args(hint))
    )


def test_every_figure_that_there_can_be_has_words() -> None:
    keys = {key for key in patterns(ReportFigures) if not key.startswith("completeness.desk_contacts")}
    own = {key for key in keys if not key.startswith(("period", "as_of"))}
    assert own - set(MEASURES) == set()
    assert set(MEASURES) - own == set(), "words for figures that there are not"


def test_no_figure_of_a_rich_month_is_without_a_label() -> None:
    figures = counted(contacts=400)
    keys = [*numbers(figures), *(key for key in opened(figures) if not key.startswith("corrections"))]
    told = labels(keys, figures)
    assert [key for key, label in told.items() if not label.is_known] == []
    assert [key for key, label in told.items() if label.table and not label.row_words] == []
    assert {label.section for label in told.values()} <= set(SECTIONS)
    own = {label.whole for key, label in told.items() if not key.startswith(("previous", "year_ago"))}
    assert len(own) == len(numbers(figures)), "two figures are called the same"


def test_words_are_those_of_people() -> None:
    figures = counted(contacts=400)
    vsaa = next(row for row in figures.institutions if row.abbr == "VSAA")
    assert label_of("summary.visits") == "Kopsavilkums: Apmeklējumi"
    assert label_of("channels.IN_PERSON.visits") == "Kanāli: Klātienē — Apmeklējumi"
    assert label_of("feedback.by_kind.COMPLAINT.count").endswith("Saņemts pēc veida: Sūdzība")
    assert label_of(f"institutions.{vsaa.key}.total", figures).endswith("VSAA — Kopā")
    assert label_of("institutions.not_listed.total", figures).endswith("nav sarakstā — Kopā")
    assert label_of("hours.1.9.visits").endswith("pirmdiena, 09–10 — Apmeklējumi")
    assert label_of("days.2026-11-02.calls").endswith("02.11.2026. — Zvani")


def test_units_follow_from_the_key() -> None:
    assert labelled("handling.median_s").unit is Unit.SECONDS
    assert labelled("presence.planned_min").unit is Unit.MINUTES
    assert labelled("local.paid.CASH.cents").unit is Unit.CENTS
    assert labelled("summary.visits").unit is Unit.COUNT


def test_a_key_of_a_newer_version_is_shown_as_it_is() -> None:
    label = labelled("weather.sunny_days")
    assert (label.is_known, label.whole) == (False, "weather: sunny_days")
    assert label_of("channels.TELEPATHY.visits") == "Kanāli: Cits — Apmeklējumi"


def test_every_list_has_a_word_for_its_rows() -> None:
    lists = {key.split(".*")[0] for key in MEASURES if "*" in key}
    assert lists == set(ROWS)
    assert all(t(words) for words in ROWS.values())
    assert {key.split(".")[0] for key in MEASURES} == set(SECTIONS)
    assert len(fields(ReportFigures)) > len(SECTIONS) / 2
