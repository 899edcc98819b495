"""What IT has set is in force and stays, and what was set in the program comes back after it."""

from pathlib import Path

import pytest

from kacdesk.core.errors import Refused
from kacdesk.core.policy import NOTHING
from kacdesk.services import preferences
from kacdesk.services.context import Context
from kacdesk.services.papers import scans
from kacdesk.services.people import accounts
from tests.helpers.machine_policy import no_sample, obey, settings


def test_the_minutes_of_it_hold_for_everybody_and_the_own_ones_come_back(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_sample(context.store)
    preferences.change(context, idle_minutes=3)
    obey(monkeypatch, settings(idle_minutes=60))
    assert preferences.read(context).idle_minutes == 60
    assert accounts.door(context).idle_minutes == 60
    assert accounts.door(context).set_by_it.locks("idle_minutes")
    with pytest.raises(Refused, match="Minūtes līdz aizslēgšanai”: to visam datoram noteicis IT"):
        preferences.change(context, idle_minutes=10)
    assert preferences.change(context, idle_minutes=60, look="dark").look == "dark"
    obey(monkeypatch, NOTHING)
    assert preferences.read(context).idle_minutes == 3


def test_the_scanners_folder_of_it_is_watched_and_only_what_becomes_of_pages_is_the_desks(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_sample(context.store)
    own, theirs = tmp_path / "own", tmp_path / "theirs"
    own.mkdir()
    theirs.mkdir()
    scans.watch(context, own, remove=False)
    obey(monkeypatch, settings(scan_folder=str(theirs)))
    for other in (own, None):
        with pytest.raises(Refused, match="noteicis IT"):
            scans.watch(context, other, remove=True)
    assert scans.watch(context, theirs, remove=True).scan_removed
    told, locked = scans.watched(context)
    assert (told.scan_folder, locked) == (str(theirs), True)
    obey(monkeypatch, NOTHING)
    assert scans.watched(context)[0].scan_folder == str(own)


def test_a_broken_value_leaves_the_desks_own(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    no_sample(context.store)
    obey(monkeypatch, settings(idle_minutes="5"))
    assert preferences.change(context, idle_minutes=4).idle_minutes == 4


def test_the_sample_is_set_by_whoever_uses_it(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    obey(monkeypatch, settings(idle_minutes=60))
    assert preferences.change(context, idle_minutes=4).idle_minutes == 4
    assert accounts.door(context).set_by_it == NOTHING
