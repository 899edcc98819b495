"""This file is the place where one line of the catch-up grid is kept as typed, and read into a contact.

A line is typed after an outage from paper or memory: when, what, how, how it ended, how many. All of it stays as it
was typed until the line is saved, whether it can be read or not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import msgspec

from kacdesk.core import clock
from kacdesk.core.errors import Problem
from kacdesk.core.ids import new_id
from kacdesk.core.text import later, t
from kacdesk.spec.field import Choice, FieldSpec, Kind

IN_PERSON, PHONE = "IN_PERSON", "PHONE"
INFORMED = "INFORMED"

WAYS = (
    Choice(IN_PERSON, later("Klātienē")),
    Choice(PHONE, later("Tālrunis")),
    Choice("EMAIL", later("E-pasts")),
    Choice("E_ADDRESS", later("E-adrese")),
    Choice("POST", later("Pasts")),
    Choice("PORTAL", later("Portāls")),
    Choice("VIDEO", later("Video")),
    Choice("OTHER", later("Cits")),
)
"""How somebody came; a call becomes a phone consultation, everything else a visit of that channel."""


@dataclass(frozen=True, slots=True)
class _Done:
    """What a word of the grid means: the kind of a visit's line and the outcome; its letter and words on paper."""

    label: str
    kind: str
    outcome: str
    letter: str = ""
    written: str = ""


_DONE: Mapping[str, _Done] = {
    INFORMED: _Done(later("Informēts"), "INFORMATION", "SERVED", "", later("informēts")),
    "ACCEPTED": _Done(later("Pieteikums"), "APPLICATION", "ACCEPTED", "P", later("pieteikums pieņemts")),
    "REFERRED": _Done(
        later("Nosūtīts tālāk"), "REFERRAL", "REFERRED", "N", later("nosūtīts pie speciālista")
    ),
    "E_SERVICE": _Done(
        later("E-konsultācija"), "E_SERVICE_CONSULT", "SERVED", "E", later("e-pakalpojuma konsultācija")
    ),
    "ISSUED": _Done(later("Izsniegts"), "DOCUMENT_ISSUE", "SERVED", "D", later("dokuments izsniegts")),
    "REFUSED": _Done(later("Atteikts"), "APPLICATION", "REFUSED", "A", later("atteikts")),
}
DONE = tuple(Choice(code, each.label) for code, each in _DONE.items())
"""How a contact ended, one word for kind and outcome together, as on the paper sheet."""

LETTERS = tuple((each.letter, each.written) for each in _DONE.values())
"""The letters of the paper sheet and what they mean; the first, which is usual, has none."""

_MOST = 999
_CLOCK = re.compile(r"(?P<hour>[0-9]{1,2})(?:\s*[:.,\-]\s*(?P<minute>[0-9]{2}))?|(?P<joined>[0-9]{3,4})")

