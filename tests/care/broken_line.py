"""This file is the place where the way to the central store is broken at each of its stages, over real sockets."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from kacdesk.care.finding import State
from kacdesk.core import clock
from tests.helpers.authority import Authority
from tests.helpers.rough_line import ConnectProxy, listening
from tests.helpers.thread_server import served

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """The address that the doctor is asked about, and the file with whom to trust."""

    central: str
    authority: Path


@dataclass(frozen=True)
class Site:
    """What a way is laid with."""

    folder: Path
    authority: Authority
    stranger: Authority
    patch: pytest.MonkeyPatch

    def given(self, authority: Authority) -> Path:
        """Write an authority to a file, as IT gives it."""
        path = self.folder / "given.pem"
        path.write_text(authority.pem)
        return path


@dataclass(frozen=True)
class Way:
    """A stage that fails: how it is told, and `lay`, which breaks it for the length of a block."""

    detail: str
    state: State
    lay: Callable[[Site], AbstractContextManager[Asked]]


def _page(_request: object) -> PlainTextResponse:
    return PlainTextResponse("Lūdzu, piesakieties tīklā")


def _certified(site: Site, *, start: timedelta, end: timedelta) -> dict[str, str]:
    now = clock.now_utc()
    return site.authority.issue(site.folder / "tls", start=now + start, end=now + end)


@contextmanager
def _no_name(site: Site) -> Iterator[Asked]:
    yield Asked("https://central.invalid", site.given(site.authority))


@contextmanager
def _no_proxy_name(site: Site) -> Iterator[Asked]:
    site.patch.setenv("HTTPS_PROXY", "http://proxy.invalid:3128")
    yield Asked("https://central.invalid", site.given(site.authority))


@contextmanager
def _no_proxy(site: Site) -> Iterator[Asked]:
    site.patch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    yield Asked("https://central.invalid", site.given(site.authority))


@contextmanager
def _proxy_login(site: Site) -> Iterator[Asked]:
    proxy = ConnectProxy(("127.0.0.1", 9), login="Basic cGFyYXVncw==")
    with listening(proxy.behave) as address:
        site.patch.setenv("HTTPS_PROXY", f"http://{address}")
        yield Asked("https://central.invalid", site.given(site.authority))


@contextmanager
def _nobody_listens(site: Site) -> Iterator[Asked]:
    yield Asked("https://127.0.0.1:9", site.given(site.authority))


@contextmanager
def _untrusted(site: Site) -> Iterator[Asked]:
    with served(Starlette(), **_certified(site, start=-DAY, end=DAY)) as server:
        yield Asked(server.url, site.given(site.stranger))


@contextmanager
def _expired(site: Site) -> Iterator[Asked]:
    with served(Starlette(), **_certified(site, start=-10 * DAY, end=-2 * DAY)) as server:
        yield Asked(server.url, site.given(site.authority))


@contextmanager
def _not_yet(site: Site) -> Iterator[Asked]:
    with served(Starlette(), **_certified(site, start=5 * DAY, end=10 * DAY)) as server:
        yield Asked(server.url, site.given(site.authority))


@contextmanager
def _somebody_else(site: Site) -> Iterator[Asked]:
    app = Starlette(routes=[Route("/healthz", _page)])
    with served(app, **_certified(site, start=-DAY, end=DAY)) as server:
        yield Asked(server.url, site.given(site.authority))


@contextmanager
def _busy(site: Site) -> Iterator[Asked]:
    def refuse(_request: object) -> PlainTextResponse:
        return PlainTextResponse("later", status_code=503)

    app = Starlette(routes=[Route("/healthz", refuse)])
    with served(app, **_certified(site, start=-DAY, end=DAY)) as server:
        yield Asked(server.url, site.given(site.authority))


WAYS: tuple[Way, ...] = (
    Way("name", State.ATTENTION, _no_name),
    Way("proxy-name", State.BAD, _no_proxy_name),
    Way("proxy", State.BAD, _no_proxy),
    Way("proxy-login", State.BAD, _proxy_login),
    Way("offline", State.ATTENTION, _nobody_listens),
    Way("untrusted", State.BAD, _untrusted),
    Way("certificate-expired", State.BAD, _expired),
    Way("certificate-not-yet-valid", State.BAD, _not_yet),
    Way("answer", State.BAD, _somebody_else),
    Way("unavailable", State.ATTENTION, _busy),
)
"""Every stage; the names of hosts end with .invalid, which no network knows (RFC 6761)."""
