"""This file is the place where the doctor looks at the clock, at what waits to be sent, and at the copies."""

from datetime import datetime, timedelta

from kacdesk.care.finding import Told, attention, bad, failed, good
from kacdesk.care.ground import Ground
from kacdesk.care.line import Reached
from kacdesk.core.errors import DeskError, ExitCode
from kacdesk.core.latvian import short_moment
from kacdesk.core.text import t
from kacdesk.services.overview import Overview, overview
from kacdesk.store.copies import doubts, home_of, read_copies
from kacdesk.store.obeyed import obeyed_by
from kacdesk.store.session import Store
from kacdesk.sync.sentences import LASTING, as_error
from kacdesk.sync.trust import EARLIEST_NOW

CLOCK_OFF = timedelta(minutes=2)
"""A term may be missed by minutes, and people notice a clock that is wrong by this much."""

CLOCK_WRONG = timedelta(hours=1)
UNSENT_LONG = timedelta(days=3)
"""A weekend without a line is nothing to look at."""


def clock(ground: Ground) -> Told:
    """Is the computer's clock right: not before this version was made, and as the central store's?"""
    now = ground.borders.now()
    remedy = t("Iestatiet datora datumu, pulksteni un laika joslu.")
    if now < EARLIEST_NOW:
        return bad(
            t("Datora pulkstenis rāda {at}; tad šīs programmas vēl nebija.", at=short_moment(now)),
            remedy,
            "before-program",
            ExitCode.REFUSED,
        )
    off = _offset(ground)
    if off is None:
        return good(short_moment(now), "not-compared")
    minutes = round(abs(off).total_seconds() / 60)
    words = t("Datora pulkstenis no centrālās krātuves atšķiras par {count} min.", count=minutes)
    if abs(off) >= CLOCK_WRONG:
        return bad(words, remedy, "wrong", ExitCode.REFUSED)
    if abs(off) >= CLOCK_OFF:
        return attention(words, remedy, "off")
    return good(t("{at}, kā centrālajai krātuvei", at=short_moment(now)))


def _offset(ground: Ground) -> timedelta | None:
    """Return how far the central store's clock is ahead: as it says now, else as it said last."""
    reached = ground.held_back(Reached)
    if reached is not None and reached.offset_s is not None:
        return timedelta(seconds=reached.offset_s)
    told = _overview(ground)
    if told is None or told.contacted_at is None:
        return None
    return timedelta(milliseconds=told.clock_offset_ms)


def sync(ground: Ground) -> Told:
    """Did the last cycle of the exchange go well?"""
    told = _required(ground)
    if not told.trouble:
        return good(t("pēdējā apmaiņa {at}", at=_moment(told.contacted_at)))
    error = as_error(told.trouble)
    detail = told.trouble.rpartition(":")[2]
    if told.trouble in LASTING:
        return bad(error.what, error.remedy, detail, error.exit_code)
    return attention(error.what, error.remedy, detail)


def unsent(ground: Ground) -> Told:
    """Has everything been sent within a few days?"""
    told = _required(ground)
    words = t("nenosūtītas izmaiņas: {count}", count=told.unsent)
    oldest = told.oldest_unsent_at
    if not told.enrolled or oldest is None or ground.borders.now() - oldest < UNSENT_LONG:
        return good(words)
    return attention(
        t("Kopš {at} nav nosūtītas izmaiņas ({count}).", at=short_moment(oldest), count=told.unsent),
        t("Pieslēdziet tīklu vai aiznesiet sūtījumu datnē: “kacdesk sync --to-file DATNE”."),
        "long",
    )


def waiting(ground: Ground) -> Told:
    """Is there nothing that a person must decide: refused changes, conflicts, incidents?"""
    told = _required(ground)
    if not told.to_look_at:
        return good(t("nekas negaida"))
    return attention(
        t(
            "Jāapskata: nepieņemtas {refused}, pretrunas {conflicts}, notikumi {incidents}.",
            refused=told.refused,
            conflicts=told.conflicts,
            incidents=told.incidents,
        ),
        t("Atveriet tos logā no apmaiņas zīmes vai ar “kacdesk attention”."),
        "open",
    )


def copies(ground: Ground) -> Told:
    """Are encrypted copies made in another place, and lately?"""
    store = ground.store
    if isinstance(store, DeskError):
        return failed(store)
    state, sample = read_copies(store), _required(ground).sample
    if state.folder is None:
        if sample:
            return good(t("paraugam kopijas nav vajadzīgas"))
        if obeyed_by(store).copies_folder is not None:
            return attention(
                t("Kopiju mapi ir noteicis IT, bet neviena kopija vēl nav izveidota."),
                t("Atveriet kacdesk logu vai palaidiet “kacdesk copies now”."),
                "none",
            )
        return attention(
            t("Kopijas netiek veidotas: ja disks sabojājas, zūd viss, kas nav nosūtīts."),
            t("Norādiet mapi otrā diskā vai datu nesējā: “kacdesk copies set MAPE”."),
            "none",
        )
    now = ground.borders.now()
    if state.late(now):
        return bad(
            t("Sen nav izveidota kopija; pēdējā: {at}.", at=_moment(state.copied_at)),
            t("Pievienojiet kopiju datu nesēju un palaidiet “kacdesk copies now”."),
            "late",
            ExitCode.UNAVAILABLE,
        )
    return _medium(store, state.copied_at)


def _medium(store: Store, copied_at: datetime | None) -> Told:
    """Look at the place itself."""
    try:
        found = doubts(store, home_of(store).parent)
    except DeskError as error:
        by_it = obeyed_by(store).copies_folder is not None
        return attention(error.what, _plug_in(store) if by_it else error.remedy, "away")
    except OSError:
        return attention(
            t("Kopiju vieta nav pieejama."),
            _plug_in(store),
            "away",
        )
    if found:
        return attention(found[0], _elsewhere(store), "poor-place")
    return good(t("pēdējā {at}", at=_moment(copied_at)))


def _plug_in(store: Store) -> str:
    return f"{t('Pievienojiet kopiju datu nesēju.')} {_elsewhere(store)}"


def _elsewhere(store: Store) -> str:
    """Return how copies get another place."""
    if obeyed_by(store).copies_folder is not None:
        return t("Lūdziet IT noteikt citu kopiju mapi.")
    return t("Norādiet citu vietu: “kacdesk copies set MAPE”.")


def _moment(at: datetime | None) -> str:
    return short_moment(at) if at is not None else t("vēl nav")


def _overview(ground: Ground) -> Overview | None:
    if not ground.has_data or isinstance(ground.store, DeskError):
        return None
    return _required(ground)


def _required(ground: Ground) -> Overview:
    """Return how the desk stands; the failure to open it where it does not open."""
    store = ground.store
    if isinstance(store, DeskError):
        raise store
    return ground.kept(Overview, lambda: overview(store))
