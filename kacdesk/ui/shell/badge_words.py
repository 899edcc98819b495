"""This file is the place where it is decided what the badge says: one sentence of what waits, since when and why.

Green only with a receipt for everything. Pure functions: what the store knows and what the exchange says go in.
"""

from dataclasses import dataclass
from datetime import datetime

from kacdesk.core import clock
from kacdesk.core.latvian import clock_time, counted, duration, number, short_date
from kacdesk.core.text import t
from kacdesk.services.overview import Standing
from kacdesk.sync.status import SyncState, SyncStatus

CLOCK_IS_OFF_MS = 120_000
"""From how far a computer's clock is told: times in the journal would be wrong by minutes."""


@dataclass(frozen=True, slots=True)
class Badge:
    """What the badge shows: its colour by the state, its sentence, and the same in a few words for a small window."""

    state: SyncState
    words: str
    short: str


def badge_of(kept: Standing, exchange: SyncStatus | None) -> Badge:
    """Put together what the store knows and what the exchange says. The store alone can make it green."""
    state = _state(kept, exchange)
    return Badge(state, _sentence(state, kept, exchange), _few_words(state, kept, exchange))


def _state(kept: Standing, exchange: SyncStatus | None) -> SyncState:
    if not kept.enrolled:
        return SyncState.ALONE
    if kept.to_look_at or (exchange is not None and exchange.state is SyncState.ATTENTION):
        return SyncState.ATTENTION
    if exchange is not None and exchange.state is SyncState.BUSY and not kept.all_sent:
        return SyncState.BUSY
    return SyncState.WAITING if _is_behind(kept, exchange) or _clock(kept) else SyncState.SENT


def _sentence(state: SyncState, kept: Standing, exchange: SyncStatus | None) -> str:
    behind = _is_behind(kept, exchange)
    match state:
        case SyncState.ALONE:
            return _joined([_on_this_disk(kept), _late_copy(kept)])
        case SyncState.ATTENTION:
            rest = _waiting(kept, exchange, lasting=not kept.to_look_at) if behind else ""
            words = _joined([*_to_look_at(kept), rest, _clock(kept), _late_copy(kept)])
            return words or t("Datu apmaiņai vajag palīdzību")
        case SyncState.BUSY:
            return t("Sūta: {count}", count=_on_its_way(kept))
        case SyncState.WAITING if behind:
            return _joined([_waiting(kept, exchange), _clock(kept), _late_copy(kept)])
    return _joined([t("Viss nosūtīts; apstiprināts {at}", at=when(kept.receipt_at)), _clock(kept)])


def _few_words(state: SyncState, kept: Standing, exchange: SyncStatus | None) -> str:
    """Return the same without why; the whole sentence is in the panel."""
    match state:
        case SyncState.ALONE:
            return t("Tikai šeit: {count}", count=number(kept.only_here))
        case SyncState.ATTENTION if kept.to_look_at:
            return t("Jāapskata: {count}", count=number(kept.to_look_at))
        case SyncState.ATTENTION:
            return t("Vajag palīdzību")
        case SyncState.BUSY:
            return t("Sūta")
        case SyncState.SENT:
            return t("Viss nosūtīts")
    if kept.unsent:
        return t("Gaida: {count}", count=number(kept.unsent))
    return t("Nav pabeigts") if _is_behind(kept, exchange) else t("Nepareizs pulkstenis")


def details_of(kept: Standing, exchange: SyncStatus | None) -> list[tuple[str, str]]:
    """Return what the panel tells, label beside words; what does not apply is left out."""
    told = [(t("Gaida"), _what_waits(kept))]
    if exchange is not None and exchange.trouble:
        told.append((t("Iemesls"), exchange.trouble))
        told.append((t("Ko darīt"), exchange.remedy))
        told.append((t("Nākamais mēģinājums"), when(exchange.next_at)))
    told.append((t("Jāapskata"), "; ".join(_to_look_at(kept))))
    if kept.enrolled:
        told.append((t("Pēdējais apstiprinājums"), when(kept.receipt_at) or t("vēl nav bijis")))
        told.append((t("Pēdējā saziņa"), when(kept.contacted_at) or t("vēl nav bijusi")))
    told.append((t("Tikai šajā datorā"), changes(kept.only_here) if kept.only_here else ""))
    told.append((t("Rezerves kopija"), _copy(kept)))
    told.append((t("Pulkstenis"), _clock(kept)))
    return [(label, words[:1].upper() + words[1:]) for label, words in told if words]


def changes(count: int) -> str:
    """Return how many changes, with their word."""
    return counted(count, t("izmaiņu"), t("izmaiņa"), t("izmaiņas"))


