"""This file is the place where the commands on desks are carried out."""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from kacdesk.central import admin, desks
from kacdesk.central.admins import note_act
from kacdesk.central.console import (
    as_json,
    command,
    current,
    group,
    moment,
    say,
    say_json,
    say_rows,
    signed,
    signer,
)
from kacdesk.central.desks import DeskState
from kacdesk.core import clock
from kacdesk.core.text import t
from kacdesk.wire.tickets import ticket_text

if TYPE_CHECKING:
    from kacdesk.central.console import Commands


def add_commands(commands: "Commands", common: argparse.ArgumentParser) -> "Commands":
    """Add `desk …`, and return what further commands on desks are added to."""
    acts = group(commands, "desk", t("darbvietas"))
    coding = command(acts, "code", t("izsniegt kodu jaunai darbvietai"), code, common)
    coding.add_argument("point", metavar=t("PUNKTS"))
    listing = command(acts, "list", t("uzskaitīt darbvietas"), show_all, common)
    listing.add_argument("--point", metavar=t("PUNKTS"))
    as_json(listing)
    confirming = command(acts, "confirm", t("salīdzināt atslēgas nospiedumu"), confirm, common)
    confirming.add_argument("device", metavar=t("DARBVIETA"))
    confirming.add_argument("--fingerprint", help=t("darbvietā redzamais nospiedums; bez tā to parāda"))
    deciding = {}
    for name, words, work in (
        ("revoke", t("slēgt darbvietu"), revoke),
        ("lost", t("slēgt darbvietu, kuras dators ir pazudis, un rādīt, kas tajā bija"), lose),
        ("drain", t("ļaut tikai nosūtīt, kas palicis; to pēc tam apstiprina"), drain),
        ("reader", t("ļaut tikai lasīt"), read_only),
        ("admit", t("ļaut atkal strādāt"), admit),
        ("retire", t("izņemt no lietošanas"), retire),
    ):
        deciding[name] = command(acts, name, words, work, common)
        deciding[name].add_argument("device", metavar=t("DARBVIETA"))
        signed(deciding[name])
    as_json(deciding["lost"])
    deciding["retire"].add_argument(
        "--even-so", default="", metavar=t("IEMESLS"), help=t("arī ja kas nav nosūtīts")
    )
    return acts


def code(args: argparse.Namespace) -> None:
    """Issue an enrolment code; the code alone stands on standard output."""
    with current(args) as database, database.whole() as connection:
        ticket = admin.issue_ticket(connection, args.point, now_ms=clock.now_ms())
    say(ticket_text(ticket))


def show_all(args: argparse.Namespace) -> None:
    """List the desks."""
    with current(args) as database, database.whole() as connection:
        rows = desks.list_desks(connection, now_ms=clock.now_ms(), point=args.point)
    say_rows(rows, json_asked=args.json, words=_words)


def confirm(args: argparse.Namespace) -> None:
    """Compare the fingerprint with the one read out at the desk."""
    with current(args) as database, database.whole() as connection:
        desk = admin.confirm_desk(connection, args.device, told=args.fingerprint, now_ms=clock.now_ms())
    if args.fingerprint is None:
        say(t("Atslēgas nospiedums: {fingerprint}", fingerprint=desk.fingerprint))
    else:
        say(t("Darbvieta {device} punktā {point} ir apstiprināta.", device=desk.device, point=desk.point))


def revoke(args: argparse.Namespace) -> None:
    """Shut a desk out."""
    by, now_ms = signer(args), clock.now_ms()
    with current(args) as database, database.whole() as connection:
        row = admin.find_desk(connection, args.device)
        note_act(connection, by, "desk-revoke", point=row.point, detail={"device": row.id.hex}, now_ms=now_ms)
        desks.shut_out(connection, row, now_ms=now_ms)
    say(t("Darbvieta {device} punktā {point} ir slēgta.", device=row.id, point=row.point))


def lose(args: argparse.Namespace) -> None:
    """Shut out a desk whose PC is gone, and tell what was on it."""
    by, now_ms = signer(args), clock.now_ms()
    with current(args) as database, database.whole() as connection:
        row = admin.find_desk(connection, args.device)
        note_act(connection, by, "desk-lost", point=row.point, detail={"device": row.id.hex}, now_ms=now_ms)
        was = desks.lose_desk(connection, row, now_ms=now_ms)
    if args.json:
        say_json(asdict(was))
        return
    escrow = t("atslēga ir glabāšanā") if was.escrow else t("atslēga nav glabāšanā")
    say(
        t(
            "Darbvieta {device} punktā {point} ir slēgta; {escrow}.",
            device=was.device,
            point=was.point,
            escrow=escrow,
        )
    )
    say(
        t(
            "Pēdējo reizi manīta {seen}; nenosūtīts pēc tās ziņām: {count}.",
            seen=moment(was.last_seen_ms),
            count=was.unsent,
        )
    )
    for register, count in was.registers.items():
        say(f"    {register}  {count}")


def drain(args: argparse.Namespace) -> None:
    """Let a desk only send what it still holds."""
    by, now_ms = signer(args), clock.now_ms()
    with current(args) as database, database.whole() as connection:
        row = admin.find_desk(connection, args.device)
        note_act(connection, by, "desk-drain", point=row.point, detail={"device": row.id.hex}, now_ms=now_ms)
        desks.drain_desk(connection, row)
    say(t("Darbvieta {device} var tikai nosūtīt; nosūtīto piemēro ar “attention release”.", device=row.id))


def read_only(args: argparse.Namespace) -> None:
    """Let a desk only read."""
    _admit(args, reader=True)
    say(t("Darbvieta tagad var tikai lasīt."))


def admit(args: argparse.Namespace) -> None:
    """Let a desk work again."""
    _admit(args, reader=False)
    say(t("Darbvieta atkal var strādāt."))


def _admit(args: argparse.Namespace, *, reader: bool) -> None:
    by, now_ms = signer(args), clock.now_ms()
    act = "desk-reader" if reader else "desk-admit"
    with current(args) as database, database.whole() as connection:
        row = admin.find_desk(connection, args.device)
        note_act(connection, by, act, point=row.point, detail={"device": row.id.hex}, now_ms=now_ms)
        desks.admit_desk(connection, row, reader=reader)


def retire(args: argparse.Namespace) -> None:
    """Retire a desk that did not do it itself."""
    by, now_ms = signer(args), clock.now_ms()
    with current(args) as database, database.whole() as connection:
        row = admin.find_desk(connection, args.device)
        detail = {"device": row.id.hex, "even_so": args.even_so}
        note_act(connection, by, "desk-retire", point=row.point, detail=detail, now_ms=now_ms)
        desks.let_go(connection, row, even_so=args.even_so, now_ms=now_ms)
    say(t("Darbvieta {device} ir izņemta no lietošanas.", device=row.id))


def _words(desk: DeskState) -> str:
    state = desk.status if desk.confirmed else f"{desk.status}, {t('nav apstiprināta')}"
    if desk.silent:
        state += ", " + t("klusē")
    parts = [
        desk.device,
        desk.point,
        state,
        ",".join(desk.series),
        str(desk.last_seq),
        moment(desk.last_seen_ms),
    ]
    if desk.unsent:
        parts.append(
            t("nenosūtīts {count} kopš {since}", count=desk.unsent, since=moment(desk.oldest_unsent_ms))
        )
    if desk.only_here:
        parts.append(t("tikai tur: {count}", count=desk.only_here))
    if desk.cursor_lag:
        parts.append(t("nav lasīts {count}", count=desk.cursor_lag))
    return "  ".join([*parts, desk.app])
