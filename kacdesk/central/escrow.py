"""This file is the place where the central store keeps what desks gave in escrow, and hands a way back to it out."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, select, update

from kacdesk.central.database import Database
from kacdesk.central.devices import Desk
from kacdesk.central.keys import ESCROW, courier_public, setting
from kacdesk.central.tables import DEVICE, SETTING
from kacdesk.core.errors import Missing
from kacdesk.core.text import t
from kacdesk.vault.escrow import hand_out, new_escrow_key, sealed_to
from kacdesk.wire.messages import Hello
from kacdesk.wire.tickets import new_ticket, ticket_text


@dataclass(frozen=True, slots=True)
class Told:
    """What a hello's reply says of keys, as hex; None where there is nothing to say."""

    escrow: str | None
    courier: str | None


def keep_keys(connection: Connection, desk: Desk, message: Hello) -> Told:
    """Keep the keys that a desk tells at hello and return those it is to be told.

    The escrow key is told until the desk's own lies here sealed to it.
    """
    place = (DEVICE.c.point == desk.point, DEVICE.c.id == desk.device)
    row = connection.execute(select(DEVICE.c.escrow, DEVICE.c.recipient).where(*place)).one()
    escrow = bytes.fromhex(message.escrow) if message.escrow else row.escrow
    recipient = bytes.fromhex(message.recipient) if message.recipient else row.recipient
    if (escrow, recipient) != (row.escrow, row.recipient):
        connection.execute(update(DEVICE).where(*place).values(escrow=escrow, recipient=recipient))
    asked = setting(connection, ESCROW)
    wanting = asked is not None and (escrow is None or not sealed_to(escrow, asked))
    return Told(asked.hex() if asked and wanting else None, courier_public(connection))


def begin_escrow(connection: Connection, database: Database, path: Path, *, passphrase: str | None) -> bytes:
    """Make a new escrow key: its private half goes to a new file only. Return the public half, told from now on.

    Desks seal their keys to it at their next hello; what they gave before stays with the key of then until they have.
    """
    public = new_escrow_key(path, passphrase=passphrase)
    database.put(connection, SETTING, [{"name": ESCROW, "value": public}])
    return public


@dataclass(frozen=True, slots=True)
class EscrowRow:
    """A desk and its escrow: `none`, `current`, or `earlier` when it is sealed to a key of before."""

    device: str
    point: str
    status: str
    escrow: str


def list_escrow(connection: Connection) -> list[EscrowRow]:
    """Return every desk with the state of its escrow."""
    asked = setting(connection, ESCROW)
    rows = connection.execute(
        select(DEVICE).where(DEVICE.c.granted_from.is_(None)).order_by(DEVICE.c.point, DEVICE.c.enrolled_ms)
    )
    return [EscrowRow(str(row.id), row.point, row.status, _state(row.escrow, asked)) for row in rows]


def _state(escrow: bytes | None, asked: bytes | None) -> str:
    if escrow is None:
        return "none"
    return "current" if asked is not None and sealed_to(escrow, asked) else "earlier"


def open_escrow(connection: Connection, *, point: str, device: UUID, private: bytes, out: Path) -> str:
    """Write a way to a desk's key to `out` and return the code that opens it; Missing when none was given."""
    place = (DEVICE.c.point == point, DEVICE.c.id == device)
    escrow: bytes | None = connection.execute(select(DEVICE.c.escrow).where(*place)).scalar_one()
    if escrow is None:
        raise Missing(
            t("Šī darbvieta savu atslēgu glabāšanā nav nodevusi."),
            effect=t("Nekas nav atvērts."),
            remedy=t("Tās disku var atvērt tikai ar tā paša datora atslēgu glabātuvi vai paroles frāzi."),
        )
    code = new_ticket()
    hand_out(escrow, private, device=device, code=code, path=out)
    return ticket_text(code)
