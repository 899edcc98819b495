"""This file is the place where tests call an ASGI application in-process, without a socket."""

from collections.abc import Mapping
from dataclasses import dataclass

import anyio
from starlette.types import ASGIApp, Message


@dataclass(frozen=True)
class Reply:
    """What the application answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def call(
    app: ASGIApp,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str],
    body: bytes = b"",
    stalls: bool = False,
) -> Reply:
    """Send one request and return the answer; one that `stalls` never sends the end of its body."""
    sent: list[Message] = []
    address, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "path": address,
        "raw_path": address.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    messages = iter([{"type": "http.request", "body": body, "more_body": stalls}])

    async def receive() -> Message:
        message = next(messages, None)
        if message is None and stalls:
            await anyio.Event().wait()
        return message or {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    async def run() -> None:
        await app(scope, receive, send)

    anyio.run(run)
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Reply(sent[0]["status"], found, b"".join(part.get("body", b"") for part in sent[1:]))
