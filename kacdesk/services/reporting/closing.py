"""This file is the place where the supervisor closes the report of a period, and opens it again for a reason.

What was closed is read from its snapshot: the same figures, rows and paper a year later, whatever was corrected since.
"""

import hashlib
from base64 import b64decode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from kacdesk.core import clock
from kacdesk.core.errors import Missing, Refused
from kacdesk.core.ids import new_id
from kacdesk.core.latvian import told_moment
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.figures.period import Period
from kacdesk.figures.period_words import after_about
from kacdesk.figures.report import ReportFigures
from kacdesk.figures.snapshot import Snapshot, counted_hash, hash_of, written
from kacdesk.models.registers.closed_report import REOPENED
from kacdesk.services.context import Context, Role, made_by
from kacdesk.services.letterhead import letterhead
from kacdesk.services.papers import attachments
from kacdesk.services.records import tidy_reason
from kacdesk.services.reporting import closed_files, counting
from kacdesk.services.reporting.closed_files import NewFile, packed, read_paper, read_snapshot
from kacdesk.services.reporting.closing_refusals import (
    closed_meanwhile,
    not_closed,
    require_all_here,
    require_open,
)
from kacdesk.services.reporting.closings import REGISTER, state_of, values_of
from kacdesk.services.reporting.closings import Closing as Closing
from kacdesk.services.reporting.closings import ReportState as ReportState
from kacdesk.services.reporting.closings import all_closed as all_closed
from kacdesk.services.reporting.closings import state as state
from kacdesk.services.reporting.corrections import with_corrections
from kacdesk.services.reporting.meanwhile import is_touched_since, newest_change
from kacdesk.services.reporting.writing import draw_pdf, drawn
from kacdesk.store.files import PAPER, SIGNED, SIGNED_OTHER, SNAPSHOT, Held, name_file
from kacdesk.store.session import Unit

if TYPE_CHECKING:
    from kacdesk.reports.sheet import Heading
else:
    (Heading,) = on_demand("kacdesk.reports.sheet", "Heading")

_HASH_SHOWN = 16

_TRIES_BESIDE: Final = 2
"""So often a report that is closed is counted beside those who save before they have to wait for it."""


def report(context: Context, period: Period, *, recount: bool = False) -> ReportFigures:
    """Return the report of a period: as it was closed, or counted now with what has changed in earlier closed ones.

    With `recount` a closed one is counted now too. NotHereYet when it is closed and its figures have not come.
    """
    closing = state(context, period).closing
    if closing is not None and not recount:
        return read_snapshot(context, closing).figures
    return with_corrections(context, counting.figures(context, period))


def paper(context: Context, counted: ReportFigures, *, recount: bool = False) -> bytes:
    """Return the PDF of what `report` gave: of a closed report the one that was drawn then, else one drawn now."""
    closing = state(context, counted.period).closing
    if closing is not None and not recount:
        return read_paper(context, closing)
    return draw_pdf(context, counted)


def close(context: Context, period: Period) -> Closing:
    """Close the report of a period that is over: its figures, rows and paper are kept under a hash.

    It is counted and drawn beside those who save; when something that it tells was changed meanwhile it is done again,
    and the last time they wait for it, so that what was saved before the closing is in it. Only the supervisor. Refused
    for a period that is no month, quarter or year, has not ended or is closed; Unavailable while an earlier closed
    report has not come to this desk, DamagedReport when it is damaged here, because its corrections could not be told.
    """
    context.require(Role.SUPERVISOR)
    for _ in range(_TRIES_BESIDE):
        ready = _drawn(context, period)
        with (
            suppress(_Touched),
            closed_files.written(context, ready.files) as kept,
            context.store.unit(context.actor.id) as unit,
        ):
            if is_touched_since(unit.connection, context.catalog, ready.place, period):
                raise _Touched
            _keep(context, unit, ready, kept)
            break
    else:
        with context.store.unit(context.actor.id) as unit:
            ready = _drawn(context, period)
            with closed_files.written(context, ready.files) as kept:
                _keep(context, unit, ready, kept)
    return _closing_now(context, period)


class _Touched(Exception):
    """Something that the report tells was changed while it was counted."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A report that was counted and drawn: what its record says, its files, and the newest change before it."""

    period: Period
    edition: int
    values: Mapping[str, Any]
    files: list[NewFile]
    place: int


def _drawn(context: Context, period: Period) -> _Ready:
    with context.store.read() as connection:
        place = newest_change(connection)
    require_open(state(context, period))
    require_all_here(context, period)
    figures = with_corrections(context, counting.figures(context, period), whole=True)
    heading = letterhead(context)
    edition = _next_edition(state(context, period))
    content = written(Snapshot(figures, edition, {"heading": msgspec.to_builtins(heading)}))
    moment = heading.generated_at
    told = _marked(heading, edition, moment_of_closing=moment, digest=hash_of(content))
    paper = drawn(figures, told)
    values = {
        **values_of(period, edition),
        **made_by(context),
        "closed_at": moment,
        "closed_by": context.actor.id,
        "hash": hash_of(content),
        "counted_hash": counted_hash(figures),
        "paper_hash": hashlib.sha256(paper).hexdigest(),
    }
    return _Ready(period, edition, values, [packed(content), NewFile(paper, closed_files.PDF, PAPER)], place)


