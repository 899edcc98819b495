"""This file is the place where a file is kept short enough to be read in one sitting."""

from tests.contract.tree import HAND_WRITTEN, ROOT, name_of, python_files

LONGEST = 400
"""Lines; the house aims at 80–300 (docs/architecture.md)."""


def test_no_hand_written_file_is_longer_than_the_house_allows() -> None:
    written = [
        path for path in python_files(*HAND_WRITTEN) if path.parent.name != "versions"
    ]  # those are generated
    files = [*written, ROOT / "kac", ROOT / "build_installer.spec"]
    lengths = {name_of(path): path.read_text(encoding="utf-8").count("\n") for path in files}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
