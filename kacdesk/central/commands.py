"""This file is the place where each command of `kacdesk-central` is carried out."""

import argparse
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from kacdesk.central import admin
from kacdesk.central.admin import DeskRow
from kacdesk.central.database import Database, open_database
from kacdesk.central.epoch import begin_epoch
from kacdesk.central.http import build_app
from kacdesk.central.migrate import migrate, require_current
from kacdesk.central.reference import load_reference
from kacdesk.central.serve import Listening, require_privacy, serve
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from kacdesk.core.clock import riga_time
from kacdesk.core.errors import Refused, Unavailable, Usage
from kacdesk.core.text import t
from kacdesk.models.catalog import CATALOG
from kacdesk.models.reference_csv import read_catalogue
from kacdesk.vault.slots import Unlock
from kacdesk.wire.tickets import ticket_text

_LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def serve_command(args: argparse.Namespace) -> None:
    """Serve until told to stop. An embedded store is migrated here; PostgreSQL is not."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format=_LOG_FORMAT)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    if bool(args.certificate) != bool(args.key):
        raise Usage(
            t("TLS vajag gan sertifikātu, gan tā atslēgu."),
            effect=t("Centrālā krātuve nav palaista; dati nav mainīti."),
            remedy=t("Norādiet gan --certificate, gan --key."),
        )
    where = Listening(args.host, args.port, args.certificate, args.key, args.behind_proxy, args.until_eof)
    require_privacy(where)
    if args.key_beside_data and where.in_the_open:
        raise _sample_in_the_open()
    with _database(args, create=True) as database:
        if database.embedded:
            migrate(database)
        require_current(database)
        serve(build_app(SqlStore(database, CATALOG)), where)


def migrate_command(args: argparse.Namespace) -> None:
    """Bring the tables to the shape of this version."""
    with _database(args, create=True) as database:
        migrate(database)
    _say(t("Centrālās krātuves tabulas ir sagatavotas."))


def restored_command(args: argparse.Namespace) -> None:
    """Begin a new life after a backup was put back: desks send again what it lacks and read everything anew."""
    with _current(args) as database, database.whole() as connection:
        epoch = begin_epoch(connection, reason="restored", now_ms=clock.now_ms())
    _say(t("Sākts jauns laikmets {epoch}; darbvietas trūkstošo nosūtīs vēlreiz.", epoch=epoch))


def point_add(args: argparse.Namespace) -> None:
    """Open a service point."""
    with _current(args) as database, database.whole() as connection:
        admin.add_point(connection, args.code, name=args.name, now_ms=clock.now_ms())
    _say(t("Punkts {code} ir pievienots.", code=args.code))


def desk_code(args: argparse.Namespace) -> None:
    """Issue an enrolment code; the code alone stands on standard output."""
    with _current(args) as database, database.whole() as connection:
        ticket = admin.issue_ticket(connection, args.point, now_ms=clock.now_ms())
    _say(ticket_text(ticket))


def desk_list(args: argparse.Namespace) -> None:
    """List the desks, for people or as JSON."""
    with _current(args) as database, database.whole() as connection:
        desks = admin.list_desks(connection)
    if args.json:
        _say(json.dumps([asdict(desk) for desk in desks], ensure_ascii=False))
        return
    for desk in desks:
        _say(_words(desk))


def desk_revoke(args: argparse.Namespace) -> None:
    """Shut a desk out."""
    with _current(args) as database, database.whole() as connection:
        desk = admin.revoke_desk(connection, args.device)
    _say(t("Darbvieta {device} punktā {point} ir slēgta.", device=desk.device, point=desk.point))


def desk_confirm(args: argparse.Namespace) -> None:
    """Compare the fingerprint with the one read out at the desk."""
    with _current(args) as database, database.whole() as connection:
        desk = admin.confirm_desk(connection, args.device, told=args.fingerprint, now_ms=clock.now_ms())
    if args.fingerprint is None:
        _say(t("Atslēgas nospiedums: {fingerprint}", fingerprint=desk.fingerprint))
    else:
        _say(t("Darbvieta {device} punktā {point} ir apstiprināta.", device=desk.device, point=desk.point))


def catalogue_load(args: argparse.Namespace) -> None:
    """Load institutions, services and points; rows that could not be read are named on standard error."""
    catalogue = read_catalogue(args.file)
    with _current(args) as database, database.whole() as connection:
        loaded = load_reference(connection, database, CATALOG, catalogue.rows, now_ms=clock.now_ms())
    for bad in catalogue.bad_rows:
        sys.stderr.write(f"{bad.file}:{bad.line}: {bad.column}: {bad.reason}\n")
    _say(t("Katalogs ielādēts: {read} rindas, mainītas {changed}.", read=loaded.read, changed=loaded.changed))


@contextmanager
def _database(args: argparse.Namespace, *, create: bool = False) -> Iterator[Database]:
    if not args.database:
        raise Usage(
            t("Nav norādīta datubāze."),
            effect=t("Nekas nav atvērts un nav mainīts."),
            remedy=t("Norādiet --database vai vides mainīgo KACDESK_DATABASE."),
        )
    passphrase = Path(args.passphrase_file) if args.passphrase_file else None
    unlock = Unlock(passphrase_file=passphrase, beside_data=args.key_beside_data)
    database = open_database(args.database, unlock=unlock, create=create)
    try:
        yield database
    except DBAPIError as error:
        raise _silent_database() from error
    finally:
        database.close()


@contextmanager
def _current(args: argparse.Namespace) -> Iterator[Database]:
    with _database(args) as database:
        require_current(database)
        yield database


def _sample_in_the_open() -> Refused:
    return Refused(
        t("Krātuve, kuras atslēga ir blakus datiem, ir tikai paraugam."),
        effect=t("Centrālā krātuve nav palaista; dati nav mainīti."),
        remedy=t(
            "Klausieties tikai šajā datorā (--host 127.0.0.1) vai glabājiet atslēgu ar --passphrase-file."
        ),
    )


def _silent_database() -> Unavailable:
    return Unavailable(
        t("Datubāze neatbild vai neļauj šo darbību."),
        effect=t("Nekas nav mainīts."),
        remedy=t("Pārbaudiet datubāzes adresi, lietotāja tiesības un vai serveris darbojas."),
    )


def _words(desk: DeskRow) -> str:
    seen = "-"
    if desk.last_seen_ms is not None:
        seen = f"{riga_time(datetime.fromtimestamp(desk.last_seen_ms / 1000, UTC)):%Y-%m-%d %H:%M}"
    state = desk.status if desk.confirmed else f"{desk.status}, {t('nav apstiprināta')}"
    return f"{desk.device}  {desk.point}  {state}  {','.join(desk.series)}  {desk.last_seq}  {seen}"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
