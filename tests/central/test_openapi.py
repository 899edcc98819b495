"""The description of the routes: complete, well formed, and the one that is kept in docs/openapi.json."""

import json
import os
from typing import Any

import jsonschema_rs
import pytest
from starlette.applications import Starlette

from kacdesk.central.http import Service, build_app
from kacdesk.central.openapi import DESCRIBED, document
from kacdesk.central.replies import status_of
from kacdesk.central.store import SqlStore
from kacdesk.wire.messages import CompareRequest, Hello, ProblemType, encode
from tests.helpers.asgi import call
from tests.helpers.sample_desk import SampleDesk
from tests.helpers.server_process import ROOT

KEPT = ROOT / "docs" / "openapi.json"
PROBLEMS = {value for name, value in vars(ProblemType).items() if name.isupper()}


@pytest.mark.parametrize("url", ["embedded"], indirect=True)
def test_the_description_that_is_kept_is_the_one_that_is_served(store: SqlStore) -> None:
    if os.environ.get("KAC_WRITE_OPENAPI"):
        KEPT.write_bytes(document())
    served = call(build_app(store), "GET", "/openapi.json", headers={})
    assert served.body == KEPT.read_bytes(), (
        "write it anew: KAC_WRITE_OPENAPI=1 pytest tests/central/test_openapi.py"
    )


@pytest.mark.parametrize("url", ["embedded"], indirect=True)
def test_every_route_is_described_and_every_description_is_of_a_route(store: SqlStore) -> None:
    routes = {(endpoint.method, endpoint.path) for endpoint in Service(store).endpoints}
    assert routes == DESCRIBED.keys()


def test_every_problem_is_told_of_some_route_and_has_a_status() -> None:
    told = {kind for described in DESCRIBED.values() for kind in described.problems}
    assert PROBLEMS - told == {ProblemType.METHOD}
    assert all(400 <= status_of(kind) < 600 for kind in PROBLEMS)


def _references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(_references(value) for value in part.values()))
    return set().union(*(_references(value) for value in part)) if isinstance(part, list) else set()


def test_every_reference_leads_somewhere_and_every_schema_is_one() -> None:
    told = json.loads(document())
    schemas = told["components"]["schemas"]
    assert {ref.rpartition("/")[2] for ref in _references(told)} <= schemas.keys()
    for schema in schemas.values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})


def test_what_a_desk_sends_fits_the_schema_of_its_route() -> None:
    told = json.loads(document())
    for message in (
        SampleDesk("BALVI").hello(scrubbed=7),
        CompareRequest(scope="p:BALVI", cur=1, sums={"2026-09": (2, "0" * 16)}),
    ):
        schema = {"$ref": f"#/components/schemas/{type(message).__name__}", "components": told["components"]}
        jsonschema_rs.validate(schema, json.loads(encode(message)))
    broken = json.loads(encode(SampleDesk("BALVI").hello())) | {"app": "a\nb"}
    schema = {"$ref": "#/components/schemas/Hello", "components": told["components"]}
    assert not jsonschema_rs.is_valid(schema, broken)
    assert Hello.__name__ in told["components"]["schemas"]


@pytest.mark.parametrize("url", ["embedded"], indirect=True)
def test_a_method_that_a_path_does_not_know_is_told_which_it_does(store: SqlStore) -> None:
    app: Starlette = build_app(store)
    for method, path, allowed in (
        ("DELETE", "/v1/push", {"POST"}),
        ("HEAD", "/v1/pull", {"GET"}),
        ("POST", "/v1/blob/" + "0" * 64, {"GET", "HEAD"}),
    ):
        reply = call(app, method, path, headers={})
        assert reply.status == 405
        assert set(reply.headers["allow"].split(", ")) == allowed
