"""Who may do what: every route, asked by everybody, for objects of their own, of others and of nobody.

The table says what must come; a cell that is missing, a route that is new and a caller that is new all fail.
"""

import json
from collections.abc import Callable, Mapping

import pytest
from sqlalchemy import func, select, update
from starlette.applications import Starlette

from kacdesk.central.database import Database
from kacdesk.central.devices import ACTIVE, DRAINING, LOST, READER, RENEW_MS, RETIRED, REVOKED
from kacdesk.central.http import Service, build_app
from kacdesk.central.replies import status_of
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import METADATA
from kacdesk.core import clock
from kacdesk.wire.messages import ProblemType as P
from kacdesk.wire.signing import new_private_key
from tests.central.conftest import enrolled
from tests.helpers.asgi import Reply, call
from tests.helpers.sample_desk import SampleDesk
from tests.security.asking import (
    ASKED,
    FOREIGN,
    OBJECTS,
    OWN,
    UNKNOWN,
    Asking,
    Scene,
    as_token_of,
    scene,
    send,
)

OK = "ok"
Caller = Callable[[Starlette, Scene, Asking], Reply]


def _aged(by_ms: int) -> Caller:
    def ask(app: Starlette, at: Scene, asking: Asking) -> Reply:
        _set(at, token_until_ms=clock.now_ms() - by_ms)
        return send(app, at.own, asking)

    return ask


def _standing(status: str) -> Caller:
    def ask(app: Starlette, at: Scene, asking: Asking) -> Reply:
        _set(at, status=status)
        return send(app, at.own, asking)

    return ask


def _set(at: Scene, **values: object) -> None:
    device = METADATA.tables["device"]
    with at.database.whole() as connection:
        connection.execute(update(device).where(device.c.id == at.own.device).values(**values))


def _no_token(app: Starlette, at: Scene, asking: Asking) -> Reply:
    return send(app, at.own, asking, drop="Authorization")


def _garbage(app: Starlette, at: Scene, asking: Asking) -> Reply:
    return send(
        app, SampleDesk("BALVI", device=at.own.device, private=at.own.private, token="' OR 1=1 --"), asking
    )


def _others_token(app: Starlette, at: Scene, asking: Asking) -> Reply:
    neighbour, _ = enrolled(at.database, "BALVI")
    return send(app, as_token_of(at.own, neighbour), asking)


def _other_points_token(app: Starlette, at: Scene, asking: Asking) -> Reply:
    return send(app, as_token_of(at.own, at.foreign), asking)


def _wrong_key(app: Starlette, at: Scene, asking: Asking) -> Reply:
    thief = SampleDesk("BALVI", device=at.own.device, token=at.own.token, private=new_private_key())
    return send(app, thief, asking)


def _forgotten(app: Starlette, at: Scene, asking: Asking) -> Reply:
    _set(at, token_hash=b"f" * 32)
    return send(app, at.own, asking)


def _forgotten_wrong_key(app: Starlette, at: Scene, asking: Asking) -> Reply:
    _set(at, token_hash=b"f" * 32)
    return _wrong_key(app, at, asking)


def _unsigned(app: Starlette, at: Scene, asking: Asking) -> Reply:
    return send(app, at.own, asking, drop="Kac-Sig")


def _replayed(app: Starlette, at: Scene, asking: Asking) -> Reply:
    headers = {**at.own.headers(asking.method, asking.path, asking.body), **(asking.headers or {})}
    call(app, asking.method, asking.path, headers=headers, body=asking.body)
    return call(app, asking.method, asking.path, headers=headers, body=asking.body)


CALLERS: Mapping[str, Caller] = {
    "active": _standing(ACTIVE),
    "reader": _standing(READER),
    "draining": _standing(DRAINING),
    "revoked": _standing(REVOKED),
    "lost": _standing(LOST),
    "retired": _standing(RETIRED),
    "no token": _no_token,
    "garbage token": _garbage,
    "expired": _aged(1000),
    "long expired": _aged(RENEW_MS + 1000),
    "forgotten token": _forgotten,
    "forgotten token, wrong key": _forgotten_wrong_key,
    "other desk's token": _others_token,
    "other point's token": _other_points_token,
    "wrong key": _wrong_key,
    "unsigned": _unsigned,
    "replayed": _replayed,
}

AT_THE_GATE: Mapping[str, str] = {
    "revoked": P.REVOKED,
    "lost": P.REVOKED,
    "retired": P.REVOKED,
    "no token": P.NO_TOKEN,
    "garbage token": P.UNKNOWN_TOKEN,
    "expired": P.TOKEN_EXPIRED,
    "long expired": P.TOKEN_EXPIRED,
    "forgotten token": P.UNKNOWN_TOKEN,
    "forgotten token, wrong key": P.UNKNOWN_TOKEN,
    "other desk's token": P.SIGNATURE,
    "other point's token": P.SIGNATURE,
    "wrong key": P.SIGNATURE,
    "unsigned": P.SIGNATURE,
    "replayed": P.REPLAY,
}
"""What every route of a desk answers to those who do not get past the gate, whatever they ask for."""


def _row(own: str, foreign: str, unknown: str) -> dict[str, str]:
    return {OWN: own, FOREIGN: foreign, UNKNOWN: unknown}


def _same(kind: str) -> dict[str, str]:
    return dict.fromkeys(OBJECTS, kind)


