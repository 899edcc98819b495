"""This file is the place where the actions of `sync.files` are carried out: disk here, network there."""

from dataclasses import replace

from kacdesk.core import clock
from kacdesk.store import file_transfers
from kacdesk.store.files import FileState
from kacdesk.store.marks import DeskState
from kacdesk.store.session import Store
from kacdesk.sync import files as f
from kacdesk.sync.failure import Failure
from kacdesk.sync.transport import Transport
from kacdesk.wire.blobs import FILE_STATE_HEADER, OFFSET_HEADER, SIZE_HEADER, BlobReply
from kacdesk.wire.frames import digest_agrees
from kacdesk.wire.messages import BadMessage, ProblemType, decode

FileQuestion = f.AskFile | f.SendChunk | f.FetchChunk


def made_ready(store: Store, action: FileQuestion) -> FileQuestion | f.FileBroken:
    """Read from the disk what a request is to carry."""
    if not isinstance(action, f.SendChunk):
        return action
    content = file_transfers.chunk_of(store, action.sha256, at=action.at, most=action.most)
    if content is None:
        file_transfers.note_damaged(store, action.sha256)
        return f.FileBroken()
    return replace(action, content=content)


def carry_out(store: Store, action: f.FileAction) -> f.FileEvent | None:
    """Do what needs the store alone; raises Unavailable for a full disk."""
    match action:
        case f.PickFile(sending, without):
            return f.FilePicked(file_transfers.next_journey(store, sending=sending, without=without))
        case f.NoteSent(sha256, sent, state):
            kept = FileState(state) if state is not None else FileState.HERE
            file_transfers.note_sent(store, sha256, sent=sent, state=kept)
            return None
        case f.KeepChunk(sha256, at, total, content):
            held = file_transfers.keep_part(store, sha256, at=at, part=content, total=total)
            return f.ChunkKept(held, total)
        case f.FinishFile(sha256):
            return f.FileFinished(file_transfers.finish(store, sha256))
    raise RuntimeError("this action needs the network")


def ask(transport: Transport, state: DeskState, action: FileQuestion) -> f.FileEvent:
    """Use the network; raises Failure."""
    started = clock.monotonic_ms()
    path = f"/v1/blob/{action.sha256.hex()}"
    match action:
        case f.AskFile():
            return _look(transport, state, path)
        case f.SendChunk(_, at, total, _, content):
            headers = {"Content-Type": "application/octet-stream", SIZE_HEADER: str(total)}
            body, _ = transport.request(state, "PUT", f"{path}/{at}", content, headers)
            try:
                reply = decode(body, BlobReply)
            except BadMessage as error:
                raise Failure(Failure.UNREADABLE) from error
            return f.ChunkSent(reply.received, reply.state, (clock.monotonic_ms() - started) / 1000)
        case f.FetchChunk(_, at, most):
            body, told = transport.request(state, "GET", f"{path}?from={at}&limit={most}", b"", {})
            if not digest_agrees(told.get("Content-Digest", ""), body):
                raise Failure(Failure.UNREADABLE)
            total = _number(told.get(SIZE_HEADER))
            return f.ChunkCame(total, (clock.monotonic_ms() - started) / 1000, body)


def _look(transport: Transport, state: DeskState, path: str) -> f.FileKnown:
    try:
        _, told = transport.request(state, "HEAD", path, b"", {})
    except Failure as failure:
        if failure.status == 404:
            return f.FileKnown(0, 0, "")
        if failure.status in (429, 503):
            raise Failure(ProblemType.UNAVAILABLE, after_s=failure.after_s) from failure
        raise
    return f.FileKnown(
        _number(told.get(SIZE_HEADER)), _number(told.get(OFFSET_HEADER)), told.get(FILE_STATE_HEADER, "")
    )


def _number(text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 12:
        raise Failure(Failure.UNREADABLE)
    return int(text)