def _keep(context: Context, unit: Unit, ready: _Ready, kept: Sequence[Held]) -> None:
    """Write the record of a closing and name its files."""
    found = state_of(unit.connection, context, ready.period)
    require_open(found)
    if _next_edition(found) != ready.edition:
        raise closed_meanwhile(ready.period)
    record = new_id()
    unit.insert(REGISTER, record, ready.values)
    for held, each in zip(kept, ready.files, strict=True):
        name_file(unit, REGISTER, record, held, each.role)


def reopen(context: Context, period: Period, *, reason: str) -> Closing:
    """Open a closed report again for a reason; it stays readable, and closing again makes the next edition.

    Only the supervisor. Refused without a reason, and when the report is not closed.
    """
    context.require(Role.SUPERVISOR)
    effect = t("Pārskats paliek noslēgts.")
    why = tidy_reason(reason, effect=effect)
    if why is None:
        raise Refused(
            t("Atvēršanai no jauna vajag iemeslu."),
            effect=effect,
            remedy=t("Ierakstiet, kāpēc pārskats jāatver no jauna."),
        )
    with context.store.unit(context.actor.id, reason=why) as unit:
        closing = state_of(unit.connection, context, period).closing
        if closing is None:
            raise not_closed(period)
        values = {
            "state": REOPENED,
            "reopened_at": clock.now_utc(),
            "reopened_by": context.actor.id,
            "reopen_reason": why,
        }
        unit.update(REGISTER, closing.id, values)
    return state(context, period).editions[0]


def closed_figures(context: Context, period: Period, *, edition: int | None = None) -> ReportFigures:
    """Return the figures as they were closed, each with its rows; of an earlier edition when one is named.

    Missing when it was never closed, NotHereYet when its figures have not come, DamagedReport when their hash is
    another one.
    """
    return read_snapshot(context, edition_of(context, period, edition)).figures


def closed_paper(context: Context, period: Period, *, edition: int | None = None) -> bytes:
    """Return the PDF as it was drawn at the closing, the one that is signed; fails as `closed_figures`."""
    return read_paper(context, edition_of(context, period, edition))


def draw_closed(context: Context, period: Period, *, edition: int | None = None) -> bytes:
    """Draw the PDF again from the snapshot; the same version of the program draws the same bytes in one language."""
    closing = edition_of(context, period, edition)
    snapshot = read_snapshot(context, closing)
    return drawn(snapshot.figures, heading_of(closing, snapshot))


def heading_of(closing: Closing, snapshot: Snapshot) -> "Heading":
    """Return the head of the paper as it was at the closing."""
    told = snapshot.paper["heading"]
    heading = Heading(
        municipality=told["municipality"],
        centre=told["centre"],
        point=told["point"],
        prepared_by=told["prepared_by"],
        generated_at=datetime.fromisoformat(told["generated_at"]),
        arms=b64decode(told["arms"]),
    )
    return _marked(heading, closing.edition, moment_of_closing=heading.generated_at, digest=closing.hash)


def edition_of(context: Context, period: Period, edition: int | None = None) -> Closing:
    """Return the closing of an edition, of the newest when none is named; Missing when there is none."""
    for closing in state(context, period).editions:
        if edition in (None, closing.edition):
            return closing
    if edition is None:
        raise not_closed(period)
    raise Missing(
        t("Pārskatam par {period} nav {edition}. redakcijas.", period=after_about(period), edition=edition),
        effect=t("Nekas nav mainīts."),
        remedy=t("Redakcijas parāda “kacdesk report-state {period}”.", period=period),
    )


def fetch_again(context: Context, period: Period, *, edition: int | None = None) -> None:
    """Ask the central store for the files of a closing that are not here, or are damaged here."""
    closing = edition_of(context, period, edition)
    for attached in closed_files.of_role(context, closing, SNAPSHOT, PAPER, SIGNED, SIGNED_OTHER):
        attachments.fetch_again(context, attached.sha256)


def _next_edition(found: ReportState) -> int:
    return found.editions[0].edition + 1 if found.editions else 1


def _closing_now(context: Context, period: Period) -> Closing:
    closing = state(context, period).closing
    if closing is None:
        raise not_closed(period)
    return closing


def _marked(heading: "Heading", edition: int, *, moment_of_closing: datetime, digest: str) -> "Heading":
    """Return the head with what says that the report is closed; the hash is that of the whole snapshot."""
    mark = t(
        "Noslēgts {moment}, {edition}. redakcija. Kontrolsumma (SHA-256): {digest}…",
        moment=told_moment(moment_of_closing),
        edition=edition,
        digest=digest[:_HASH_SHOWN],
    )
    return replace(heading, mark=mark)
