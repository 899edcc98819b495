"""Copies of files on the disk: encrypted, checked page by page, bound to what they are."""

import hashlib
import os
import random
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from kacdesk.core import clock
from kacdesk.vault.files import (
    GRACE_MS,
    PAGE_BYTES,
    BrokenCopy,
    Copy,
    add_part,
    copy_name,
    held_bytes,
    new_key,
    read_copy,
    read_part,
    remove_copy,
    sweep,
    write_copy,
)

SIZES = [1, PAGE_BYTES - 1, PAGE_BYTES, PAGE_BYTES + 1, 2 * PAGE_BYTES, 2 * PAGE_BYTES + 5]
CONTENT = random.Random(3).randbytes(3 * PAGE_BYTES)


def copy_of(folder: Path, content: bytes) -> Copy:
    """Return where a copy of the contents would lie."""
    return Copy(folder / "files", hashlib.sha256(content).digest(), len(content), new_key())


def written(folder: Path, content: bytes) -> Copy:
    """Write a copy."""
    copy = copy_of(folder, content)
    write_copy(copy, content)
    return copy


@pytest.mark.parametrize("size", SIZES)
def test_what_is_read_back_is_what_was_written(tmp_path: Path, size: int) -> None:
    copy = written(tmp_path, CONTENT[:size])
    assert b"".join(read_copy(copy)) == CONTENT[:size]
    assert held_bytes(copy) == size


