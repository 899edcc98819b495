"""This file is the place where tests get a desk's stream: real lines, real chain, real signatures, no store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kacdesk.central.intake import Batch
from kacdesk.core import clock
from kacdesk.core.ids import new_id, new_series
from kacdesk.models.catalog import SCHEMA_VERSION
from kacdesk.wire.frames import content_digest, join_lines
from kacdesk.wire.line import FIRST_CHAIN, LineKind, build_line, leaf_of, next_chain
from kacdesk.wire.messages import EnrolRequest, Hello, Offset, PushHeader, encode
from kacdesk.wire.signing import SIGNATURE_HEADER, new_private_key, public_key, sign_request
from kacdesk.wire.stamp import next_stamp

ACTOR = UUID("0190aaaa-0000-7000-8000-000000000001")


@dataclass
class SampleDesk:
    """One desk of a point with its stream of sealed lines; `now_ms` is what its clock says."""

    point: str
    device: UUID = field(default_factory=new_id)
    stream: UUID = field(default_factory=new_id)
    series: str = field(default_factory=new_series)
    private: bytes = field(default_factory=new_private_key)
    token: str = ""
    now_ms: int = field(default_factory=clock.now_ms)
    lines: list[bytes] = field(default_factory=list)
    chains: list[bytes] = field(default_factory=lambda: [FIRST_CHAIN])
    stamp: int = 0

    def ins(self, register: str, fields: Mapping[str, Any], **more: Any) -> tuple[UUID, UUID]:
        """Seal a new record; return its id and the op."""
        record = more.pop("record", None) or new_id()
        return record, self.seal(register, record, LineKind.INS, fields, **more)

    def set(self, register: str, record: UUID, fields: Mapping[str, Any], **more: Any) -> UUID:
        """Seal changed values; return the op."""
        return self.seal(register, record, LineKind.SET, fields, **more)

    def seal(
        self,
        register: str,
        record: UUID,
        kind: LineKind,
        fields: Mapping[str, Any],
        *,
        base: Mapping[str, UUID] | None = None,
        point: str | None = None,
        schema: int = SCHEMA_VERSION,
        reason: str | None = None,
        op: UUID | None = None,
        txn: UUID | None = None,
    ) -> UUID:
        """Seal one line at the end of the stream; return the op."""
        op = op or new_id()
        self.stamp = next_stamp(self.stamp, self.now_ms)
        raw = build_line(
            seq=len(self.lines) + 1,
            op=op,
            txn=txn or new_id(),
            register=register,
            record=record,
            kind=kind,
            schema=schema,
            stamp=self.stamp,
            actor=ACTOR,
            point=point or self.point,
            base=base or {},
            fields=fields,
            wall_ms=self.now_ms,
            mono_ms=1,
            boot="boot",
            reason=reason,
        )
        self.append(raw)
        return op

    def append(self, raw: bytes) -> None:
        """Put any bytes at the end of the stream, as a broken desk would."""
        self.lines.append(raw)
        self.chains.append(next_chain(self.chains[-1], leaf_of(raw)))

    def batch(self, first: int = 1, last: int | None = None) -> Batch:
        """Return lines `first`..`last` as the central store reads them."""
        last = len(self.lines) if last is None else last
        return Batch(
            stream=self.stream,
            series=self.series,
            first=first,
            previous=self.chains[first - 1],
            chain=self.chains[last],
            lines=self.lines[first - 1 : last],
            offset_ms=0,
        )

    def push_body(
        self, first: int = 1, last: int | None = None, lie: Mapping[str, Any] | None = None
    ) -> bytes:
        """Return lines `first`..`last` as NDJSON behind their header, which may `lie` in some members."""
        last = len(self.lines) if last is None else last
        header = PushHeader(
            v=1,
            device=self.device.hex,
            stream=self.stream.hex,
            series=self.series,
            first=first,
            last=last,
            prev=self.chains[first - 1].hex(),
            chain=self.chains[last].hex(),
            off=Offset(ms=0, rtt=1),
        )
        for name, value in (lie or {}).items():
            setattr(header, name, value)
        return join_lines([encode(header), *self.lines[first - 1 : last]])

    def hello(self, **more: Any) -> Hello:
        """Return the hello of this desk."""
        return Hello(
            device=self.device.hex,
            stream=self.stream.hex,
            series=self.series,
            last_seq=len(self.lines),
            chain=self.chains[-1].hex(),
            app="0.0-test",
            sv=SCHEMA_VERSION,
            **more,
        )

    def enrolment(self, ticket: str) -> EnrolRequest:
        """Return the request to belong to the ticket's point."""
        return EnrolRequest(
            ticket=ticket,
            device=self.device.hex,
            stream=self.stream.hex,
            series=self.series,
            pubkey=public_key(self.private).hex(),
            app="0.0-test",
            sv=SCHEMA_VERSION,
        )

    def headers(
        self, method: str, path: str, body: bytes, *, token: str | None = None, at_ms: int | None = None
    ) -> dict[str, str]:
        """Return the headers that prove a request of this desk."""
        digest = content_digest(body)
        at_ms = clock.now_ms() if at_ms is None else at_ms
        return {
            "Authorization": f"Bearer {self.token if token is None else token}",
            "Content-Digest": digest,
            SIGNATURE_HEADER: sign_request(
                self.private, method=method, path=path, digest=digest, timestamp_ms=at_ms
            ),
        }


def staff_values(name: str = "Paraugs Viens", **more: Any) -> dict[str, Any]:
    """Return the fields of a made-up person of staff as JSON values."""
    return {"name": name, "role": "CLERK", "active": True, "status": "registered", **more}


def document_values(desk: SampleDesk, sequence: int, **more: Any) -> dict[str, Any]:
    """Return the fields of a made-up received document as JSON values."""
    return {
        "number": f"{desk.point}-{desk.series}/2026/1-5/{sequence}",
        "series": desk.series,
        "reg_year": 2026,
        "file_index": "1-5",
        "sequence": sequence,
        "received_at": "2026-03-02T08:00:00.000Z",
        "counted_on": "2026-03-02",
        "kind": "SUBMISSION",
        "title": "Paraugs",
        "form": "PAPER",
        "custody": "AT_CENTRE",
        "status": "registered",
        **more,
    }
