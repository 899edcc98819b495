"""This file is the place where the proof of updates has its made-up records, papers and half-typed forms."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.ids import new_id
from kacdesk.services.counter.draft_body import Draft, body_of
from kacdesk.store import tables
from kacdesk.vault.encrypted import open_engine

Records = dict[str, list[dict[str, Any]]]
_FIRST = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
_VISITS, _CALLS, _PAPERS = 240, 80, 60


def made_up() -> Records:
    """Return some hundred records of a point, as `kacdesk add REGISTER --json -` takes them."""
    return {
        "visit": [
            {
                "started_at": _moment(place),
                "customer_name": f"Paraugs Izdomātais {place}",
                "note": "ķēžu žodziņš, šļūtene, ņukši, ģērbtuve",
                "visit_service": [
                    {"institution_id": "vsaa", "kind": "APPLICATION", "quantity": 1 + place % 3}
                ],
            }
            for place in range(_VISITS)
        ],
        "phone_consultation": [
            {
                "started_at": _moment(place),
                "duration_s": "3 min",
                "call_state": "ANSWERED",
                "helpline": True,
                "institution_id": "VSAA",
                "topic": f"Jautājums {place}",
                "outcome": "SERVED",
            }
            for place in range(_CALLS)
        ],
        "received_document": [
            {
                "received_at": _moment(place),
                "kind": "SUBMISSION",
                "title": f"Izdomāts iesniegums {place}",
                "submitter_kind": "NATURAL",
                "submitter_name": "Jānis Piemērs",
                "addressee_id": "VZD",
                "form": "PAPER",
                "pages": 3,
                "custody": "AT_CENTRE",
            }
            for place in range(_PAPERS)
        ],
    }


def _moment(place: int) -> str:
    return f"{_FIRST + timedelta(minutes=17 * place):%Y-%m-%dT%H:%M}"


def keep_drafts(data: Path, key: bytes, count: int) -> None:
    """Leave so many half-typed visits behind, as a program that was killed does."""
    engine = open_engine(data / "desk.db", key)
    with engine.connect() as connection, connection.begin():
        actor = connection.execute(select(tables.draft.metadata.tables["draft"].c.actor)).scalar()
        actor = actor or new_id()
        now = clock.now_utc()
        for place in range(count):
            draft = Draft(new_id(), "visit", now, now, {"customer_name": f"Paraugs pusē {place}"})
            connection.execute(
                tables.draft.insert(),
                {"id": draft.id, "reg": "visit", "actor": actor, "begun_at": now, "kept_at": now}
                | {"body": body_of(draft)},
            )
    engine.dispose()
