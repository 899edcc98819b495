"""This file is the place where the requests of every route are built, for objects of one's own, foreign and unknown."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from starlette.applications import Starlette

from kacdesk.central import admin
from kacdesk.central.database import Database
from kacdesk.central.epoch import current_epoch
from kacdesk.central.files import Chunk, Files
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from kacdesk.core.ids import new_id
from kacdesk.models.catalog import CATALOG
from kacdesk.wire.blobs import SIZE_HEADER
from kacdesk.wire.messages import CompareRequest, encode
from tests.central.conftest import enrolled
from tests.helpers.asgi import Reply, call
from tests.helpers.sample_desk import SampleDesk, staff_values

OWN, FOREIGN, UNKNOWN = "own", "foreign", "unknown"
OBJECTS = (OWN, FOREIGN, UNKNOWN)


@dataclass(frozen=True)
class Asking:
    """A request that is not signed yet."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Scene:
    """Two points with a desk and a stored file each; the requests are those of `own`, the desk in BALVI."""

    database: Database
    own: SampleDesk
    foreign: SampleDesk
    epoch: UUID
    own_file: str
    foreign_file: str

    def ticket(self) -> str:
        """Return a new enrolment code of the own point."""
        with self.database.whole() as connection:
            return admin.issue_ticket(connection, "BALVI", now_ms=clock.now_ms())

    def used_ticket(self) -> str:
        """Return a code that the foreign desk has used up."""
        ticket = self.ticket()
        other = SampleDesk("BALVI")
        store_enrol(self.database, other, ticket)
        return ticket


def scene(database: Database) -> Scene:
    """Set the scene in an empty store."""
    own, own_desk = enrolled(database, "BALVI")
    foreign, foreign_desk = enrolled(database, "VILAKA")
    own.ins("staff", staff_values())
    files, names = Files(database), []
    for desk, content in ((own_desk, b"%PDF own"), (foreign_desk, b"%PDF foreign")):
        sha = hashlib.sha256(content).digest()
        files.put(desk, Chunk(sha, 0, len(content), content), now_ms=clock.now_ms())
        names.append(sha.hex())
    with database.whole() as connection:
        epoch = current_epoch(connection)
    return Scene(database, own, foreign, epoch, names[0], names[1])


def store_enrol(database: Database, sample: SampleDesk, ticket: str) -> None:
    """Admit a desk by a code without HTTP."""
    from_store = SqlStore(database, CATALOG)
    sample.token = from_store.enrol(sample.enrolment(ticket), now_ms=clock.now_ms()).token


def _enrol(at: Scene, desk: SampleDesk, whose: str) -> Asking:
    ticket = "A" * 26
    if whose != UNKNOWN:
        ticket = at.ticket() if whose == OWN else at.used_ticket()
    return Asking("POST", "/v1/enrol", encode(desk.enrolment(ticket)))


def _hello(at: Scene, desk: SampleDesk, whose: str) -> Asking:
    device = {OWN: desk.device, FOREIGN: at.foreign.device, UNKNOWN: new_id()}[whose]
    hello = desk.hello()
    hello.device = device.hex
    return Asking("POST", "/v1/hello", encode(hello))


def _push(at: Scene, desk: SampleDesk, whose: str) -> Asking:
    device = {OWN: desk.device, FOREIGN: at.foreign.device, UNKNOWN: new_id()}[whose]
    return Asking("POST", "/v1/push", desk.push_body(lie={"device": device.hex}))


def _scope(at: Scene, desk: SampleDesk, whose: str) -> str:
    other = "VILAKA" if desk.point == "BALVI" else "BALVI"
    return {OWN: f"p:{desk.point}", FOREIGN: f"p:{other}", UNKNOWN: "p:NOWHERE"}[whose]


def _pull(at: Scene, desk: SampleDesk, whose: str) -> Asking:
    return Asking("GET", f"/v1/pull?scope={_scope(at, desk, whose)}&after=0&epoch={at.epoch.hex}")


def _seed(at: Scene, desk: SampleDesk, whose: str) -> Asking:
    return Asking("GET", f"/v1/seed?scope={_scope(at, desk, whose)}&before=-")


def _compare(at: Scene, desk: SampleDesk, whose: str) -> Asking:
    return Asking(
        "POST", "/v1/compare", encode(CompareRequest(scope=_scope(at, desk, whose), cur=0, sums={}))
    )


def _file(at: Scene, desk: SampleDesk, whose: str) -> str:
    own, foreign = at.own_file, at.foreign_file
    if desk.point != "BALVI":
        own, foreign = foreign, own
    return {OWN: own, FOREIGN: foreign, UNKNOWN: "0" * 64}[whose]


def _head_file(at: Scene, desk: SampleDesk, whose: str) -> Asking:
    return Asking("HEAD", f"/v1/blob/{_file(at, desk, whose)}")


def _get_file(at: Scene, desk: SampleDesk, whose: str) -> Asking:
    return Asking("GET", f"/v1/blob/{_file(at, desk, whose)}")


def _put_file(at: Scene, desk: SampleDesk, whose: str) -> Asking:
    content = {OWN: b"new", FOREIGN: b"%PDF foreign", UNKNOWN: b"never seen"}[whose]
    path = f"/v1/blob/{hashlib.sha256(content).hexdigest()}/0"
    return Asking("PUT", path, content, {SIZE_HEADER: str(len(content))})


def _plain(path: str) -> Callable[[Scene, SampleDesk, str], Asking]:
    return lambda at, desk, whose: Asking("GET", path)


ASKED: Mapping[tuple[str, str], Callable[[Scene, SampleDesk, str], Asking]] = {
    ("POST", "/v1/enrol"): _enrol,
    ("POST", "/v1/hello"): _hello,
    ("POST", "/v1/push"): _push,
    ("GET", "/v1/pull"): _pull,
    ("GET", "/v1/seed"): _seed,
    ("POST", "/v1/compare"): _compare,
    ("HEAD", "/v1/blob/{sha}"): _head_file,
    ("GET", "/v1/blob/{sha}"): _get_file,
    ("PUT", "/v1/blob/{sha}/{at}"): _put_file,
    ("GET", "/healthz"): _plain("/healthz"),
    ("GET", "/readyz"): _plain("/readyz"),
    ("GET", "/openapi.json"): _plain("/openapi.json"),
}
"""How each route is asked. A new route needs its line here and in the table of test_matrix.py."""


def send(app: Starlette, desk: SampleDesk, asking: Asking, *, drop: str = "") -> Reply:
    """Sign a request as a desk and send it; `drop` names a header that is left out."""
    headers = {**desk.headers(asking.method, asking.path, asking.body), **(asking.headers or {})}
    if drop:
        headers.pop(drop)
    return call(app, asking.method, asking.path, headers=headers, body=asking.body)


def as_token_of(desk: SampleDesk, other: SampleDesk) -> SampleDesk:
    """Return a desk that has got hold of another desk's token, but not of its key."""
    return replace(desk, token=other.token)
