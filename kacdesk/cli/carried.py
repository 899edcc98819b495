"""This file is the place where the command line exchanges by file: `sync --to-file` and `sync --from-file`."""

import argparse
from dataclasses import asdict
from pathlib import Path

from kacdesk.cli.desk import unlock_of
from kacdesk.cli.output import say, say_json
from kacdesk.core.errors import ExitCode
from kacdesk.core.settings import data_folder
from kacdesk.core.text import t
from kacdesk.store import opening
from kacdesk.store.session import Store
from kacdesk.sync.courier import take_answer, write_out


def by_file(asked: argparse.Namespace) -> ExitCode:
    """Write a parcel, or take in an answer; only the one who may write can, so an open window is refused."""
    store = opening.open_for_writing(data_folder(asked.data), unlock_of(asked))
    try:
        if asked.from_file is not None:
            _take(asked, store)
        if asked.to_file is not None:
            send(store, Path(asked.to_file), as_json=asked.json)
    finally:
        store.close()
    return ExitCode.DONE


def _take(asked: argparse.Namespace, store: Store) -> None:
    done = take_answer(store, Path(asked.from_file))
    if asked.json:
        say_json(asdict(done))
        return
    say(t("Apstiprināts: {acknowledged}, saņemts: {received}.", **asdict(done)))


def send(store: Store, path: Path, *, as_json: bool) -> None:
    """Write a parcel of an open store and tell what is in it."""
    done = write_out(store, path)
    if as_json:
        say_json({"file": path.name, **asdict(done)})
        return
    say(
        t(
            "Sūtījumā {name}: {changes} izmaiņas, {size} baiti. Nosūtīts tas būs, kad atgriezīsies atbilde.",
            name=path.name,
            **asdict(done),
        )
    )
