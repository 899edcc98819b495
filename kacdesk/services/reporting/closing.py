"""This file is the place where the supervisor closes the report of a period, and opens it again for a reason.

What was closed is read from its snapshot: the same figures, rows and paper a year later, whatever was corrected since.
"""

import hashlib
from base64 import b64decode
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from kacdesk.core import clock
from kacdesk.core.errors import Missing, Refused, Unavailable
from kacdesk.core.ids import new_id
from kacdesk.core.latvian import short_moment
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
from kacdesk.services.reporting.closings import REGISTER, state_of, values_of
from kacdesk.services.reporting.closings import Closing as Closing
from kacdesk.services.reporting.closings import ReportState as ReportState
from kacdesk.services.reporting.closings import all_closed as all_closed
from kacdesk.services.reporting.closings import state as state
from kacdesk.services.reporting.corrections import waiting_for, with_corrections
from kacdesk.services.reporting.writing import draw_pdf, drawn
from kacdesk.store.files import PAPER, SIGNED, SIGNED_OTHER, SNAPSHOT, name_file

if TYPE_CHECKING:
    from kacdesk.reports.sheet import Heading
else:
    (Heading,) = on_demand("kacdesk.reports.sheet", "Heading")

_HASH_SHOWN = 16


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

    Only the supervisor. Refused for a period that is no month, quarter or year, has not ended or is closed;
    Unavailable while an earlier closed report has not come to this desk, DamagedReport when it is damaged here, because
    its corrections could not be told.
    """
    context.require(Role.SUPERVISOR)
    _require_open(state(context, period))
    _require_all_here(context, period)
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
    record = new_id()
    new = [packed(content), NewFile(paper, closed_files.PDF, PAPER)]
    with closed_files.written(context, new) as kept, context.store.unit(context.actor.id) as unit:
        found = state_of(unit.connection, context, period)
        _require_open(found)
        if _next_edition(found) != edition:
            raise _closed_meanwhile(period)
        unit.insert(REGISTER, record, values)
        for held, each in zip(kept, new, strict=True):
            name_file(unit, REGISTER, record, held, each.role)
    return _closing_now(context, period)


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
            raise _not_closed(period)
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
        raise _not_closed(period)
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
        raise _not_closed(period)
    return closing


def _marked(heading: "Heading", edition: int, *, moment_of_closing: datetime, digest: str) -> "Heading":
    """Return the head with what says that the report is closed; the hash is that of the whole snapshot."""
    mark = t(
        "Noslēgts {moment}, {edition}. redakcija. Kontrolsumma (SHA-256): {digest}…",
        moment=short_moment(moment_of_closing),
        edition=edition,
        digest=digest[:_HASH_SHOWN],
    )
    return replace(heading, mark=mark)


def _require_open(found: ReportState) -> None:
    period = found.period
    effect = t("Nekas nav noslēgts.")
    if not found.is_whole:
        raise Refused(
            t("Noslēgt var mēnesi, ceturksni vai gadu."),
            effect=effect,
            remedy=t("Izvēlieties veselu mēnesi, ceturksni vai gadu."),
        )
    if not found.is_over:
        raise Refused(
            t("Pārskata periods vēl nav beidzies."),
            effect=effect,
            remedy=t("Slēdziet to pēc perioda pēdējās dienas."),
        )
    if found.closing is not None:
        raise Refused(
            t("Pārskats par {period} jau ir noslēgts.", period=after_about(period)),
            effect=effect,
            remedy=t("Ja tas jāmaina, vispirms atveriet to no jauna un norādiet iemeslu."),
        )


def _require_all_here(context: Context, period: Period) -> None:
    waiting = waiting_for(context, period)
    if waiting:
        raise Unavailable(
            t(
                "Šajā datorā vēl nav agrāk noslēgtu pārskatu: {numbers}.",
                numbers=", ".join(each.number for each in waiting),
            ),
            effect=t("Nekas nav noslēgts: bez tiem nevar pateikt, kas tajos kopš slēgšanas labots."),
            remedy=t("Sagaidiet apmaiņu ar centrālo krātuvi un slēdziet vēlreiz."),
        )


def _closed_meanwhile(period: Period) -> Refused:
    return Refused(
        t("Pārskatu par {period} tikmēr noslēdza un atvēra cita darbvieta.", period=after_about(period)),
        effect=t("Nekas nav noslēgts."),
        remedy=t("Apskatiet pārskatu un slēdziet vēlreiz."),
    )


def _not_closed(period: Period) -> Missing:
    return Missing(
        t("Pārskats par {period} nav noslēgts.", period=after_about(period)),
        effect=t("Nekas nav mainīts."),
        remedy=t("Noslēgtos pārskatus parāda “kacdesk report-state”."),
    )
