"""This file is the place where the command line says what is wrong with a desk, and mends nothing."""

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2

import kacdesk
from kacdesk.cli.desk import unlock_of
from kacdesk.cli.output import say, say_json
from kacdesk.core.errors import DeskError, ExitCode
from kacdesk.core.latvian import short_moment
from kacdesk.core.settings import data_folder
from kacdesk.core.text import t
from kacdesk.services.overview import overview
from kacdesk.store import health, opening
from kacdesk.store.copies import doubts, home_of, read_copies
from kacdesk.store.session import Store
from kacdesk.vault.encrypted import require_sound_sqlite
from kacdesk.vault.keyrings import system_keyring

_LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: `ok`, or `bad` with the exit code it stands for."""

    name: str
    state: str
    words: str
    code: ExitCode = ExitCode.DONE


def doctor(asked: argparse.Namespace) -> ExitCode:
    """Look at the program, the folder, the key, the data and the exchange; the worst finding is the exit code."""
    findings = list(_before_install(asked)) if asked.before_install else list(_all(asked))
    if asked.json:
        told = [{"name": f.name, "state": f.state, "words": f.words} for f in findings]
        say_json({"version": kacdesk.__version__, "findings": told})
    else:
        for finding in findings:
            say(f"[{finding.state}] {finding.name}: {finding.words}")
    return max((finding.code for finding in findings), default=ExitCode.DONE)


def _look(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, "ok", look())
    except DeskError as error:
        return Finding(name, "bad", str(error), error.exit_code)


def _before_install(asked: argparse.Namespace) -> Iterator[Finding]:
    """Look at what can be right before there is data."""
    yield _look("python", lambda: sys.version.split()[0])
    yield _look("sqlite", _sqlite)
    yield _look("disk", lambda: _disk(data_folder(asked.data)))
    if not asked.passphrase_file:
        yield _look("keyring", lambda: type(system_keyring()).__name__)


def _all(asked: argparse.Namespace) -> Iterator[Finding]:
    folder = data_folder(asked.data)
    yield _look("sqlite", _sqlite)
    yield _look("disk", lambda: _disk(folder))
    try:
        store = opening.open_for_reading(folder, unlock_of(asked))
    except DeskError as error:
        yield Finding("data", "bad", str(error), error.exit_code)
        return
    try:
        told = overview(store)
        yield Finding("data", "ok", t("{count} ieraksti", count=sum(told.records.values())))
        yield from _data(store)
        if told.refused or told.conflicts:
            words = t(
                "nepieņemtas: {refused}, pretrunas: {conflicts}",
                refused=told.refused,
                conflicts=told.conflicts,
            )
            yield Finding("attention", "bad", words, ExitCode.ATTENTION)
        yield _look("copies", lambda: _copies(store))
        if told.trouble:
            yield Finding("sync", "bad", told.trouble, ExitCode.ATTENTION)
        else:
            yield Finding("sync", "ok", t("nenosūtītas izmaiņas: {count}", count=told.unsent))
    finally:
        store.close()


def _copies(store: Store) -> str:
    """Say how the copies stand; a poor place or a medium that is away is a finding."""
    state = read_copies(store)
    if state.folder is None:
        return t("nav ieslēgtas")
    home_of(store)
    if doubts(store, state.folder):
        raise Attention(" ".join(doubts(store, state.folder)))
    return t("pēdējā {at}", at=short_moment(state.copied_at)) if state.copied_at else t("vēl nav")


class Attention(DeskError):
    """Nothing is broken, but a person should look."""

    exit_code = ExitCode.ATTENTION


def _data(store: Store) -> Iterator[Finding]:
    try:
        for name, problem in health.examine(store):
            if problem:
                yield Finding(name, "bad", problem, ExitCode.DAMAGED)
            else:
                yield Finding(name, "ok", "")
    except DeskError as error:
        yield Finding("reading", "bad", str(error), error.exit_code)


def _sqlite() -> str:
    require_sound_sqlite()
    return str(dbapi2.sqlite_version)


def _disk(folder: Path) -> str:
    place = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    free = shutil.disk_usage(place).free
    if free < _LEAST_FREE_BYTES:
        raise DeskError(
            t("Diskā brīvi tikai {count} MB.", count=free // 2**20), remedy=t("Atbrīvojiet vietu diskā.")
        )
    return t("brīvi {count} MB", count=free // 2**20)
