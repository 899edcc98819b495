"""A signed file is kept beside the closed report when it is seen to hold the PDF that was closed."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kacdesk.core.errors import Missing, Refused, Usage
from kacdesk.figures.period import Period
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.services.reporting import closing, signed
from tests.helpers import desk
from tests.helpers.desk import hold_clock

SEPTEMBER = Period.month(2026, 9)
CONTAINER_TYPE = b"application/vnd.etsi.asic-e+zip"


@pytest.fixture
def context(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Context]:
    """A desk whose September is closed."""
    hold_clock(monkeypatch.setattr, datetime(2026, 10, 2, 8, 0, tzinfo=UTC))
    with desk.opened(desk.copy_desk(tmp_path)) as opened:
        closing.close(opened, SEPTEMBER)
        yield opened


def container(*files: tuple[str, bytes], signature: bool = True) -> bytes:
    """Return a container as eParaksts makes it: its type first and unpacked, the files, the signatures."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", CONTAINER_TYPE, zipfile.ZIP_STORED)
        for name, content in files:
            made.writestr(name, content)
        made.writestr("META-INF/manifest.xml", b"<manifest/>")
        if signature:
            made.writestr("META-INF/signatures0.xml", b"<asic:XAdESSignatures/>")
    return packed.getvalue()


def signed_pdf(paper: bytes) -> bytes:
    """Return a PDF with a signature added behind its bytes, as an incremental update."""
    update = b"\n9 0 obj\n<< /Type /Sig /ByteRange [0 10 20 30] /Contents <00> >>\nendobj\n%%EOF\n"
    return paper + update


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", ["parskats.asice", "parskats.edoc", "parskats.pdf"])
def test_a_signed_file_that_holds_the_closed_paper_is_kept_with_its_hash(
    context: Context, tmp_path: Path, name: str
) -> None:
    paper = closing.closed_paper(context, SEPTEMBER)
    content = signed_pdf(paper) if name.endswith("pdf") else container(("Pārskats.pdf", paper))
    kept = signed.keep_signed(context, SEPTEMBER, put(tmp_path, name, content))
    assert (kept.sha256, kept.size, kept.holds_paper, kept.is_here, kept.edition) == (
        hashlib.sha256(content).hexdigest(),
        len(content),
        True,
        True,
        1,
    )
    assert signed.signed_files(context, SEPTEMBER) == (kept,)
    title, back = signed.open_signed(context, SEPTEMBER, kept.sha256[:12])
    assert back == content
    assert title.startswith("parskats-2026-09-1-")
    assert title.endswith(".pdf" if name.endswith("pdf") else ".asice")
    assert signed.keep_signed(context, SEPTEMBER, tmp_path / name) == kept
    assert len(signed.signed_files(context, SEPTEMBER)) == 1


def test_a_file_of_another_paper_is_kept_only_when_somebody_says_so(context: Context, tmp_path: Path) -> None:
    paper = closing.closed_paper(context, SEPTEMBER)
    other = put(tmp_path, "cits.asice", container(("Pārskats.pdf", paper + b" ")))
    with pytest.raises(Refused, match="nav noslēgtā pārskata 2026-09/1 PDF"):
        signed.keep_signed(context, SEPTEMBER, other)
    assert signed.signed_files(context, SEPTEMBER) == ()
    kept = signed.keep_signed(context, SEPTEMBER, other, anyway=True)
    assert not kept.holds_paper
    assert signed.signed_files(context, SEPTEMBER) == (kept,)


def test_what_carries_no_signature_or_is_torn_is_not_taken_for_signed(
    context: Context, tmp_path: Path
) -> None:
    paper = closing.closed_paper(context, SEPTEMBER)
    whole = container(("Pārskats.pdf", paper))
    damaged = bytearray(whole)
    damaged[whole.index(b"rskats.pdf") + 100] ^= 255
    for name, content, words in (
        ("pats.pdf", paper, "nav paraksta"),
        ("bez.asice", container(("Pārskats.pdf", paper), signature=False), "nav paraksta"),
        ("meta.asice", container(("META-INF/Pārskats.pdf", paper)), "nav noslēgtā pārskata"),
        ("puse.asice", whole[: len(whole) // 2], "nav noslēgtā pārskata"),
        ("bojats.asice", bytes(damaged), "nav noslēgtā pārskata"),
        ("pirms.pdf", b"%PDF-1.7\n" + paper, "nav noslēgtā pārskata"),
        ("attels.png", b"\x89PNG\r\n\x1a\n", "nav ne PDF, ne parakstu konteiners"),
    ):
        with pytest.raises(Refused, match=words):
            signed.keep_signed(context, SEPTEMBER, put(tmp_path, name, content))
    with pytest.raises(Usage, match="nevar nolasīt"):
        signed.keep_signed(context, SEPTEMBER, tmp_path / "nav.asice")
    assert signed.signed_files(context, SEPTEMBER) == ()


def test_a_signature_belongs_to_the_edition_that_was_signed(context: Context, tmp_path: Path) -> None:
    first = closing.closed_paper(context, SEPTEMBER)
    file = put(tmp_path, "pirma.asice", container(("Pārskats.pdf", first)))
    kept = signed.keep_signed(context, SEPTEMBER, file)
    closing.reopen(context, SEPTEMBER, reason="Aizmirsts apmeklējums")
    closing.close(context, SEPTEMBER)
    assert signed.signed_files(context, SEPTEMBER) == ()
    assert signed.signed_files(context, SEPTEMBER, edition=1) == (kept,)
    with pytest.raises(Refused, match="2026-09/2"):
        signed.keep_signed(context, SEPTEMBER, file)


def test_only_the_supervisor_keeps_signed_files_and_only_of_closed_reports(
    context: Context, tmp_path: Path
) -> None:
    file = put(tmp_path, "a.asice", container(("Pārskats.pdf", closing.closed_paper(context, SEPTEMBER))))
    clerk = Context(context.store, accounts.act_as(context.store, desk.CLERK).actor)
    with pytest.raises(Refused, match="vadītājs"):
        signed.keep_signed(clerk, SEPTEMBER, file)
    with pytest.raises(Missing, match="nav noslēgts"):
        signed.keep_signed(context, SEPTEMBER.previous(), file)
    with pytest.raises(Missing, match="parakstītas datnes"):
        signed.open_signed(context, SEPTEMBER, "abcd")
