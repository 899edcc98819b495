"""This file is the place where PINs are shown to keep one person from acting as another, and nobody out for ever."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kacdesk.core.errors import Damaged, Invalid, Refused
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.people import accounts, pins
from kacdesk.services.people.accounts import person_called
from kacdesk.services.people.pins import NoPin, OneTimePin, WrongPin
from kacdesk.store import tables
from tests.helpers import desk

PIN = "7305"
NOON = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def guarded(context: Context) -> Context:
    """Return a desk whose supervisor has turned PINs on."""
    pins.change_own(context, "", PIN)
    return context


def clerk_of(context: Context) -> Context:
    return Context(context.store, person_called(context.store, desk.CLERK))


def tries_wrong(context: Context, times: int) -> WrongPin:
    for _ in range(times):
        with pytest.raises(WrongPin) as wrong:
            pins.check(context.store, context.actor.id, "0000")
    return wrong.value


def test_a_desk_without_pins_asks_for_none(context: Context) -> None:
    assert not pins.required(context.store)
    assert accounts.sign_in(context, clerk_of(context).actor.id).context.actor.name == desk.CLERK


def test_the_first_pin_is_a_supervisors_and_turns_them_on_for_everybody(context: Context) -> None:
    clerk = clerk_of(context)
    with pytest.raises(Refused, match="vadītājs"):
        pins.change_own(clerk, "", PIN)
    pins.change_own(context, "", PIN)
    assert pins.required(context.store)
    with pytest.raises(NoPin):
        accounts.sign_in(context, clerk.actor.id, pin=PIN)
    assert accounts.sign_in(clerk, context.actor.id, pin=PIN).context.actor == context.actor


def test_only_an_argon2id_string_is_kept_and_nothing_of_it_is_captured(guarded: Context) -> None:
    [row] = desk.all_rows(guarded.store, tables.pin)
    assert row["phc"].startswith("$argon2id$")
    assert PIN not in row["phc"]
    assert not [each for each in desk.all_rows(guarded.store, tables.capture) if "argon2" in str(each)]
    assert not [each for each in desk.all_rows(guarded.store, tables.change_log) if "argon2" in str(each)]


def test_three_tries_are_free_and_then_the_wait_grows(
    guarded: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = desk.hold_clock(monkeypatch.setattr, NOON)
    assert tries_wrong(guarded, 2).until is None
    for wait in (5, 30, 300, 300):
        assert tries_wrong(guarded, 1).until == held.at + timedelta(seconds=wait)
        held.at += timedelta(seconds=wait) - timedelta(milliseconds=1)
        with pytest.raises(WrongPin, match="vēl nevar"):
            pins.check(guarded.store, guarded.actor.id, PIN)
        held.at += timedelta(milliseconds=1)
    pins.check(guarded.store, guarded.actor.id, PIN)
    assert tries_wrong(guarded, 1).until is None


def test_the_wait_says_until_when_and_outlasts_a_restart(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = desk.hold_clock(monkeypatch.setattr, NOON)
    with desk.opened(data) as context:
        pins.change_own(context, "", PIN)
        tries_wrong(context, 4 - 1)
        held.at += timedelta(seconds=5)
        assert "12:00:35" in str(tries_wrong(context, 1))
    with pytest.raises(WrongPin, match="12:00:35"), desk.looked_at(data) as store:
        accounts.act_as(store, desk.SUPERVISOR, pin=PIN)
    held.at += timedelta(seconds=30)
    with desk.looked_at(data) as store:
        assert accounts.act_as(store, desk.SUPERVISOR, pin=PIN).actor.name == desk.SUPERVISOR


def test_a_clock_set_back_does_not_lengthen_the_wait(
    guarded: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = desk.hold_clock(monkeypatch.setattr, NOON)
    tries_wrong(guarded, 3)
    held.at -= timedelta(days=400)
    with pytest.raises(WrongPin) as wrong:
        pins.check(guarded.store, guarded.actor.id, PIN)
    assert wrong.value.until == held.at + pins.WAITS[-1]
    held.at += pins.WAITS[-1]
    pins.check(guarded.store, guarded.actor.id, PIN)


def test_a_try_counts_even_if_the_program_ends_before_it_is_judged(
    guarded: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(_phc: str, _pin: str) -> bool:
        raise desk.GivenUp

    with monkeypatch.context() as patch:
        patch.setattr(pins, "fits", end)
        for _ in range(3):
            with pytest.raises(desk.GivenUp):
                pins.check(guarded.store, guarded.actor.id, "0000")
    with pytest.raises(WrongPin, match="vēl nevar"):
        pins.check(guarded.store, guarded.actor.id, PIN)


@pytest.mark.parametrize(
    "weak",
    [
        *("123", "1111", "1212", "123123", "1234", "4321", "7890", "0987", "2580", "parole", "PAROLE"),
        *("abcdef", "vārds", "vadītājs", "Vadītājs7", " 7305", "73 05 ", "73\t051", "x" * 65, ""),
    ],
)
def test_a_pin_that_others_would_guess_is_refused(context: Context, weak: str) -> None:
    with pytest.raises(Invalid) as refused:
        pins.change_own(context, "", weak, confirmed=True)
    assert refused.value.problems[0].field == "new"
    assert not pins.required(context.store)


@pytest.mark.parametrize("odd", ["1987", "2001", "311299", "31121999", "19991231"])
def test_a_pin_like_a_birthday_is_asked_about_once(context: Context, odd: str) -> None:
    with pytest.raises(Invalid) as asked:
        pins.change_own(context, "", odd)
    assert [problem.code for problem in asked.value.problems] == ["confirm"]
    pins.change_own(context, "", odd, confirmed=True)
    pins.check(context.store, context.actor.id, odd)


@pytest.mark.parametrize("good", ["7305", "90817", "99999998", "zaļš ābols", "2031", "321399"])
def test_a_good_pin_is_taken_at_once(context: Context, good: str) -> None:
    pins.change_own(context, "", good)
    pins.check(context.store, context.actor.id, good)


def test_a_word_is_the_same_however_the_keyboard_puts_its_letters_together(context: Context) -> None:
    pins.change_own(context, "", "zaļš ābols")
    pins.check(context.store, context.actor.id, "zal\u0327s\u030c a\u0304bols")


def test_ones_own_pin_is_changed_with_the_old_one(guarded: Context) -> None:
    with pytest.raises(WrongPin):
        pins.change_own(guarded, "0000", "4826")
    pins.change_own(guarded, PIN, "4826")
    with pytest.raises(WrongPin):
        pins.check(guarded.store, guarded.actor.id, PIN)
    pins.check(guarded.store, guarded.actor.id, "4826")


def test_a_pin_given_by_the_supervisor_is_used_once_and_changed(guarded: Context) -> None:
    clerk = clerk_of(guarded).actor
    given = pins.give(guarded, clerk)
    assert len(given) == 6
    with pytest.raises(OneTimePin):
        accounts.sign_in(guarded, clerk.id, pin=given)
    with pytest.raises(OneTimePin):
        accounts.sign_in(guarded, clerk.id, pin=given, new=given)
    with pytest.raises(Invalid):
        accounts.sign_in(guarded, clerk.id, pin=given, new="1111")
    assert accounts.sign_in(guarded, clerk.id, pin=given, new="4826").context.actor == clerk
    with pytest.raises(WrongPin):
        accounts.sign_in(guarded, clerk.id, pin=given)
    assert accounts.sign_in(guarded, clerk.id, pin="4826").context.actor == clerk


def test_a_clerk_gives_nobody_a_pin(guarded: Context) -> None:
    clerk = clerk_of(guarded)
    with pytest.raises(Refused, match="vadītājs"):
        pins.give(clerk, guarded.actor)
    pins.check(guarded.store, guarded.actor.id, PIN)


def test_who_has_no_pin_chooses_one_and_the_supervisor_confirms(guarded: Context) -> None:
    clerk = clerk_of(guarded).actor
    confirm = {"witness": guarded.actor.id, "witness_pin": PIN}
    with pytest.raises(WrongPin):
        accounts.first_pin(guarded, clerk.id, "4826", witness=guarded.actor.id, witness_pin="0000")
    with pytest.raises(Refused, match="apstiprina vadītājs"):
        accounts.first_pin(guarded, clerk.id, "4826", witness=clerk.id, witness_pin=PIN)
    assert clerk.id not in pins.kept(guarded.store)
    assert accounts.first_pin(guarded, clerk.id, "4826", **confirm).context.actor == clerk  # type: ignore[arg-type]
    with pytest.raises(Refused, match="jau ir PIN"):
        accounts.first_pin(guarded, clerk.id, "5937", **confirm)  # type: ignore[arg-type]


def test_it_gives_a_lost_pin_anew_and_every_supervisor_is_told(
    guarded: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = desk.hold_clock(monkeypatch.setattr, datetime.now(UTC))
    records.save(guarded, "staff", {"name": "Otra Vadītāja", "role": "SUPERVISOR", "active": True})
    other = person_called(guarded.store, "Otra Vadītāja")
    given = pins.give(guarded, other)
    assert accounts.sign_in(guarded, other.id, pin=given, new="9071").resets == ()
    held.at += timedelta(minutes=1)
    given = pins.reset(guarded.store, guarded.actor)
    held.at += timedelta(minutes=1)
    told = accounts.sign_in(guarded, guarded.actor.id, pin=given, new="5937").resets
    assert [each.name for each in told] == [desk.SUPERVISOR]
    assert [each.name for each in accounts.sign_in(guarded, other.id, pin="9071").resets] == [desk.SUPERVISOR]
    held.at += timedelta(minutes=1)
    assert accounts.sign_in(guarded, other.id, pin="9071").resets == ()
    [incident] = desk.all_rows(guarded.store, tables.incident)
    assert (incident["code"], incident["rid"], incident["detail"]) == (pins.PIN_RESET, guarded.actor.id, "{}")


def test_there_is_nothing_to_give_anew_at_a_desk_without_pins(context: Context) -> None:
    with pytest.raises(Refused, match="PIN nelieto"):
        pins.reset(context.store, context.actor)
    assert not pins.required(context.store)


def test_a_kept_pin_that_cannot_be_read_is_told_as_damage(guarded: Context) -> None:
    with guarded.store.aside() as connection:
        connection.execute(tables.pin.update().values(phc="nothing"))
    with pytest.raises(Damaged, match="bojāts"):
        pins.check(guarded.store, guarded.actor.id, PIN)


def test_where_pins_are_asked_for_a_name_alone_is_not_enough(guarded: Context) -> None:
    for name in (None, desk.SUPERVISOR, desk.CLERK):
        with pytest.raises(Refused.__base__, match="prasa PIN"):  # type: ignore[arg-type]
            accounts.act_as(guarded.store, name)
    assert accounts.arrive(guarded.store).actor.is_nobody
    assert accounts.arrive(guarded.store, desk.SUPERVISOR, pin=PIN).actor == guarded.actor


def test_who_left_no_longer_signs_in(guarded: Context) -> None:
    clerk = clerk_of(guarded).actor
    pins.give(guarded, clerk)
    records.correct(guarded, "staff", clerk.id, {"active": False}, rev=0, reason=None)
    with pytest.raises(Refused.__base__, match="vairs nestrādā"):  # type: ignore[arg-type]
        accounts.sign_in(guarded, clerk.id, pin=PIN)