def _desk_route(
    active: Mapping[str, str],
    *,
    reader: Mapping[str, str],
    draining: Mapping[str, str],
    **more: Mapping[str, str],
) -> dict[str, Mapping[str, str]]:
    gate = {caller: _same(kind) for caller, kind in AT_THE_GATE.items()}
    named = {name.replace("_", " "): row for name, row in more.items()}
    return gate | {"active": active, "reader": reader, "draining": draining} | named


_SCOPES = _row(OK, P.DENIED, P.DENIED)
_READ = _desk_route(_SCOPES, reader=_SCOPES, draining=_same(P.DENIED))
_FILES = _row(OK, P.NOT_FOUND, P.NOT_FOUND)
_CODES = _row(OK, P.TICKET, P.TICKET)
_KNOWN = {
    **dict.fromkeys(("revoked", "lost", "retired"), _same(P.TICKET)),
    "expired": _CODES,
    "long expired": _CODES,
}

TABLE: Mapping[tuple[str, str], Mapping[str, Mapping[str, str]]] = {
    ("POST", "/v1/enrol"): {
        **dict.fromkeys(CALLERS, _CODES),
        **dict.fromkeys(("reader", "draining"), _same(P.TICKET)),
        **_KNOWN,
        "wrong key": _same(P.SIGNATURE),
        "forgotten token, wrong key": _same(P.SIGNATURE),
        "unsigned": _same(P.SIGNATURE),
        "replayed": _same(P.REPLAY),
    },
    ("POST", "/v1/hello"): _desk_route(
        _SCOPES, reader=_SCOPES, draining=_SCOPES, expired=_SCOPES, forgotten_token=_SCOPES
    ),
    ("POST", "/v1/push"): _desk_route(_SCOPES, reader=_same(P.DENIED), draining=_SCOPES),
    ("GET", "/v1/pull"): _READ,
    ("GET", "/v1/seed"): _READ,
    ("POST", "/v1/compare"): _READ,
    ("HEAD", "/v1/blob/{sha}"): _desk_route(_FILES, reader=_FILES, draining=_FILES),
    ("GET", "/v1/blob/{sha}"): _desk_route(_FILES, reader=_FILES, draining=_same(P.DENIED)),
    ("PUT", "/v1/blob/{sha}/{at}"): _desk_route(_same(OK), reader=_same(P.DENIED), draining=_same(OK)),
    ("GET", "/healthz"): dict.fromkeys(CALLERS, _same(OK)),
    ("GET", "/readyz"): dict.fromkeys(CALLERS, _same(OK)),
    ("GET", "/openapi.json"): dict.fromkeys(CALLERS, _same(OK)),
}
"""Route → caller → object → what comes."""


@pytest.mark.parametrize("url", ["embedded"], indirect=True)
def test_every_route_caller_and_object_has_its_cell(store: SqlStore) -> None:
    routes = {(endpoint.method, endpoint.path) for endpoint in Service(store).endpoints}
    assert routes == TABLE.keys() == ASKED.keys()
    for row in TABLE.values():
        assert row.keys() == CALLERS.keys()
        assert all(cells.keys() == set(OBJECTS) for cells in row.values())


def _told(reply: Reply) -> str:
    if reply.status == 200:
        return OK
    return str(json.loads(reply.body)["type"])


def _counts(database: Database) -> dict[str, int]:
    with database.whole() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in METADATA.sorted_tables
        }


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("route", TABLE, ids=lambda route: f"{route[0]} {route[1]}")
@pytest.mark.parametrize("url", ["embedded"], indirect=True)
def test_the_cells_of_a_row_hold(
    database: Database, store: SqlStore, route: tuple[str, str], caller: str
) -> None:
    at, app = scene(database), build_app(store)
    for whose in OBJECTS:
        asking = ASKED[route](at, at.own, whose)
        before = _counts(database) if caller != "replayed" else {}
        reply = CALLERS[caller](app, at, asking)
        expected = TABLE[route][caller][whose]
        if asking.method == "HEAD" and expected != OK:
            assert (caller, whose, reply.status) == (caller, whose, status_of(expected))
        else:
            assert (caller, whose, _told(reply)) == (caller, whose, expected)
        if expected != OK and before and "token" not in caller:
            assert _counts(database) == before


@pytest.mark.parametrize("route", TABLE, ids=lambda route: f"{route[0]} {route[1]}")
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_the_objects_of_an_admitted_desk_are_its_own_on_postgresql_too(
    database: Database, store: SqlStore, route: tuple[str, str]
) -> None:
    at, app = scene(database), build_app(store)
    for desk in (at.own, at.foreign):
        for whose in OBJECTS:
            if route == ("POST", "/v1/enrol") and desk is at.foreign:
                continue
            reply = send(app, desk, _asked(at, route, desk, whose))
            expected = TABLE[route]["active"][whose]
            assert (whose, reply.status) == (whose, 200 if expected == OK else status_of(expected))


def _asked(at: Scene, route: tuple[str, str], desk: SampleDesk, whose: str) -> Asking:
    mirrored = Scene(
        at.database,
        at.own,
        at.own if desk is at.foreign else at.foreign,
        at.epoch,
        at.own_file,
        at.foreign_file,
    )
    return ASKED[route](mirrored, desk, whose)
