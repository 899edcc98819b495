"""This file is the place where the command that serves is carried out: by this process, or by several on one socket."""

import argparse
import socket
import sys
from contextlib import nullcontext
from dataclasses import replace
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import TYPE_CHECKING

from kacdesk.central import logs
from kacdesk.central.catching_up import catching_up
from kacdesk.central.console import command, opened, unlock_of
from kacdesk.central.database import Database, open_database
from kacdesk.central.http import Service
from kacdesk.central.migrate import migrate, require_current
from kacdesk.central.serve import (
    Listening,
    announce,
    listen,
    require_certificate,
    require_privacy,
    serve,
    serve_on,
    showing_metrics,
)
from kacdesk.central.store import SqlStore
from kacdesk.central.workers import Workers, new_worker, parent_gone
from kacdesk.core import clock
from kacdesk.core.errors import DeskError, Refused, Usage
from kacdesk.core.text import t
from kacdesk.models.catalog import CATALOG
from kacdesk.vault.slots import Unlock

if TYPE_CHECKING:
    from kacdesk.central.console import Commands

_MOST_WORKERS = 64


def add_commands(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Add `serve`."""
    serving = command(commands, "serve", t("pieņemt darbvietu datus"), serve_command, common)
    serving.add_argument("--host", default="127.0.0.1", help=t("adrese, kurā klausīties"))
    serving.add_argument("--port", type=int, default=0, help=t("ports; 0 ir jebkurš brīvs"))
    serving.add_argument("--certificate", type=Path, help=t("TLS sertifikāta datne (PEM)"))
    serving.add_argument("--key", type=Path, help=t("TLS atslēgas datne (PEM)"))
    serving.add_argument("--behind-proxy", action="store_true", help=t("TLS nodrošina starpniekserveris"))
    serving.add_argument("--until-eof", action="store_true", help=t("beigt, kad aizveras standarta ievade"))
    serving.add_argument("--workers", type=int, default=1, metavar="N", help=t("procesi; tikai PostgreSQL"))
    serving.add_argument(
        "--metrics-port", type=int, metavar="N",
        help=t("Prometheus rādītāji šajā portā, tikai šim datoram; vairākiem procesiem – tik portu pēc kārtas"),
    )  # fmt: skip


def serve_command(args: argparse.Namespace) -> None:
    """Serve until told to stop. An embedded store is migrated here; PostgreSQL is not."""
    where = _asked(args)
    require_privacy(where)
    require_certificate(where)
    if args.key_beside_data and where.in_the_open:
        raise _sample_in_the_open()
    with logs.written_as_json():
        with opened(args, create=True) as database:
            _prepare(database, where)
            if where.workers == 1:
                service = _service(database, census=True)
                with catching_up(database, CATALOG, service.metrics):
                    serve(service.app(), where, registry=service.metrics.registry)
                return
        _serve_with_workers(args.database, unlock_of(args), where)


def _prepare(database: Database, where: Listening) -> None:
    if database.embedded and where.workers > 1:
        raise Usage(
            t("Iegultajai krātuvei raksta tikai viens process."),
            effect=t("Centrālā krātuve nav palaista; dati nav mainīti."),
            remedy=t("Palaidiet bez --workers vai lietojiet PostgreSQL."),
        )
    if database.embedded:
        migrate(database)
    require_current(database)


def _asked(args: argparse.Namespace) -> Listening:
    if bool(args.certificate) != bool(args.key):
        raise Usage(
            t("TLS vajag gan sertifikātu, gan tā atslēgu."),
            effect=t("Centrālā krātuve nav palaista; dati nav mainīti."),
            remedy=t("Norādiet gan --certificate, gan --key."),
        )
    if not 1 <= args.workers <= _MOST_WORKERS:
        raise Usage(
            t("Procesu skaits neder: {count}.", count=args.workers),
            effect=t("Centrālā krātuve nav palaista; dati nav mainīti."),
            remedy=t("Norādiet skaitu no 1 līdz {most}.", most=_MOST_WORKERS),
        )
    return Listening(
        args.host,
        args.port,
        args.certificate,
        args.key,
        args.behind_proxy,
        args.until_eof,
        args.workers,
        args.metrics_port,
    )


def _service(database: Database, *, census: bool) -> Service:
    store = SqlStore(database, CATALOG)
    service = Service(store)
    if census:
        service.metrics.add_census(lambda: store.census(now_ms=clock.now_ms()))
    return service


def _serve_with_workers(url: str, unlock: Unlock, where: Listening) -> None:
    with listen(where) as listener:

        def start(number: int, ready: Event) -> SpawnProcess:
            worker = new_worker(_work, url, unlock, where, listener, number, ready)
            worker.start()
            return worker

        workers = Workers(where.workers, start)
        workers.run(announce=lambda: announce(listener, where, None), until_eof=where.until_eof)


def _work(
    url: str, unlock: Unlock, where: Listening, listener: socket.socket, number: int, ready: Event
) -> None:
    """Serve as one of several processes; the first also catches up, and shows what is counted in the database."""
    port = where.metrics_port + number if where.metrics_port else None
    alone = replace(where, until_eof=False)
    with logs.written_as_json():
        try:
            database = open_database(url, unlock=unlock)
            try:
                first = number == 0
                service = _service(database, census=first)
                catching = catching_up(database, CATALOG, service.metrics) if first else nullcontext()
                with showing_metrics(port, service.metrics.registry), catching:
                    serve_on(listener, service.app(), alone, announce=ready.set, until=parent_gone)
            finally:
                database.close()
        except DeskError as error:
            logs.failed("worker could not serve", error, worker=number)
            sys.exit(int(error.exit_code))


def _sample_in_the_open() -> Refused:
    return Refused(
        t("Krātuve, kuras atslēga ir blakus datiem, ir tikai paraugam."),
        effect=t("Centrālā krātuve nav palaista; dati nav mainīti."),
        remedy=t(
            "Klausieties tikai šajā datorā (--host 127.0.0.1) vai glabājiet atslēgu ar --passphrase-file."
        ),
    )
