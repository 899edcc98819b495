"""This file is the place where every failure of a request's work becomes a problem that may be told."""

from collections.abc import Callable

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.requests import Request
from starlette.responses import Response

from kacdesk.central import logs
from kacdesk.central.auth import Asked
from kacdesk.central.devices import TicketRefused
from kacdesk.central.intake import NotABatch
from kacdesk.central.port import EpochEnded, ScopeDenied
from kacdesk.central.replies import HttpProblem
from kacdesk.central.streams import Disagreement, ForeignStream
from kacdesk.core.errors import DeskError
from kacdesk.wire.frames import BadFrame, TooLarge
from kacdesk.wire.messages import BadMessage, ProblemType

Work = Callable[[Asked, Request], Response]
_COME_AGAIN_S = 5


def guarded(work: Work, asked: Asked, request: Request) -> Response:
    """Run one request's work; every failure leaves as HttpProblem, and no value of a record is logged."""
    try:
        return work(asked, request)
    except HttpProblem:
        raise
    except TooLarge as error:
        raise HttpProblem(ProblemType.TOO_LARGE) from error
    except BadFrame as error:
        kind = ProblemType.ENCODING if error.code == "encoding" else ProblemType.MALFORMED
        raise HttpProblem(kind, detail=error.code) from error
    except (BadMessage, NotABatch) as error:
        raise HttpProblem(ProblemType.MALFORMED, detail=str(error)) from error
    except Disagreement as error:
        last_seq, chain = error.last_seq, error.last_chain.hex()
        raise HttpProblem(error.kind, last_seq=last_seq, last_chain=chain, expected=last_seq + 1) from error
    except (ForeignStream, ScopeDenied) as error:
        raise HttpProblem(ProblemType.DENIED) from error
    except TicketRefused as error:
        raise HttpProblem(ProblemType.TICKET) from error
    except EpochEnded as error:
        raise HttpProblem(ProblemType.EPOCH, epoch=error.epoch.hex) from error
    except (DBAPIError, PoolTimeout, DeskError) as error:
        logs.warn("database failed", kind=type(error).__name__)
        raise HttpProblem(ProblemType.UNAVAILABLE, after=_COME_AGAIN_S) from error
    except Exception as error:
        logs.failed("request failed", error)
        raise HttpProblem(ProblemType.INTERNAL) from error
