"""This file is the place where it is shown that a desk stays as it was set."""

from pathlib import Path

import pytest

from kacdesk.core.errors import Refused
from kacdesk.services import preferences
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.services.preferences import Preferences
from kacdesk.store import tables
from tests.helpers import desk


def test_a_desk_that_nobody_has_set_has_the_programs_defaults(context: Context) -> None:
    assert preferences.read(context) == Preferences()
    assert Preferences().idle_minutes == 5


def test_what_was_set_is_there_after_a_restart_and_the_rest_untouched(data: Path) -> None:
    with desk.opened(data) as context:
        preferences.change(context, look="dark", column_widths={"visit": {"note": 120}})
        changed = preferences.change(context, idle_minutes=3)
    with desk.opened(data, actor=desk.CLERK) as context:
        assert preferences.read(context) == changed
    assert changed == Preferences(look="dark", idle_minutes=3, column_widths={"visit": {"note": 120}})


def test_setting_the_desk_is_no_change_of_a_record(context: Context) -> None:
    before = desk.all_rows(context.store, tables.capture)
    preferences.change(context, print="large")
    assert desk.all_rows(context.store, tables.capture) == before


@pytest.mark.parametrize(("name", "value"), [("look", "pink"), ("idle_minutes", "5"), ("idle_minutes", -1)])
def test_a_value_that_is_none_is_not_kept(context: Context, name: str, value: object) -> None:
    with pytest.raises(ValueError):
        preferences.change(context, **{name: value})
    assert preferences.read(context) == Preferences()


def test_a_name_that_is_none_is_not_kept(context: Context) -> None:
    with pytest.raises(TypeError, match="colour"):
        preferences.change(context, colour="red")


def test_what_a_newer_version_has_kept_is_passed_over_and_stays(context: Context) -> None:
    with context.store.unit(context.actor.id) as unit:
        for name, value in {"later": "1", "look": '"sepia"', "language": "not json"}.items():
            unit.connection.execute(tables.preference.insert(), {"name": name, "value": value})
    assert preferences.change(context, idle_minutes=7) == Preferences(idle_minutes=7)
    kept = {row["name"]: row["value"] for row in desk.all_rows(context.store, tables.preference)}
    assert kept == {"later": "1", "look": '"sepia"', "language": "not json", "idle_minutes": "7"}


def test_only_a_supervisor_leaves_the_desk_open_for_ever(context: Context) -> None:
    clerk = accounts.swap(context, desk.CLERK)
    for minutes in (0, preferences.LONGEST_IDLE_MINUTES + 1):
        with pytest.raises(Refused, match="tikai vadītājs"):
            preferences.change(clerk, idle_minutes=minutes)
        assert preferences.change(context, idle_minutes=minutes).idle_minutes == minutes
    assert preferences.change(clerk, idle_minutes=1).idle_minutes == 1
