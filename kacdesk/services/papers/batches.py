"""This file is the place where the papers at the centre are put together by addressee, sent and confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.sorting import latvian_key
from kacdesk.core.text import t
from kacdesk.models.delivery import SENDING
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.papers.batch_rules import LINE
from kacdesk.services.papers.custody import BATCH, DOCUMENT, Stage, stage_of
from kacdesk.services.papers.held_papers import held_papers
from kacdesk.services.records import Saved
from kacdesk.services.references import current_references
from kacdesk.spec.register import Status
from kacdesk.store.rows import rows_of, rows_where

WAYS = SENDING
"""How papers may be sent, the most usual first."""

Titles = Mapping[UUID, str]

_MOST_PAPERS = 600
"""So many of the oldest papers are shown at once; the others move up as those leave."""

_OWN = ("id", "number", "addressee_id", "addressee_text", "prepared_on", "sent_on", "confirm_by",
        "acknowledged_on", "rev")  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaperHere:
    """A document that lies at the centre and is in no batch; nothing tells whose it is."""

    record: UUID
    number: str
    what: str
    received_on: date
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Pile:
    """The papers for one addressee, oldest first. `title` '' when the documents do not say for whom they are."""

    title: str
    papers: tuple[PaperHere, ...]


@dataclass(frozen=True, slots=True)
class Sending:
    """A batch that is not acknowledged yet."""

    record: UUID
    number: str
    addressee: str
    papers: int
    prepared_on: date | None
    sent_on: date | None
    confirm_by: date | None

    @property
    def is_open(self) -> bool:
        """Say whether it is still here."""
        return self.sent_on is None


@dataclass(frozen=True, slots=True)
class Sendings:
    """What is to be sent and what is on its way. `unseen` papers are here too, but too many to be shown at once."""

    piles: tuple[Pile, ...]
    batches: tuple[Sending, ...]
    unseen: int = 0


def sendings(context: Context) -> Sendings:
    """Gather the papers at the centre by addressee, and the batches that are not acknowledged."""
    held = sorted(held_papers(context.store), key=lambda paper: (paper.received_on, paper.number))
    shown = held[:_MOST_PAPERS]
    with context.store.read() as connection:
        titles = _institutions(connection, context)
        table = context.catalog.table(DOCUMENT)
        ids = [paper.record for paper in shown]
        rows = rows_where(connection, table, "id", ids)
        batches = _under_way(connection, context, titles)
    return Sendings(tuple(_piles(context, rows, titles)), tuple(batches), unseen=len(held) - len(shown))


def _piles(context: Context, rows: Sequence[Mapping[str, Any]], titles: Titles) -> list[Pile]:
    kinds = context.catalog.spec(DOCUMENT).by_name["kind"]
    free = [(_addressee(row, titles), row) for row in rows if row["batch_id"] is None]
    free.sort(key=lambda pair: (not pair[0], latvian_key(pair[0]), pair[1]["counted_on"], pair[1]["n"]))
    return [
        Pile(
            title,
            tuple(
                PaperHere(
                    row["id"],
                    row["number"],
                    f"{t(kinds.choice_label(row['kind']))}: {row['title']}",
                    row["counted_on"],
                    row["due_on"],
                )
                for _, row in group
            ),
        )
        for title, group in groupby(free, key=lambda pair: pair[0])
    ]


def _institutions(connection: Connection, context: Context) -> Titles:
    """Return the institutions as they are known at the counter: their letters, then their name."""
    institution = context.catalog.table("institution").c
    names = current_references(context.store)
    return {
        row.id: f"{names.name('institution', row.id)} · {row.title}"
        for row in connection.execute(select(institution.id, institution.title))
    }


def _addressee(row: Mapping[str, Any], titles: Titles) -> str:
    return titles.get(row["addressee_id"], "") or row["addressee_text"] or ""


def _under_way(connection: Connection, context: Context, titles: Titles) -> list[Sending]:
    batch, line = context.catalog.table(BATCH), context.catalog.table(LINE).c
    unfinished = (batch.c.acknowledged_on.is_(None), batch.c.status != Status.VOIDED)
    found = rows_of(
        connection, batch, select(*(batch.c[name] for name in _OWN)).where(*unfinished).order_by(batch.c.n)
    )
    ids = [row["id"] for row in found]
    count = select(line.batch_id, func.count()).where(line.batch_id.in_(ids), line.status != Status.VOIDED)
    papers: dict[UUID, int] = {row[0]: row[1] for row in connection.execute(count.group_by(line.batch_id))}
    return [
        Sending(
            row["id"],
            row["number"],
            _addressee(row, titles),
            papers.get(row["id"], 0),
            row["prepared_on"],
            row["sent_on"],
            row["confirm_by"],
        )
        for row in found
    ]


def prepare(context: Context, documents: Sequence[UUID], *, how: str) -> Saved:
    """Put documents for one addressee into a new batch and return it.

    Refused when there are none, when they are for several addressees or for none, and as `batch_rules` says.
    """
    with context.store.read() as connection:
        rows = rows_where(connection, context.catalog.table(DOCUMENT), "id", list(documents))
    whose = {
        (row["addressee_id"], row["addressee_text"] if row["addressee_id"] is None else None) for row in rows
    }
    if not rows:
        raise _refused(t("Nav atzīmēts neviens papīrs."), t("Atzīmējiet ar atstarpes taustiņu."))
    if len(whose) > 1:
        raise _refused(
            t("Atzīmētie papīri ir dažādiem adresātiem."), t("Vienā sūtījumā lieciet viena adresāta papīrus.")
        )
    ((institution, words),) = whose
    if institution is None and not words:
        raise _refused(
            t("Šiem papīriem nav norādīts adresāts."),
            t("Atveriet dokumentu un ierakstiet, kam tas adresēts."),
        )
    values = {
        "addressee_id": institution,
        "addressee_text": words,
        "how": how,
        "prepared_on": clock.today_riga(),
    }
    ordered = sorted(rows, key=lambda row: (row["counted_on"], row["n"]))
    lines = {LINE: [{"document_id": row["id"], "pages": row["pages"]} for row in ordered]}
    return records.save(context, BATCH, values, lines)


def acknowledge(context: Context, batch: UUID, *, by: str) -> int:
    """Write down who at the addressee confirmed today that all of a batch arrived; return its revision.

    Refused for a batch that has not left or is acknowledged already.
    """
    with context.store.read() as connection:
        (row,) = rows_where(connection, context.catalog.table(BATCH), "id", [batch])
    if stage_of(row) is not Stage.SENT:
        raise _refused(
            t("Apstiprināt var tikai sūtījumu, kas ir ceļā."), t("Vispirms atzīmējiet, ka tas ir nosūtīts.")
        )
    told = {"acknowledged_on": clock.today_riga(), "acknowledged_by": by}
    return records.correct(context, BATCH, batch, told, rev=row["rev"], reason=None)


def _refused(what: str, remedy: str) -> Refused:
    return Refused(what, effect=t("Sūtījums nav mainīts."), remedy=remedy)
