"""This file is the place where the command line is shown to act as somebody who is proved by a PIN."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kacdesk.cli.main import run
from kacdesk.services import attention
from kacdesk.services.people import pins
from kacdesk.services.people.accounts import act_as, person_called
from kacdesk.store import opening
from tests.helpers import desk
from tests.helpers.desk import CLERK, SUPERVISOR

PIN, NEW = "7305", "4826"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kac(capsys: pytest.CaptureFixture[str], data: Path) -> Run:
    """Return a function that carries out a command on the desk: exit code, stdout, stderr."""

    def carry_out(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["--data", str(data), *(str(word) for word in words)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return carry_out


def secret(folder: Path, pin: str, name: str = "pin.txt") -> Path:
    path = folder / name
    path.write_text(pin + "\n", encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture
def pin_file(data: Path) -> Path:
    """Turn PINs on at the desk and return a file with the supervisor's."""
    with desk.opened(data) as context:
        pins.change_own(context, "", PIN)
    return secret(data.parent, PIN)


def test_without_pins_a_name_is_enough(kac: Run) -> None:
    assert kac("find", "staff")[0] == 0
    assert kac("find", "staff", "--as", CLERK)[0] == 0


def test_with_pins_a_name_and_a_pin_are_needed(kac: Run, pin_file: Path, tmp_path: Path) -> None:
    for words in ((), ("--as", SUPERVISOR), ("--pin-file", pin_file)):
        code, out, err = kac("find", "visit", *words)
        assert (code, out) == (2, "")
        assert "prasa PIN" in err
    assert kac("find", "visit", "--as", SUPERVISOR, "--pin-file", pin_file)[0] == 0
    code, _, err = kac(
        "find", "visit", "--as", SUPERVISOR, "--pin-file", secret(tmp_path, "0000", "wrong.txt")
    )
    assert code == 3
    assert "PIN neder" in err
    code, _, err = kac("find", "visit", "--as", CLERK, "--pin-file", pin_file)
    assert code == 3
    assert "vēl nav PIN" in err


def test_what_acts_for_nobody_needs_no_pin(kac: Run, pin_file: Path) -> None:
    assert kac("status")[0] == 0
    assert kac("staff")[0] == 0


def test_wrong_pins_of_commands_and_window_are_counted_together(
    kac: Run, data: Path, pin_file: Path, tmp_path: Path
) -> None:
    wrong = secret(tmp_path, "0000", "wrong.txt")
    for _ in range(2):
        kac("find", "visit", "--as", SUPERVISOR, "--pin-file", wrong)
    with desk.looked_at(data) as store, pytest.raises(pins.WrongPin) as last:
        pins.check(store, person_called(store, SUPERVISOR).id, "0000")
    assert last.value.until is not None
    code, _, err = kac("find", "visit", "--as", SUPERVISOR, "--pin-file", pin_file)
    assert code == 3
    assert "vēl nevar mēģināt" in err


def test_a_command_reads_beside_an_open_window_with_a_pin(kac: Run, data: Path, pin_file: Path) -> None:
    with desk.looked_at(data) as store:
        assert pins.required(store)
    window = opening.open_for_writing(data, desk.BESIDE)
    try:
        assert kac("find", "visit", "--as", SUPERVISOR, "--pin-file", pin_file)[0] == 0
    finally:
        window.close()


def test_ones_own_pin_is_changed_by_command(kac: Run, data: Path, tmp_path: Path) -> None:
    first, second = secret(tmp_path, PIN), secret(tmp_path, NEW, "new.txt")
    code, out, _ = kac("staff", "set-pin", "--as", SUPERVISOR, "--new-pin-file", first)
    assert (code, out) == (0, f"PIN nomainīts: {SUPERVISOR}.\n")
    words = ("staff", "set-pin", "--as", SUPERVISOR, "--new-pin-file", second, "--pin-file")
    assert kac(*words, secret(tmp_path, "0000", "wrong.txt"))[0] == 3
    assert kac(*words, first)[0] == 0
    with desk.looked_at(data) as store:
        pins.check(store, person_called(store, SUPERVISOR).id, NEW)


def test_the_first_pin_is_not_a_clerks(kac: Run, data: Path, tmp_path: Path) -> None:
    code, _, err = kac("staff", "set-pin", "--as", CLERK, "--new-pin-file", secret(tmp_path, PIN))
    assert code == 3
    assert "vadītājs" in err
    with desk.looked_at(data) as store:
        assert not pins.required(store)


def test_a_weak_pin_is_refused_and_an_odd_one_wants_a_word_more(kac: Run, tmp_path: Path) -> None:
    words = ("staff", "set-pin", "--as", SUPERVISOR, "--new-pin-file")
    assert kac(*words, secret(tmp_path, "1234"))[0] == 3
    code, _, err = kac(*words, secret(tmp_path, "1987"))
    assert code == 3
    assert err.startswith("new: Šis PIN izskatās pēc dzimšanas")
    assert kac(*words, secret(tmp_path, "1987"), "--confirm")[0] == 0


def test_it_gives_a_lost_pin_anew_beside_an_open_window(kac: Run, data: Path, pin_file: Path) -> None:
    store = opening.open_for_writing(data, desk.BESIDE)
    try:
        context = act_as(store, SUPERVISOR, pin=PIN)
        code, out, _ = kac("staff", "reset-pin", SUPERVISOR.lower(), "--json")
        told = json.loads(out)
        assert (code, told["name"]) == (0, SUPERVISOR)
        with pytest.raises(pins.OneTimePin):
            pins.check(context.store, context.actor.id, told["pin"])
        [item] = attention.open_items(context)
        assert (item.code, item.record) == (pins.PIN_RESET, context.actor.id)
    finally:
        store.close()
    assert (
        kac("attention", "--as", SUPERVISOR, "--pin-file", secret(data.parent, told["pin"], "one.txt"))[0]
        == 3
    )


def test_the_list_of_people_tells_who_has_a_pin(kac: Run, pin_file: Path) -> None:
    code, out, _ = kac("staff", "--json")
    told = {each["name"]: each for each in json.loads(out)}
    assert code == 0
    assert (told[SUPERVISOR]["pin"], told[SUPERVISOR]["one_time"], told[CLERK]["pin"]) == (True, False, False)
    assert told[CLERK].keys() == {
        "id", "name", "role", "acting_until", "pin", "one_time", "set_at", "entered_at",
    }  # fmt: skip
    _, out, _ = kac("staff")
    assert f"{CLERK}\tdarbinieks\tPIN vēl nav" in out.splitlines()
    assert PIN not in out
