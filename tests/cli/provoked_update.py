"""This file is the place where the failures of new versions are provoked."""

from collections.abc import Sequence

import kacdesk
from kacdesk.update.places import program_in, state_folder
from tests.cli.provoked import Bench, Situation

NEWER = "9.9.9"


def _machine(bench: Bench, *versions: str) -> None:
    """Give the computer a state folder, with versions that lie ready."""
    bench.patch.setenv("KACDESK_STATE", str(bench.folder / "state"))
    (state_folder() / "versions").mkdir(parents=True)
    for version in versions:
        program = program_in(state_folder() / "versions" / version)
        program.parent.mkdir()
        program.write_text("")
        program.chmod(0o755)


def _no_source(bench: Bench) -> Sequence[str]:
    _machine(bench)
    return ["update", "fetch"]


def _no_versions(bench: Bench) -> Sequence[str]:
    _machine(bench)
    (bench.folder / "stick").mkdir()
    return ["update", "fetch", "--source", str(bench.folder / "stick")]


def _nobody_trusted(bench: Bench) -> Sequence[str]:
    _machine(bench)
    (bench.folder / "stick" / "metadata").mkdir(parents=True)
    return ["update", "fetch", "--source", str(bench.folder / "stick")]


def _spoilt(bench: Bench) -> Sequence[str]:
    _machine(bench)
    (bench.folder / "stick" / "metadata").mkdir(parents=True)
    (state_folder() / "root.json").write_text("{}")
    return ["update", "fetch", "--source", str(bench.folder / "stick")]


def _not_ready(bench: Bench) -> Sequence[str]:
    _machine(bench)
    return ["--data", bench.desk(), "update", "take", "--version", NEWER]


def _in_use(bench: Bench) -> Sequence[str]:
    _machine(bench, NEWER)
    bench.hold_writer()
    return ["--data", str(bench.data), "update", "take"]


def _does_not_start(bench: Bench) -> Sequence[str]:
    _machine(bench, NEWER)
    bench.hidden[kacdesk.__version__] = "VERSIJA"
    return ["--data", bench.desk(), "update", "take"]


def _nothing_kept(bench: Bench) -> Sequence[str]:
    _machine(bench)
    return ["--data", bench.desk(), "update", "back"]


SITUATIONS = (
    Situation("No source of versions", "Neither IT nor the command says where they come from.", _no_source),
    Situation("Stick without versions", "The folder holds no signed versions.", _no_versions),
    Situation(
        "Nobody's signature is known",
        "The program came without the beginning of trust; nothing is fetched.",
        _nobody_trusted,
    ),
    Situation(
        "Beginning of trust is spoilt", "What is there cannot be trusted; nothing is fetched.", _spoilt
    ),
    Situation("Version that does not lie ready", "It must be fetched first.", _not_ready),
    Situation("Version taken while the desk is open", "Close the window first.", _in_use),
    Situation("Version that does not start", "The version before goes on; nothing is lost.", _does_not_start),
    Situation("Nothing to go back to", "No earlier version's data are kept.", _nothing_kept),
)
