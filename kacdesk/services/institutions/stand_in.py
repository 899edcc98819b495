"""This file is the place where rule 20.8/20.9 meets what is saved: it refuses, or writes why the centre stood in.

A record that is entered afterwards, from paper or a spreadsheet, tells what has happened and is not refused; where the
official was present, the program notes that no reason was given.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from kacdesk.core.errors import Problem
from kacdesk.core.latvian import clock_time
from kacdesk.core.phones import shown_phone
from kacdesk.core.text import t
from kacdesk.core.timetable import Here
from kacdesk.services.context import Context
from kacdesk.services.institutions.availability import Answer, Verdict, availability
from kacdesk.services.references import current_references
from kacdesk.spec.register import Values

OVERRIDE = "OVERRIDE"
REFER = "refer"
"""The code of the problem: who takes in what was registered before does not ask for it."""

_LATER = "ENTERED_LATER"
_NOTHING_GIVEN = frozenset({"REFERRED", "REFUSED"})
"""Outcomes with which the centre gave nothing in the institution's place."""

_CALL_NOT_GIVEN = frozenset({"MISSED", "TRANSFERRED"})


def judge_visit_line(context: Context, visit: Values, line: Values) -> Iterable[Problem]:
    """Refuse a basket service while the institution's official is here, unless a reason is given (S001 20.8, 20.9)."""
    if visit.get("start_quality") == _LATER or line.get("stand_in") == OVERRIDE:
        return
    yield from _referred(context, _of_line(context, visit, line))


def follow_visit_line(context: Context, visit: Values, line: Values) -> Mapping[str, Any]:
    """Fill why the centre stood in for the institution, where nobody said so."""
    return _reason(line, _of_line(context, visit, line), entered_later=visit.get("start_quality") == _LATER)


def judge_call(context: Context, call: Values) -> Iterable[Problem]:
    """Refuse to inform by phone of what the institution's official, who is here, informs of (S001 20.9)."""
    if call.get("start_quality") == _LATER or call.get("stand_in") == OVERRIDE:
        return
    yield from _referred(context, _of_call(context, call))


def follow_call(context: Context, call: Values, new: bool) -> Mapping[str, Any]:
    """Fill why the centre stood in for the institution on the phone, where nobody said so."""
    if not new:
        return {}
    return _reason(call, _of_call(context, call), entered_later=call.get("start_quality") == _LATER)


def _of_line(context: Context, visit: Values, line: Values) -> Answer | None:
    if line.get("outcome") in _NOTHING_GIVEN:
        return None
    return _asked(context, line.get("service_id"), str(line.get("kind")), visit.get("started_at"))


def _of_call(context: Context, call: Values) -> Answer | None:
    if call.get("call_state") in _CALL_NOT_GIVEN or call.get("outcome") in _NOTHING_GIVEN:
        return None
    kind = "E_SERVICE_CONSULT" if call.get("helpline") else "INFORMATION"
    return _asked(context, call.get("service_id"), kind, call.get("started_at"))


def _asked(context: Context, service: object, kind: str, at: object) -> Answer | None:
    if not isinstance(service, UUID) or not isinstance(at, datetime):
        return None
    return availability(context, service, kind, at)


def _reason(values: Values, answer: Answer | None, *, entered_later: bool) -> Mapping[str, Any]:
    if answer is None or values.get("stand_in") is not None:
        return {}
    if answer.verdict is Verdict.OK:
        return {"stand_in": answer.reason} if answer.reason is not None else {}
    if not entered_later:
        return {}
    return {"stand_in": OVERRIDE, "stand_in_note": t("Ierakstīts vēlāk; iemesls nav norādīts.")}


def _referred(context: Context, answer: Answer | None) -> Iterable[Problem]:
    if answer is None or answer.verdict is Verdict.OK:
        return
    official = answer.officials[0]
    institution = current_references(context.store).name("institution", official.institution)
    told = t(
        "{institution} darbinieks šobrīd ir centrā: {who}. Nosūtiet klientu pie viņa.",
        institution=institution,
        who=who(official),
    )
    way_out = t("Ja tomēr pieņemat, aizvietošanas iemeslā izvēlieties “Cits iemesls” un paskaidrojiet.")
    yield Problem("service_id", f"{told} {way_out}", REFER)


def present_for(context: Context, visit: Values, line: Values) -> str:
    """Return who of the institution is here to send a customer of a line to, '' when nobody is."""
    answer = _asked(context, line.get("service_id"), "INFORMATION", visit.get("started_at"))
    return who(answer.officials[0]) if answer is not None and answer.officials else ""


def who(official: Here) -> str:
    """Return who receives, with post, room, until when and phone, as far as they are known."""
    person = official.person
    name = ", ".join(part for part in (person.name, person.post) if part) or t("vārds nav norādīts")
    until = t("līdz plkst. {time}", time=clock_time(official.ends))
    phone = t("tālr. {phone}", phone=shown_phone(person.phone)) if person.phone else ""
    return ", ".join(part for part in (name, official.room, until, phone) if part)
