"""This file is the place where the failures of PINs and roles are provoked."""

from collections.abc import Sequence
from datetime import UTC, datetime

from kacdesk.services import lists, preferences, records
from kacdesk.services.context import Context
from kacdesk.services.people import pins
from kacdesk.services.people.accounts import person_called
from tests.cli.provoked import Bench, Situation
from tests.helpers import desk
from tests.helpers.desk import CLERK, SUPERVISOR

PIN = "7305"
NOON = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def _guarded(bench: Bench, *words: str) -> Sequence[str]:
    """Turn PINs on and return a command that needs one."""
    data = bench.desk()
    with desk.opened(bench.data) as context:
        pins.change_own(context, "", PIN)
    return ["--data", data, *words]


def _no_pin_given(bench: Bench) -> Sequence[str]:
    return _guarded(bench, "--as", SUPERVISOR, "find", "visit")


def _wrong(bench: Bench) -> Sequence[str]:
    return _guarded(bench, "--as", SUPERVISOR, "--pin-file", bench.file("pin.txt", "0000"), "find", "visit")


def _too_early(bench: Bench) -> Sequence[str]:
    desk.hold_clock(bench.patch.setattr, NOON)
    words = _guarded(bench, "--as", SUPERVISOR, "--pin-file", bench.file("pin.txt", PIN), "find", "visit")
    with desk.looked_at(bench.data) as store:
        for _ in range(pins.FREE_TRIES):
            try:
                pins.check(store, person_called(store, SUPERVISOR).id, "0000")
            except pins.WrongPin:
                continue
    return words


def _none_yet(bench: Bench) -> Sequence[str]:
    return _guarded(bench, "--as", CLERK, "--pin-file", bench.file("pin.txt", PIN), "find", "visit")


def _for_all(bench: Bench) -> Sequence[str]:
    return _guarded(
        bench, "--as", SUPERVISOR, "--pin-file", bench.file("pin.txt", PIN, mode=0o644), "find", "visit"
    )


def _nowhere(bench: Bench) -> Sequence[str]:
    return _guarded(bench, "--as", SUPERVISOR, "--pin-file", str(bench.folder / "nav.txt"), "find", "visit")


def _in_the_folder(bench: Bench) -> Sequence[str]:
    words = _guarded(bench, "--as", SUPERVISOR, "--pin-file", str(bench.data / "pin.txt"), "find", "visit")
    bench.file("desk/pin.txt", PIN)
    return words


def _unreadable(bench: Bench) -> Sequence[str]:
    return _guarded(
        bench, "--as", SUPERVISOR, "--pin-file", bench.file("pin.txt", b"\xff\xfe\x00"), "find", "visit"
    )


def _weak(bench: Bench) -> Sequence[str]:
    new = bench.file("new.txt", "1234")
    return ["--data", bench.desk(), "--as", SUPERVISOR, "staff", "set-pin", "--new-pin-file", new]


def _whose(bench: Bench) -> Sequence[str]:
    return ["--data", bench.desk(), "staff", "set-pin", "--new-pin-file", bench.file("new.txt", PIN)]


def _no_terminal(bench: Bench) -> Sequence[str]:
    return ["--data", bench.desk(), "--as", SUPERVISOR, "staff", "set-pin"]


def _not_on(bench: Bench) -> Sequence[str]:
    return ["--data", bench.desk(), "staff", "reset-pin", CLERK]


def _purpose_of_a_clerk(bench: Bench) -> Sequence[str]:
    days = ("--from", "2026-11-01", "--to", "2026-11-30")
    out = bench.folder / "saraksts.csv"
    words = ("export", "visit", *days, "--format", "csv", "--out", str(out), "--purpose", "statistika")
    return ["--data", bench.desk(), "--as", CLERK, *words]


def _one_time(_bench: Bench, context: Context) -> object:
    pins.change_own(context, "", PIN)
    clerk = person_called(context.store, CLERK)
    pins.check(context.store, clerk.id, pins.give(context, clerk))
    return None


def _by_it(_bench: Bench, context: Context) -> object:
    record = records.save(context, "phone_consultation", desk.call()).id
    records.save(context, "staff", {"name": "Datoru Meistars", "role": "IT", "active": True})
    it = Context(context.store, person_called(context.store, "Datoru Meistars"))
    return lists.open_record(it, "phone_consultation", record, purpose="pārbaude")


def _never_locked(_bench: Bench, context: Context) -> object:
    return preferences.change(Context(context.store, person_called(context.store, CLERK)), idle_minutes=0)


def _last_supervisor(_bench: Bench, context: Context) -> object:
    records.void(context, "staff", context.actor.id, reason="kļūda")
    return None


def _acting(_bench: Bench, context: Context) -> object:
    clerk = person_called(context.store, CLERK)
    desk.hold_clock(_bench.patch.setattr, NOON)
    day = {"acting_from": NOON.date(), "acting_to": NOON.date()}
    records.correct(context, "staff", clerk.id, day, rev=0, reason="atvaļinājums")
    acting = Context(context.store, person_called(context.store, CLERK))
    return records.save(acting, "staff", {"name": "Vēl Kāds", "role": "CLERK", "active": True})


SITUATIONS = (
    Situation("PIN not given", "This desk asks for a PIN; give --as NAME --pin-file FILE.", _no_pin_given),
    Situation("PIN wrong", "The PIN does not fit; try again, or ask the supervisor for a new one.", _wrong),
    Situation(
        "PIN tried too often", "It was wrong several times; from when it may be tried again.", _too_early
    ),
    Situation("No PIN yet", "Choose one at the sign-in page; the supervisor confirms it.", _none_yet),
    Situation("PIN file for all", "Others on this computer can read the PIN file; chmod 600.", _for_all),
    Situation("PIN file missing", "There is no such PIN file.", _nowhere),
    Situation("PIN file in the data folder", "It would be stolen together with the data.", _in_the_folder),
    Situation("PIN file unreadable", "It must be a text file in UTF-8.", _unreadable),
    Situation("PIN easily guessed", "Choose at least 4 digits or 6 letters that others do not guess.", _weak),
    Situation("Whose PIN", "Say whose PIN is changed: --as NAME.", _whose),
    Situation("No terminal for a PIN", "There is no terminal to type a PIN at; give files.", _no_terminal),
    Situation("Reset where no PINs are", "PINs are not on here; a supervisor sets the first.", _not_on),
    Situation(
        "PIN for one use",
        "Choose a PIN of your own now.",
        action=_one_time,
        said="sign in with a PIN that was given for one use",
    ),
    Situation(
        "Personal data and IT",
        "Only clerks and supervisors may; ask the supervisor.",
        action=_by_it,
        said="show personal data, as IT",
    ),
    Situation(
        "Personal data in a clerk's file",
        "Only a supervisor takes personal data out in a file; take the list without them, or ask the supervisor.",
        _purpose_of_a_clerk,
    ),
    Situation(
        "Never locked",
        "Only a supervisor leaves a desk unlocked for longer than 30 minutes.",
        action=_never_locked,
        said="set the lock to never, as clerk",
    ),
    Situation(
        "The last supervisor",
        "Nobody would be supervisor; first give somebody else the role.",
        action=_last_supervisor,
        said="void the only supervisor",
    ),
    Situation(
        "Acting supervisor and the staff",
        "Only the supervisor changes the staff, not who stands in; wait until they are back.",
        action=_acting,
        said="add a person, as acting supervisor",
    ),
)