def when(at: datetime | None) -> str:
    """Return the time alone for today, else the day too; '' for no moment."""
    if at is None:
        return ""
    moment = clock.riga_time(at)
    if moment.date() == clock.today_riga():
        return clock_time(moment)
    return f"{short_date(moment.date())} {clock_time(moment)}"


def _joined(parts: list[str]) -> str:
    """Return one sentence of the parts that say something."""
    words = "; ".join(part for part in parts if part)
    return words[:1].upper() + words[1:]


def _is_behind(kept: Standing, exchange: SyncStatus | None) -> bool:
    """Say whether something waits, or the exchange has a trouble."""
    return not kept.all_sent or bool(kept.trouble or (exchange is not None and exchange.trouble))


def _waiting(kept: Standing, exchange: SyncStatus | None, *, lasting: bool = False) -> str:
    """Return what waits, since when, why, and when it is tried again (waiting does not help a lasting trouble)."""
    if kept.unsent:
        since = kept.oldest_unsent_at
        told = t("gaida {count} kopš {since}", count=changes(kept.unsent), since=when(since))
        told = told if since is not None else t("gaida {count}", count=changes(kept.unsent))
    elif kept.files_waiting:
        told = t("ieraksti nosūtīti, gaida {count}", count=_files(kept))
    elif kept.receipt_at is None:
        told = t("krātuve vēl nav apstiprinājusi saņemšanu")
    else:
        told = t("viss līdz {at} nosūtīts", at=when(kept.receipt_at))
    trouble = exchange.trouble if exchange is not None else ""
    if trouble:
        told = t("{what}: {why}", what=told, why=_clause(trouble))
        if exchange is not None and exchange.next_at is not None and not lasting:
            told = t("{what}; nākamais mēģinājums {at}", what=told, at=when(exchange.next_at))
    return "; ".join(part for part in (told, _also_in_a_copy(kept)) if part)


def _clause(sentence: str) -> str:
    """Return a whole sentence as the part of another."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _to_look_at(kept: Standing) -> list[str]:
    parts = []
    refused = kept.refused - kept.held
    if refused:
        parts.append(t("krātuve nepieņēma: {count}", count=changes(refused)))
    if kept.held:
        parts.append(t("šo datoru noslēdz, lēmumu gaida: {count}", count=changes(kept.held)))
    if kept.conflicts:
        parts.append(t("divas vērtības, jāizvēlas: {count}", count=number(kept.conflicts)))
    if kept.incidents:
        parts.append(t("notikumi, kas jāizlasa: {count}", count=number(kept.incidents)))
    return parts


def _what_waits(kept: Standing) -> str:
    if not kept.enrolled:
        return ""
    parts = []
    if kept.unsent:
        since = when(kept.oldest_unsent_at)
        words = t("{count}, vecākā no {since}", count=changes(kept.unsent), since=since)
        parts.append(words if since else changes(kept.unsent))
    if kept.files_waiting:
        parts.append(_files(kept))
    return ", ".join(parts) or t("nekas")


def _on_its_way(kept: Standing) -> str:
    return changes(kept.unsent) if kept.unsent or not kept.files_waiting else _files(kept)


def _files(kept: Standing) -> str:
    return counted(kept.files_waiting, t("datņu"), t("datne"), t("datnes"))


def _on_this_disk(kept: Standing) -> str:
    if kept.unsent and not kept.only_here:
        return t("centrālās krātuves nav; ir arī kopijā: {count}", count=changes(kept.unsent))
    return t("tikai šajā datorā: {count}", count=changes(kept.only_here))


def _also_in_a_copy(kept: Standing) -> str:
    """Say of what waits whether it lies on this disk alone, where copies are made."""
    if not kept.unsent or kept.copied_at is None:
        return ""
    if kept.only_here:
        return t("tikai šajā datorā: {count}", count=changes(kept.only_here))
    return t("ir arī kopijā")


def _late_copy(kept: Standing) -> str:
    if not kept.copies_late:
        return ""
    if kept.copied_at is None:
        return t("rezerves kopijas vēl nav")
    return t("rezerves kopija ir veca, no {at}", at=when(kept.copied_at))


def _copy(kept: Standing) -> str:
    if kept.copies_late:
        return _late_copy(kept)
    return when(kept.copied_at)


def _clock(kept: Standing) -> str:
    """Say that this computer's clock is off: what is entered now carries a wrong time."""
    off_ms = kept.clock_offset_ms
    if not kept.enrolled or abs(off_ms) < CLOCK_IS_OFF_MS:
        return ""
    by = duration(abs(off_ms) // 1000)
    return (
        t("datora pulkstenis atpaliek par {by}", by=by)
        if off_ms > 0
        else t("datora pulkstenis steidzas par {by}", by=by)
    )