FIELDS: Mapping[str, FieldSpec] = {
    spec.name: spec
    for spec in (
        FieldSpec("day", later("Diena"), Kind.DAY, required=True),
        FieldSpec("time", later("Laiks"), Kind.TEXT, required=True, longest=10),
        FieldSpec("service", later("Pakalpojums"), Kind.REFERENCE, required=True, refers_to="service"),
        FieldSpec("way", later("Kā"), Kind.CHOICE, required=True, choices=WAYS, default=IN_PERSON),
        FieldSpec("done", later("Iznākums"), Kind.CHOICE, required=True, choices=DONE, default=INFORMED),
        FieldSpec(
            "count",
            later("Reizes"),
            Kind.INTEGER,
            required=True,
            least=1,
            most=_MOST,
            default=1,
            hint=later("Cik vienādu bija; pēc pakalpojuma var rakstīt arī ×2, kā uz lapas."),
        ),
        FieldSpec("note", later("Piezīmes"), Kind.TEXT, longest=1000, personal=True),
    )
}
"""The columns of the grid by name, the day above it included."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One contact as typed. `id` becomes the record's · `words` what the list of services does not have."""

    id: UUID = msgspec.field(default_factory=new_id)
    day: date
    time: str = ""
    service: UUID | None = None
    words: str = ""
    way: str = IN_PERSON
    done: str = INFORMED
    count: str = ""
    note: str = ""

    def changed(self, **fields: Any) -> "Line":
        """Return the line with some of its fields as they are now."""
        return msgspec.structs.replace(self, **fields)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was typed that a person would miss."""
        return not (self.time.strip() or self.service or self.words.strip() or self.note.strip())


@dataclass(frozen=True, slots=True)
class Contact:
    """What a line says: a record of a register with its lines, as `services.records` takes them."""

    register: str
    values: Mapping[str, Any]
    lines: Mapping[str, list[Mapping[str, Any]]] = field(default_factory=dict)


def read_clock(text: str) -> time | None:
    """Read a time of day: 9:15, 9.15, 915 and 0915 are the same, 9 is nine o'clock; None when it is none."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    joined = found["joined"]
    hour = int(joined[:-2]) if joined else int(found["hour"])
    minute = int(joined[-2:]) if joined else int(found["minute"] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def problem_of_day(day: date | None) -> Problem | None:
    """Say what is wrong with the day of a grid, None when it may be."""
    if day is None:
        return Problem("day", t("Norādiet dienu, piemēram, 13.11.2026."), "required")
    if day > clock.today_riga():
        return Problem("day", t("Diena ir nākotnē; pārbaudiet datumu."), "future")
    return None


def problem_of_time(line: Line) -> Problem | None:
    """Say what is wrong with the time of a line, None when nothing is."""
    at = read_clock(line.time)
    if not line.time.strip():
        return Problem("time", t("Ierakstiet laiku, piemēram, 9:15."), "required")
    if at is None:
        return Problem(
            "time", t("“{text}” nav laiks; rakstiet, piemēram, 9:15.", text=line.time.strip()), "unreadable"
        )
    if _moment(line.day, at) > clock.now_utc():
        return Problem("time", t("Laiks ir nākotnē; pārbaudiet dienu un laiku."), "future")
    return None


def problems_of(line: Line) -> list[Problem]:
    """Return everything that keeps a line from being a contact; the rules of the register come on top."""
    found = [each for each in (problem_of_day(line.day), problem_of_time(line)) if each is not None]
    if line.service is None and not line.words.strip():
        found.append(
            Problem("service", t("Izvēlieties pakalpojumu vai rakstiet saviem vārdiem."), "required")
        )
    elif line.service is None and line.words.strip().isdecimal():
        sentence = t("Koda {code} pakalpojumiem nav; pārbaudiet lapā.", code=line.words.strip()[:10])
        found.append(Problem("service", sentence, "reference"))
    elif line.service is None and not any(map(str.isalpha, line.words)):
        sentence = t(
            "“{text}” nav pakalpojums; izvēlieties to vai rakstiet vārdiem.", text=line.words.strip()[:10]
        )
        found.append(Problem("service", sentence, "reference"))
    count = _count(line)
    if count is None or not 1 <= count <= _MOST:
        found.append(Problem("count", t("Skaits ir no 1 līdz {most}.", most=_MOST), "range"))
    elif count > 1 and line.way == PHONE:
        found.append(Problem("count", t("Katru zvanu rakstiet savā rindā: zvanam skaita nav."), "range"))
    return found


def contact_of(line: Line) -> Contact:
    """Return the record that a line without problems becomes.

    Its times are marked as entered later, so that the figures tell how many such contacts there are. Nobody knows how
    long a visit took: its end is its start, which no timing counts.
    """
    at = read_clock(line.time)
    if at is None:
        raise ValueError("the line has problems")
    done = _DONE.get(line.done, _DONE[INFORMED])
    note = line.note.strip() or None
    times = {"started_at": _moment(line.day, at), "start_quality": "ENTERED_LATER"}
    if line.way == PHONE:
        call = {
            "service_id": line.service,
            "topic": line.words.strip() or None,
            "outcome": done.outcome,
            "note": note,
        }
        return Contact("phone_consultation", {**times, **call})
    referred = done.kind == "REFERRAL"
    service = {
        "service_id": line.service,
        "service_text": line.words.strip() or None,
        "kind": done.kind,
        "quantity": _count(line),
        "outcome": done.outcome,
        "referral_to": note if referred else None,
    }
    ended = {"ended_at": times["started_at"], "end_quality": "ENTERED_LATER"}
    visit = {**times, **ended, "channel": line.way, "note": None if referred else note}
    return Contact("visit", visit, {"visit_service": [service]})


COLUMN_OF = {
    "started_at": "time",
    "service_id": "service",
    "service_text": "service",
    "topic": "service",
    "institution_id": "service",
    "quantity": "count",
    "kind": "done",
    "outcome": "done",
    "channel": "way",
    "referral_to": "note",
    "note": "note",
}
"""Field of a record → the column of the grid in which a person sees it."""


def _count(line: Line) -> int | None:
    text = line.count.strip().removeprefix("×").removeprefix("x").strip() or "1"
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


def _moment(day: date, at: time) -> datetime:
    return clock.from_riga(datetime.combine(day, at))