@pytest.mark.parametrize("size", SIZES)
def test_any_part_can_be_read_by_itself(tmp_path: Path, size: int) -> None:
    copy = written(tmp_path, CONTENT[:size])
    for at in {0, 1, size // 2, size - 1, PAGE_BYTES - 1, PAGE_BYTES, PAGE_BYTES + 1}:
        for most in (1, 1000, PAGE_BYTES, 10 * PAGE_BYTES):
            if at < size:
                assert read_part(copy, at, most) == CONTENT[:size][at : at + most]


def test_nothing_of_the_contents_or_of_their_hash_lies_in_the_folder(tmp_path: Path) -> None:
    content = b"Izdomata Persona 010190-12345 " * 5000
    copy = written(tmp_path, content)
    (path,) = (tmp_path / "files").iterdir()
    raw = path.read_bytes()
    assert b"Persona" not in raw
    assert copy.sha256 not in raw
    assert path.name not in (copy.sha256.hex(), hashlib.sha256(content).hexdigest())
    assert copy_name(copy.sha256, new_key()) != path.name


@pytest.mark.parametrize("place", [0, 11, 12, 5000, PAGE_BYTES + 27, PAGE_BYTES + 28, -1])
def test_a_flipped_bit_is_found(tmp_path: Path, place: int) -> None:
    copy = written(tmp_path, CONTENT)
    raw = bytearray(copy.path.read_bytes())
    raw[place] ^= 1
    copy.path.write_bytes(raw)
    with pytest.raises(BrokenCopy):
        list(read_copy(copy))


def _swapped(raw: bytes, sealed: int) -> bytes:
    return raw[sealed : 2 * sealed] + raw[:sealed] + raw[2 * sealed :]


@pytest.mark.parametrize("spoiled", ["cut", "longer", "swapped", "empty", "gone"])
def test_pages_that_are_missing_moved_or_added_are_found(tmp_path: Path, spoiled: str) -> None:
    copy = written(tmp_path, CONTENT)
    raw, sealed = copy.path.read_bytes(), PAGE_BYTES + 28
    others = {"cut": raw[:-sealed], "longer": raw + b"x", "swapped": _swapped(raw, sealed), "empty": b""}
    copy.path.unlink()
    if spoiled != "gone":
        copy.path.write_bytes(others[spoiled])
    with pytest.raises(BrokenCopy):
        list(read_copy(copy))


def test_a_copy_cannot_pass_for_another_one(tmp_path: Path) -> None:
    ours, theirs = written(tmp_path, CONTENT[:1000]), copy_of(tmp_path, CONTENT[1000:2000])
    pretender = replace(theirs, key=ours.key)
    ours.path.rename(pretender.path)
    with pytest.raises(BrokenCopy):
        list(read_copy(pretender))


def test_without_its_key_a_copy_is_lost(tmp_path: Path) -> None:
    copy = written(tmp_path, CONTENT)
    stranger = replace(copy, key=new_key())
    copy.path.rename(stranger.path)
    with pytest.raises(BrokenCopy):
        list(read_copy(stranger))


@pytest.mark.parametrize("step", [PAGE_BYTES, 2 * PAGE_BYTES])
@pytest.mark.parametrize("size", SIZES)
def test_a_copy_can_grow_part_by_part(tmp_path: Path, size: int, step: int) -> None:
    copy, content = copy_of(tmp_path, CONTENT[:size]), CONTENT[:size]
    (tmp_path / "files").mkdir()
    assert held_bytes(copy) == 0
    for at in range(0, size, step):
        assert held_bytes(copy) == at
        add_part(copy, at, content[at : at + step])
    assert held_bytes(copy) == size
    assert b"".join(read_copy(copy)) == content


@pytest.mark.parametrize("torn_at", [1, 100, PAGE_BYTES + 27, PAGE_BYTES + 29, 2 * (PAGE_BYTES + 28) - 1])
def test_a_torn_page_is_fetched_again(tmp_path: Path, torn_at: int) -> None:
    copy = copy_of(tmp_path, CONTENT)
    add_part(copy, 0, CONTENT[: 2 * PAGE_BYTES])
    os.truncate(copy.path, torn_at)
    at = held_bytes(copy)
    assert at == torn_at // (PAGE_BYTES + 28) * PAGE_BYTES
    add_part(copy, at, CONTENT[at:])
    assert b"".join(read_copy(copy)) == CONTENT


def test_a_part_that_does_not_follow_is_refused(tmp_path: Path) -> None:
    copy = copy_of(tmp_path, CONTENT)
    add_part(copy, 0, CONTENT[:PAGE_BYTES])
    for at, part in ((0, CONTENT[:PAGE_BYTES]), (2 * PAGE_BYTES, CONTENT[2 * PAGE_BYTES :])):
        with pytest.raises(ValueError, match="fit"):
            add_part(copy, at, part)
    with pytest.raises(ValueError, match="inside a page"):
        add_part(copy, PAGE_BYTES, CONTENT[PAGE_BYTES : PAGE_BYTES + 100])
    assert held_bytes(copy) == PAGE_BYTES


def test_a_whole_copy_whose_contents_are_others_is_found(tmp_path: Path) -> None:
    copy = copy_of(tmp_path, CONTENT)
    wrong = CONTENT[:-1] + bytes([CONTENT[-1] ^ 1])
    write_copy(copy, wrong)
    with pytest.raises(BrokenCopy):
        list(read_copy(copy))


def test_only_old_copies_that_nobody_names_are_swept(tmp_path: Path) -> None:
    kept, orphan, young = (written(tmp_path, CONTENT[:size]) for size in (10, 20, 30))
    long_ago_ns = (clock.now_ms() - GRACE_MS - 60_000) * 1_000_000
    for copy in (kept, orphan):
        os.utime(copy.path, ns=(long_ago_ns, long_ago_ns))
    assert sweep(tmp_path / "files", {kept.path.name}) == 1
    assert [copy.path.exists() for copy in (kept, orphan, young)] == [True, False, True]


def test_a_folder_that_is_not_there_is_swept_quietly(tmp_path: Path) -> None:
    assert sweep(tmp_path / "files", set()) == 0


def test_a_removed_copy_may_be_removed_again(tmp_path: Path) -> None:
    copy = written(tmp_path, CONTENT)
    remove_copy(copy)
    remove_copy(copy)
    assert list((tmp_path / "files").iterdir()) == []


def test_reading_a_large_file_holds_a_page_at_a_time(tmp_path: Path) -> None:
    content = random.Random(4).randbytes(20 * 1024 * 1024)
    copy = written(tmp_path, content)
    tracemalloc.start()
    try:
        for _ in read_copy(copy):
            pass
        read_part(copy, 10_000_000, 1024 * 1024)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * 1024 * 1024
