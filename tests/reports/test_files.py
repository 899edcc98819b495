"""This file is the place where it is tested that a file is replaced whole or not at all, and what a person is told."""

import errno
from pathlib import Path

import pytest

from kacdesk.core.errors import Refused, Unavailable
from kacdesk.reports.files import unwritable, written
from kacdesk.vault.slots import SLOTS_NAME


def put(out: Path, content: bytes) -> None:
    """Write a file through the place under test."""
    with written(out) as part:
        part.write_bytes(content)


def test_a_new_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    out = tmp_path / "pārskats.pdf"
    put(out, b"old")
    put(out, b"new")
    assert out.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [out]


def test_until_it_is_finished_the_old_file_is_there(tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    put(out, b"old")
    with written(out) as part:
        part.write_bytes(b"half")
        assert out.read_bytes() == b"old"
        assert part.parent == out.parent


def test_a_failure_of_the_writer_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    put(out, b"old")
    with pytest.raises(ZeroDivisionError):
        _fail_halfway(out)
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


def _fail_halfway(out: Path) -> None:
    with written(out) as part:
        part.write_bytes(b"half")
        raise ZeroDivisionError


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="nav atrodama") as caught:
        put(tmp_path / "nav" / "a.pdf", b"x")
    assert len(caught.value.sentences()) == 3
    assert "nav" in caught.value.what


def test_a_file_in_place_of_the_folder_is_a_missing_folder(tmp_path: Path) -> None:
    (tmp_path / "fails").write_bytes(b"")
    with pytest.raises(Unavailable, match="nav atrodama"):
        put(tmp_path / "fails" / "a.pdf", b"x")


def test_a_folder_of_that_name_is_a_bad_name(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(Unavailable, match="nevar izveidot") as caught:
        put(tmp_path / "a.pdf", b"x")
    assert len(caught.value.sentences()) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_a_name_too_long_is_a_bad_name(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="nevar izveidot"):
        put(tmp_path / ("ā" * 300), b"x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "replacing", "said"),
    [
        (errno.EACCES, True, "atvērta citā programmā"),
        (errno.EBUSY, False, "atvērta citā programmā"),
        (errno.EACCES, False, "nav atļauts rakstīt"),
        (errno.EROFS, False, "nav atļauts rakstīt"),
        (errno.ENOSPC, False, "nepietiek vietas"),
        (errno.EDQUOT, True, "nepietiek vietas"),
        (errno.ENOENT, True, "nav atrodama"),
        (errno.EIO, True, "neizdevās saglabāt"),
    ],
)
def test_every_failure_has_three_sentences(code: int, replacing: bool, said: str, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    out.write_bytes(b"old")
    told = unwritable(out, OSError(code, "x"), replacing=replacing)
    assert said in told.what
    assert len(told.sentences()) == 3
    assert all(sentence.endswith(".") and "!" not in sentence for sentence in told.sentences())


def test_a_sharing_violation_of_windows_is_an_open_file(tmp_path: Path) -> None:
    refused = OSError(errno.EACCES, "x")
    refused.winerror = 32  # type: ignore[attr-defined]  # the attribute is Windows' own
    assert "atvērta citā programmā" in unwritable(tmp_path / "a.pdf", refused, replacing=False).what


def test_a_paper_never_replaces_the_data(tmp_path: Path) -> None:
    (tmp_path / SLOTS_NAME).write_text("{}")
    (tmp_path / "desk.db").write_bytes(b"all records")
    with pytest.raises(Refused, match="programmas dati"), written(tmp_path / "desk.db") as part:
        part.write_text("a report")
    assert (tmp_path / "desk.db").read_bytes() == b"all records"
    assert {path.name for path in tmp_path.iterdir()} == {SLOTS_NAME, "desk.db"}
