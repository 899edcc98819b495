"""This file is the place where the refusals of what IT has set for a computer are provoked."""

from collections.abc import Sequence

from kacdesk.core.policy import Policy
from tests.cli.provoked import PHRASE, Bench, Situation
from tests.helpers.machine_policy import obey, settings


def _real(bench: Bench, *words: str) -> Sequence[str]:
    bench.real_desk()
    return ["--data", str(bench.data), "--passphrase-file", bench.file("phrase.txt", PHRASE), *words]


def _other_central_store(bench: Bench) -> Sequence[str]:
    obey(bench.patch, settings(central="https://kac.example"))
    return _real(bench, "enrol", "KODS", "--central", "https://other.example")


def _no_address(bench: Bench) -> Sequence[str]:
    return _real(bench, "enrol", "KODS")


def _central_store_not_known(bench: Bench) -> Sequence[str]:
    obey(bench.patch, settings(central="kac.example"))
    return _real(bench, "enrol", "KODS", "--central", "https://kac.example")


def _way_not_known(bench: Bench) -> Sequence[str]:
    obey(bench.patch, settings(proxy="proxy.example"))
    return _real(bench, "enrol", "KODS", "--central", "https://kac.example")


def _other_copies(bench: Bench) -> Sequence[str]:
    obey(bench.patch, settings(copies_folder="/mnt/copies"))
    return _real(bench, "copies", "set", "off")


def _copies_in_the_data(bench: Bench) -> Sequence[str]:
    words = _real(bench, "copies", "now")
    obey(bench.patch, settings(copies_folder=str(bench.data / "copies")))
    return words


def _data_not_known(bench: Bench) -> Sequence[str]:
    obey(bench.patch, Policy(unread=True))
    return ["init", "--point", "BALVI"]


def _no_draft(_bench: Bench) -> Sequence[str]:
    return ["policy", "--check", "draft.toml"]


SITUATIONS = (
    Situation(
        "Other central store than IT's",
        "IT has set the address for the whole computer; nothing was changed.",
        _other_central_store,
    ),
    Situation("Enrolment without an address", "No address was given; the code stays valid.", _no_address),
    Situation(
        "Central store of IT not known",
        "IT's settings have a fault, so it is not known what is allowed.",
        _central_store_not_known,
    ),
    Situation(
        "Proxy of IT not known",
        "IT's settings have a fault; nothing is sent until it is mended.",
        _way_not_known,
    ),
    Situation("Other place for copies than IT's", "IT has set it; nothing was changed.", _other_copies),
    Situation(
        "IT's place for copies in the data folder", "Copies there would protect nothing.", _copies_in_the_data
    ),
    Situation(
        "New desk where IT's settings cannot be read",
        "It is not known where the data belong; nothing was made.",
        _data_not_known,
    ),
    Situation("Draft of a policy not found", "There is no such file; nothing was checked.", _no_draft),
)
