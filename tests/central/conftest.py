"""This file is the place where tests of the central store get a desk that is admitted."""

from kacdesk.central import admin
from kacdesk.central.database import Database
from kacdesk.central.devices import Desk
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from tests.helpers.sample_desk import SampleDesk


def enrolled(database: Database, point: str) -> tuple[SampleDesk, Desk]:
    """Admit a new desk to a point; return it as the desk and as the store sees it."""
    store = SqlStore(database, CATALOG)
    now_ms = clock.now_ms()
    with database.whole() as connection:
        ticket = admin.issue_ticket(connection, point, now_ms=now_ms)
    sample = SampleDesk(point)
    reply = store.enrol(sample.enrolment(ticket), now_ms=now_ms)
    sample.token, sample.series = reply.token, reply.series
    return sample, store.recognise(reply.token, now_ms=now_ms)
