"""Administrators have keys of their own, and what they decide is signed and can be checked."""

import json
import stat
from pathlib import Path

import pytest
from sqlalchemy import update

from kacdesk.central.__main__ import run
from kacdesk.central.admins import (
    Signer,
    add_admin,
    end_admin,
    list_acts,
    list_admins,
    new_key_file,
    note_act,
    read_signer,
)
from kacdesk.central.database import Database
from kacdesk.central.tables import ADMIN_ACT
from kacdesk.core.errors import Missing, Refused, Usage
from kacdesk.wire.signing import new_private_key, public_key
from tests.central.administering import office
from tests.central.conftest import enrolled


def test_a_key_file_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "anna.key"
    public = new_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert public_key(read_signer("anna", path).private) == public
    with pytest.raises(Usage):
        new_key_file(path)
    path.chmod(0o640)
    with pytest.raises(Refused):
        read_signer("anna", path)


@pytest.mark.parametrize(
    "content", [b"", b"kacdesk admin key\nxx\n", b"\xff\xfe", b"kacdesk admin key\n00\n"]
)
def test_another_file_is_not_a_key(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(Usage):
        read_signer("anna", path)
    with pytest.raises(Usage):
        read_signer("anna", tmp_path / "none")


def test_the_first_administrator_adds_itself_and_every_later_one_is_signed_for(
    database: Database, tmp_path: Path
) -> None:
    known = office(database, tmp_path)
    stranger = new_private_key()
    with pytest.raises(Usage), database.whole() as connection:
        add_admin(connection, "cita", public_key(stranger), by=None, now_ms=1)
    for by in (Signer("cita", stranger), Signer("anna", stranger)):
        with pytest.raises(Refused), database.whole() as connection:
            add_admin(connection, "cita", public_key(stranger), by=by, now_ms=1)
    with pytest.raises(Refused), database.whole() as connection:
        add_admin(connection, "berta", public_key(stranger), by=known.anna, now_ms=1)
    with database.whole() as connection:
        assert [row.name for row in list_admins(connection)] == ["anna", "berta"]
        assert [(act.admin, act.act, act.holds) for act in list_acts(connection, limit=9)] == [
            ("anna", "admin-add", True)
        ]


def test_an_ended_key_signs_nothing_and_the_last_one_stays(database: Database, tmp_path: Path) -> None:
    known = office(database, tmp_path)
    with database.whole() as connection:
        end_admin(connection, "berta", by=known.anna, now_ms=5)
    with pytest.raises(Refused), database.whole() as connection:
        note_act(connection, known.berta, "desk-revoke", detail={}, now_ms=6)
    with pytest.raises(Missing), database.whole() as connection:
        end_admin(connection, "berta", by=known.anna, now_ms=7)
    with pytest.raises(Refused), database.whole() as connection:
        end_admin(connection, "anna", by=known.anna, now_ms=7)


def test_an_act_that_was_changed_afterwards_does_not_hold(database: Database, tmp_path: Path) -> None:
    known = office(database, tmp_path)
    with database.whole() as connection:
        note_act(connection, known.anna, "desk-lost", point="BALVI", detail={"b": 1, "a": "x"}, now_ms=5)
        assert all(act.holds for act in list_acts(connection, limit=9))
        connection.execute(update(ADMIN_ACT).where(ADMIN_ACT.c.act == "desk-lost").values(point="VILAKA"))
        assert [act.holds for act in list_acts(connection, limit=9) if act.act == "desk-lost"] == [False]


def test_administrators_are_kept_by_commands(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--database", url, "--key-beside-data"]
    publics = {}
    for name in ("anna", "berta"):
        assert run(["admin", "key", str(tmp_path / name)]) == 0
        publics[name] = capsys.readouterr().out.strip()
    assert run(["admin", "add", "anna", "--public", publics["anna"], *where]) == 0
    assert run(["admin", "add", "berta", "--public", publics["berta"], *where]) == 2
    signed = ["--as", "anna", "--key", str(tmp_path / "anna")]
    assert run(["admin", "add", "berta", "--public", publics["berta"], *signed[:2], *where]) == 2
    assert run(["admin", "add", "berta", "--public", "zz", *signed, *where]) == 2
    assert run(["admin", "add", "berta", "--public", publics["berta"], *signed, *where]) == 0
    assert run(["admin", "end", "berta", *signed, *where]) == 0
    capsys.readouterr()
    assert run(["admin", "list", "--json", *where]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["name"], one["ended_ms"] is None) for one in told] == [("anna", True), ("berta", False)]
    assert run(["admin", "acts", "--json", *where]) == 0
    assert [one["act"] for one in json.loads(capsys.readouterr().out)] == ["admin-end", "admin-add"]
    assert run(["admin", "list", *where]) == run(["admin", "acts", *where]) == 0


def test_a_desk_is_shut_out_only_with_a_signature(
    database: Database, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--database", url, "--key-beside-data"]
    known = office(database, tmp_path)
    sample, _ = enrolled(database, "BALVI")
    assert run(["desk", "revoke", str(sample.device), *where]) == 2
    stolen = tmp_path / "stolen"
    new_key_file(stolen)
    assert run(["desk", "revoke", str(sample.device), "--as", "anna", "--key", str(stolen), *where]) == 3
    assert run(["desk", "revoke", "00000000", *known.options("anna"), *where]) == 2
    assert run(["desk", "revoke", str(sample.device), *known.options("anna"), *where]) == 0
    capsys.readouterr()
    assert run(["desk", "list", "--json", *where]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["status"] == "revoked"
