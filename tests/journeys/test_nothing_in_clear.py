"""This file is the place where the files of a desk are searched, byte by byte, for what people told in confidence."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.services.counter import drafts
from kacdesk.services.people.accounts import act_as
from kacdesk.services.samples import sample
from kacdesk.store import opening
from kacdesk.store.migrate import keep_copy
from kacdesk.store.sealing import seal
from kacdesk.vault.encrypted import open_engine
from kacdesk.vault.slots import SLOTS_NAME, Unlock, obtain_key
from tests.helpers import desk

pytestmark = pytest.mark.journey

CONTACTS = 300
SECRET_DRAFT = "Pusuzrakstīts Noslēpums"
_SHORTEST = 7
"""Bytes; a shorter text turns up in an encrypted file of some megabytes by chance. Whole names are longer."""


def secrets_of(folder: Path) -> set[str]:
    """Return every personal text of a desk, and the single words of it."""
    found: set[str] = {SECRET_DRAFT}
    with desk.looked_at(folder) as store, store.read() as connection:
        for spec in store.catalog.captured:
            table = store.catalog.table(spec.name)
            for name in spec.personal:
                values = connection.scalars(select(table.c[name]).where(table.c[name].is_not(None)))
                found.update(str(value) for value in values)
        found.update(connection.scalars(select(store.catalog.table("staff").c.name)))
    words = {word for text in found for word in re.findall(r"\w+", text)}
    return {text for text in found | words if len(text.encode()) >= _SHORTEST}


def spellings(text: str) -> set[bytes]:
    """Return how a text may stand in a file."""
    forms = {text, text.upper(), text.lower()}
    return {form.encode(encoding) for form in forms for encoding in ("utf-8", "utf-16-le", "utf-16-be")}


def in_clear(folder: Path, wanted: set[str]) -> list[str]:
    """Return which files hold one of the texts; told by the file's name and the length of the text."""
    by_head: dict[bytes, list[bytes]] = {}
    for text in wanted:
        for spelling in spellings(text):
            by_head.setdefault(spelling[:_SHORTEST], []).append(spelling)
    return [
        f"{path.name}: a text of {len(spelling)} bytes"
        for path in folder.rglob("*")
        if path.is_file()
        for spelling in _found(path.read_bytes(), by_head)
    ]


def _found(raw: bytes, by_head: dict[bytes, list[bytes]]) -> Iterator[bytes]:
    for place in range(len(raw)):
        for spelling in by_head.get(raw[place : place + _SHORTEST], ()):
            if raw.startswith(spelling, place):
                yield spelling


def test_no_personal_word_stands_in_any_file_of_the_desk(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    store = opening.create(folder, desk.BESIDE, desk.POINT)
    try:
        context = sample.fill(store, contacts=CONTACTS, last_day=clock.today_riga() - timedelta(days=1))
        draft = drafts.begin("visit", {"customer_name": SECRET_DRAFT, "note": SECRET_DRAFT * 40})
        drafts.keep(context, draft)
        sample.play_day(act_as(store))
        seal(store)
        engine = open_engine(store.path, obtain_key(folder, desk.BESIDE))
        keep_copy(engine, store.path)
        engine.dispose()
        wanted = secrets_of(folder)
        assert len(wanted) > CONTACTS, "the sample told too little to be searched for"
        while_open = {path.name for path in folder.rglob("*") if path.is_file()}
        assert {"desk.db", "desk.db-wal", SLOTS_NAME} <= while_open
        assert any(name.startswith("desk-") for name in while_open), "a backup is among what is searched"
        assert in_clear(folder, wanted) == []
    finally:
        store.close()
    assert in_clear(folder, wanted) == []


def test_the_search_would_have_found_it(tmp_path: Path) -> None:
    """The same search on files that do hold the words, in each of the spellings."""
    for number, spelling in enumerate(sorted(spellings(SECRET_DRAFT))):
        (tmp_path / f"{number}.bin").write_bytes(b"\x00\x01" + spelling + b"\x02")
    assert len(in_clear(tmp_path, {SECRET_DRAFT})) == len(list(tmp_path.iterdir()))


def test_the_key_of_a_real_desk_stands_in_none_of_its_files(tmp_path: Path) -> None:
    unlock = Unlock(passphrase="zilonis upe lapa sniegs", cost=(1024, 1))
    folder = tmp_path / "desk"
    opening.create(folder, unlock, opening.PointInfo("BALVI", "Balvi", "regional")).close()
    key = obtain_key(folder, unlock)
    for path in folder.rglob("*"):
        raw = path.read_bytes() if path.is_file() else b""
        assert not any(form in raw for form in (key, key.hex().encode(), key.hex().upper().encode()))
