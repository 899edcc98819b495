"""This file is the place where a failure becomes an answer after RFC 9457."""

from http import HTTPStatus

from starlette.responses import Response

from kacdesk.wire.messages import PROBLEM_TYPE, Problem, ProblemType, encode

_TITLES = {
    ProblemType.GAP: (409, "lines are missing before this batch"),
    ProblemType.FORK: (409, "this stream is not the one we hold"),
    ProblemType.EPOCH: (410, "the store began a new life; pull anew"),
    ProblemType.DIGEST: (400, "the body is not what its Content-Digest says"),
    ProblemType.TOO_LARGE: (413, "the body is too large"),
    ProblemType.MALFORMED: (400, "the request cannot be read"),
    ProblemType.ENCODING: (415, "the content encoding cannot be read"),
    ProblemType.PROTOCOL: (400, "the protocol version is not spoken here"),
    ProblemType.UPGRADE: (426, "this version is too old to pull"),
    ProblemType.NO_TOKEN: (401, "a token is needed"),
    ProblemType.UNKNOWN_TOKEN: (401, "the token is not known"),
    ProblemType.TOKEN_EXPIRED: (401, "the token is out of date"),
    ProblemType.SIGNATURE: (401, "the request is not signed by this desk"),
    ProblemType.CLOCK: (401, "the timestamp is too far off; sign with the time given here"),
    ProblemType.REPLAY: (401, "this request was seen before"),
    ProblemType.REVOKED: (403, "this desk was shut out"),
    ProblemType.DENIED: (403, "this is not the desk's to use"),
    ProblemType.TICKET: (403, "the code is not valid"),
    ProblemType.BUSY: (429, "too many at once; come again later"),
    ProblemType.UNAVAILABLE: (503, "the database does not answer"),
    ProblemType.NOT_FOUND: (404, "there is nothing here"),
    ProblemType.METHOD: (405, "the method is not for this path"),
    ProblemType.INTERNAL: (500, "something failed here; nothing was taken"),
    ProblemType.OFFSET: (409, "the chunk does not follow what is here"),
    ProblemType.CONTENT: (422, "the bytes are not those of the file; send it again from its start"),
    ProblemType.QUOTA: (413, "the point has no room left for files"),
    ProblemType.PURGED: (410, "this file was erased by decision"),
}


REQUEST_HEADER = "Kac-Request"
"""Carries what the log calls this request, so that a person can find its line."""


class HttpProblem(Exception):
    """A failure to be answered as it is; raised anywhere below the routes."""

    def __init__(self, kind: str, **members: int | str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.members = members

    @property
    def status(self) -> int:
        """Return the HTTP status of this kind of failure."""
        return _TITLES[self.kind][0]


def status_of(kind: str) -> int:
    """Return the HTTP status of a problem type."""
    return _TITLES[kind][0]


def answer(problem: HttpProblem, *, request: str | None = None) -> Response:
    """Return the answer that tells a failure."""
    status, title = _TITLES[problem.kind]
    told = Problem(type=problem.kind, title=title, status=status, request=request)
    for name, value in problem.members.items():
        setattr(told, name, value)
    headers = {}
    after = problem.members.get("after")
    if after is not None:
        headers["Retry-After"] = str(after)
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(encode(told), status_code=status, media_type=PROBLEM_TYPE, headers=headers)
