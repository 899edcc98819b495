"""This file is the place where pages from the scanner's folder are shown to reach records, and to be lost by none."""

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from kacdesk.core import clock
from kacdesk.core.errors import Refused, Usage
from kacdesk.services import preferences, records
from kacdesk.services.context import Context
from kacdesk.services.papers import attachments, scans
from tests.helpers import desk

PAGE = b"%PDF-1.7\n izdomata lapa " * 40


@pytest.fixture
def folder(context: Context, tmp_path: Path) -> Path:
    """Return the scanner's folder of the desk."""
    made = tmp_path / "skeneris"
    made.mkdir()
    scans.watch(context, made, remove=False)
    return made


@pytest.fixture
def record(context: Context) -> UUID:
    return records.save(context, "received_document", desk.document()).id


def scanned(folder: Path, name: str, content: bytes = PAGE, *, ago: timedelta = timedelta(minutes=1)) -> Path:
    """Put a page into the folder as the scanner left it some time ago."""
    path = folder / name
    path.write_bytes(content)
    at = (clock.now_utc() - ago).timestamp()
    os.utime(path, (at, at))
    return path


def test_whole_pages_of_today_are_offered_newest_first(context: Context, folder: Path) -> None:
    scanned(folder, "pirma.pdf", PAGE + b"1", ago=timedelta(minutes=5))
    scanned(folder, "otra.PDF", PAGE + b"2")
    scanned(folder, "vel_raksta.pdf", PAGE + b"3", ago=timedelta())
    scanned(folder, "vakardiena.pdf", PAGE + b"4", ago=timedelta(days=1))
    scanned(folder, "piezimes.txt")
    scanned(folder, "tuksa.pdf", b"")
    (folder / "mape.pdf").mkdir()
    assert [scan.path.name for scan in scans.waiting(context)] == ["otra.PDF", "pirma.pdf"]


def test_a_taken_page_is_kept_encrypted_and_offered_no_more(
    context: Context, folder: Path, record: UUID
) -> None:
    path = scanned(folder, "lapa.pdf")
    (scan,) = scans.waiting(context)
    kept = scans.take(context, "received_document", record, scan)
    opened = attachments.open_file(context, "received_document", record, kept.sha256, purpose="pārbaude")
    assert opened.content == PAGE
    assert path.read_bytes() == PAGE
    assert scans.waiting(context) == []


def test_the_original_goes_only_if_so_set_and_only_once_it_is_kept(
    context: Context, folder: Path, record: UUID
) -> None:
    scans.watch(context, folder, remove=True)
    path = scanned(folder, "lapa.pdf")
    (scan,) = scans.waiting(context)
    scans.take(context, "received_document", record, scan)
    assert not path.exists()

    refused = scanned(folder, "nav_pdf.pdf", b"MZ tas nav dokuments")
    (scan,) = scans.waiting(context)
    with pytest.raises(Refused):
        scans.take(context, "received_document", record, scan)
    assert refused.exists()


def test_a_folder_that_is_gone_or_is_the_programs_own_is_told(context: Context, folder: Path) -> None:
    with pytest.raises(Usage):
        scans.watch(context, folder / "nav", remove=False)
    with pytest.raises(Refused):
        scans.watch(context, context.store.path.parent, remove=True)
    assert preferences.read(context).scan_folder == str(folder.resolve())
    folder.rmdir()
    assert scans.waiting(context) == []
    scans.watch(context, None, remove=True)
    assert preferences.read(context).scan_removed is False
