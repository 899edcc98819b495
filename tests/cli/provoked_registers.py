"""This file is the place where the refusals of the registers of the regulations are provoked: rules, steps, papers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from kacdesk.services import record_papers, records, steps
from kacdesk.services.context import Context
from kacdesk.services.local import pvs_export
from kacdesk.services.people.accounts import person_called
from tests.cli.provoked import Bench, Situation
from tests.helpers import desk
from tests.helpers.desk import CLERK

NOWHERE = "01a1ff99-7412-7000-b838-711c9e53ed1d"


def _asked(*words: str) -> Any:
    """Return a command on a fresh desk."""

    def command(bench: Bench) -> Sequence[str]:
        return ["--data", bench.desk(), *words]

    return command


def _drawn(*words: str) -> Any:
    """Return a command on a fresh desk that writes a file."""

    def command(bench: Bench) -> Sequence[str]:
        return ["--data", bench.desk(), *words, "--out", str(bench.folder / "out.pdf")]

    return command


def _delegated(context: Context, **given: Any) -> Any:
    """Save an application in another person's name, for the first service that allows it."""
    services = context.catalog.table("service")
    with context.store.read() as connection:
        allowed = connection.scalars(select(services.c.id).where(services.c.delegation_supported)).first()
    values = {
        "person_name": "Anna Paraudziņa",
        "identity_document": "PASSPORT",
        "document_valid_until": date(2030, 1, 1),
        "identity_checked_at": desk.call()["started_at"],
        "service_id": allowed,
    }
    return records.save(context, "delegated_application", values | given)


def _not_for_others(_bench: Bench, context: Context) -> object:
    services = context.catalog.table("service")
    with context.store.read() as connection:
        refused = connection.scalars(
            select(services.c.id).where(services.c.delegation_supported.is_not(True))
        ).first()
    return _delegated(context, service_id=refused)


def _too_early(_bench: Bench, context: Context) -> object:
    return _delegated(context, destroyed_on=date(2026, 1, 5), destruction_act="1")


def _step_twice(_bench: Bench, context: Context) -> object:
    record = records.save(context, "received_document", desk.document()).id
    steps.take(context, "received_document", record, "returned")
    return steps.take(context, "received_document", record, "returned")


def _paper_of_none(_bench: Bench, context: Context) -> object:
    record = records.save(context, "received_document", desk.document()).id
    return record_papers.paper(context, "received_document", record, "reply")


def _backwards(bench: Bench, context: Context) -> object:
    first, last = date(2026, 11, 20), date(2026, 11, 1)
    return pvs_export.export(context, first=first, last=last, out=bench.folder / "pvs.csv")


def _by_a_clerk(_bench: Bench, context: Context) -> object:
    clerk = Context(context.store, person_called(context.store, CLERK))
    rule = {"register": "visit", "keep_count": 1, "valid_from": date(2027, 1, 1)}
    return records.save(clerk, "retention_rule", rule)


SITUATIONS = (
    Situation(
        "E-service not for others",
        "This e-service cannot be applied for in another person's name; help the person to apply.",
        action=_not_for_others,
        said="register an e-service for another person that has no delegation",
    ),
    Situation(
        "Attestation destroyed early",
        "The attestation is still kept: the e-service is not completed.",
        action=_too_early,
        said="note an attestation as destroyed before its time",
    ),
    Situation(
        "Step taken already",
        "This cannot be done with the record now; somebody may have done it before.",
        action=_step_twice,
        said="give back a paper that was given back",
    ),
    Situation(
        "No such paper",
        "This record has no such paper.",
        action=_paper_of_none,
        said="print the reply to a received document",
    ),
    Situation("Step of no record", "There is no such record.", _asked("step", "visit", NOWHERE, "copied")),
    Situation(
        "No such printout", "There is no printout of that name; choose one of these.", _drawn("notice", "foo")
    ),
    Situation(
        "No such edition",
        "There is no such edition of the catalogue here.",
        _asked("edition", "--of", "1999"),
    ),
    Situation(
        "Not in the PVS list",
        "The list knows no such record; take it from `kacdesk pvs`.",
        _asked("pvs", "done", "7"),
    ),
    Situation(
        "PVS days backwards",
        "The period ends before it begins.",
        action=_backwards,
        said="hand over registrations of days that end before they begin",
    ),
    Situation(
        "No such rule of keeping",
        "There is no such rule in force; `kacdesk retention due` shows them.",
        _asked("retention", "run", "7"),
    ),
    Situation(
        "Rules are the supervisor's",
        "Only a supervisor changes this register.",
        action=_by_a_clerk,
        said="a clerk changes a rule of keeping",
    ),
    Situation(
        "Nobody to look for",
        "Say whom to look for: a code or a name.",
        _asked("person", "--purpose", "pārbaude", "--ground", "1"),
    ),
    Situation(
        "Looking without a ground",
        "Personal data are looked for only with a purpose and a ground.",
        _asked("person", "--code", "320000-00000", "--purpose", "", "--ground", "1"),
    ),
)
