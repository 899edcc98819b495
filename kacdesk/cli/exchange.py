"""This file is the place where the command line enrols the desk and runs the exchange."""

import argparse
import random
import threading
from pathlib import Path
from typing import NoReturn

from kacdesk.cli.carried import by_file
from kacdesk.cli.desk import acting, reading_store, unlock_of, writing
from kacdesk.cli.output import complain, say, say_json
from kacdesk.core import clock
from kacdesk.core.errors import ExitCode, Refused, Unavailable, Usage
from kacdesk.core.settings import data_folder
from kacdesk.core.text import t
from kacdesk.services import attention
from kacdesk.services.overview import Overview, overview
from kacdesk.store import comparing, opening
from kacdesk.store.obeyed import obeyed_by
from kacdesk.store.session import Store
from kacdesk.sync import handover
from kacdesk.sync.beside import exchange_granted
from kacdesk.sync.cycle import Done, run_cycle
from kacdesk.sync.engine import Engine
from kacdesk.sync.enrolment import enrol as enrol_desk
from kacdesk.sync.failure import Failure
from kacdesk.sync.sentences import LASTING, as_error
from kacdesk.sync.transport import Transport
from kacdesk.sync.trust import read_authority, trust_of

_HANDOVER_S = 60.0
_LOOK_S = 0.2
_LONGEST_REST_S = 4.0
_NO_USE_WAITING = LASTING | {None, Failure.OFFLINE}
"""What a moment's rest does not mend: nothing is wrong, a person must act, or there is no connection."""
_MOST_TRIES = 3


def enrol(asked: argparse.Namespace) -> ExitCode:
    """Enrol this desk at a central store with a one-time code."""
    with writing(asked) as context:
        sample = overview(context.store).sample
        authority = read_authority(Path(asked.ca)) if asked.ca else None
        address = asked.central or obeyed_by(context.store).central or _no_address()
        done = enrol_desk(context.store, asked.code, address, sample=sample, authority=authority)
    if asked.json:
        say_json(
            {
                "point": done.point,
                "device": done.device,
                "series": done.series,
                "fingerprint": done.fingerprint,
            }
        )
    else:
        say(
            t(
                "Dators pieteikts punktam {point}. Salīdziniet ar uzturētāju: {fingerprint}",
                point=done.point,
                fingerprint=done.fingerprint,
            )
        )
    return ExitCode.DONE


def _no_address() -> NoReturn:
    raise Usage(
        t("Nav norādīta centrālās krātuves adrese."),
        effect=t("Nekas nav nosūtīts; kods paliek derīgs."),
        remedy=t("Rakstiet to aiz --central; to zina krātuves uzturētājs."),
    )


def sync(asked: argparse.Namespace) -> ExitCode:
    """Send and receive now, by file if asked to; hand over to an open window, since only one may write."""
    if asked.to_file is not None or asked.from_file is not None:
        return by_file(asked)
    folder = data_folder(asked.data)
    try:
        store = opening.open_for_writing(folder, unlock_of(asked))
    except Unavailable:
        if not opening.exists(folder):
            raise
        return _hand_over(asked)
    try:
        if asked.allow_mass_change:
            attention.allow_mass_change(acting(asked, store), asked.reason)
        if asked.compare:
            comparing.ask_for_comparison(store)
        done = exchange(store)
        told = overview(store)
    finally:
        store.close()
    return _tell(asked, told, done)


def exchange(store: Store) -> Done:
    """Run cycles until everything is sent and received, or something stops them; a short refusal is tried again."""
    url = overview(store).central_url
    if url is None:
        raise Refused(
            t("Šis dators nav pieteikts centrālajā krātuvē."),
            effect=t("Ieraksti ir droši saglabāti šajā datorā."),
            remedy=t("Lūdziet pieteikšanas kodu un palaidiet “kacdesk enrol KODS --central ADRESE”."),
        )
    transport = Transport(url, trust_of(store))
    engine = Engine(random.Random())  # noqa: S311 -- jitter, not a secret
    total = Done(0.0, None)
    try:
        tries = 0
        while tries < _MOST_TRIES:
            done = run_cycle(store, transport, engine)
            total.sent += done.sent
            total.received += done.received
            total.forks += done.forks
            total.trouble = done.trouble
            if done.more_files or done.more:
                continue
            tries += 1
            if done.trouble is None:
                exchange_granted(store, transport)
            if done.trouble in _NO_USE_WAITING or done.rest_s > _LONGEST_REST_S:
                break
            threading.Event().wait(done.rest_s)
    finally:
        transport.close()
    return total


def _tell(asked: argparse.Namespace, told: Overview, done: Done) -> ExitCode:
    if asked.json:
        say_json(
            {
                "sent": done.sent,
                "received": done.received,
                "unsent": told.unsent,
                "files_waiting": told.files_waiting,
                "refused": told.refused,
                "conflicts": told.conflicts,
                "incidents": told.incidents,
                "trouble": done.trouble,
                "receipt_at": told.receipt_at,
                "new_stream": done.forks > 0,
            }
        )
    if done.trouble is not None:
        error = as_error(done.trouble)
        complain(error)
        return error.exit_code
    if not asked.json:
        say(
            t(
                "Nosūtīts: {sent}, saņemts: {received}, gaida: {unsent}.",
                sent=done.sent,
                received=done.received,
                unsent=told.unsent,
            )
        )
    return ExitCode.ATTENTION if told.to_look_at or not told.all_sent else ExitCode.DONE


def _hand_over(asked: argparse.Namespace) -> ExitCode:
    """Ask the open window to do it and wait for its answer."""
    if asked.allow_mass_change or asked.compare:
        raise Unavailable(
            t("Kacdesk logs ir atvērts, un rakstīt drīkst tikai viens."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Aizveriet logu un mēģiniet vēlreiz."),
        )
    folder = data_folder(asked.data)
    mark = handover.ask(folder)
    give_up = clock.monotonic_ms() + _HANDOVER_S * 1000
    while clock.monotonic_ms() < give_up:
        if handover.answered(folder, mark):
            with reading_store(asked) as store:
                told = overview(store)
            return _tell(asked, told, Done(0.0, told.trouble))
        threading.Event().wait(_LOOK_S)
    raise Unavailable(
        t("Atvērtais kacdesk logs minūtes laikā neatbildēja."),
        effect=t("Ieraksti ir droši saglabāti šajā datorā un gaida."),
        remedy=t("Pārbaudiet logu vai aizveriet to un mēģiniet vēlreiz."),
    )
