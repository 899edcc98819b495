"""This file is the place where a real server is started that dies between the commit of a push and its answer.

Run as `python -m tests.helpers.dying_server URL`. It is killed by SIGKILL, so nothing of it can tidy up.
"""

import os
import signal
import sys

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kacdesk.central.database import open_database
from kacdesk.central.http import build_app
from kacdesk.central.serve import Listening, serve
from kacdesk.central.store import SqlStore
from kacdesk.models.catalog import CATALOG
from kacdesk.vault.slots import Unlock


class DyingApp:
    """The real application, up to the moment when the answer to a push would be sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def die(message: Message) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        await self._app(scope, receive, die if scope.get("path") == "/v1/push" else send)


if __name__ == "__main__":
    opened = open_database(sys.argv[1], unlock=Unlock(beside_data=True))
    serve(DyingApp(build_app(SqlStore(opened, CATALOG))), Listening())
