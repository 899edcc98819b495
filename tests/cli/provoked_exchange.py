"""This file is the place where the failures of enrolment and exchange are provoked, with a real central store."""

from collections.abc import Sequence
from contextlib import ExitStack

from kacdesk.core import clock
from kacdesk.services.catalogue import reference_data
from kacdesk.sync.embedded import EmbeddedCentral
from tests.cli.provoked import Bench, Situation

NOBODY_LISTENS = "http://127.0.0.1:9"


def _enrol(bench: Bench, url: str, code: str = "ABCD-EFGH") -> Sequence[str]:
    return ["--data", bench.desk(), "enrol", code, "--central", url]


def _central(bench: Bench) -> EmbeddedCentral:
    """Start a central store that ends when the failure has happened."""
    central = EmbeddedCentral(bench.folder / "central")
    central.start()
    stack = ExitStack()
    stack.callback(central.stop)
    bench.meanwhile = stack
    bench.hidden[central.url] = "http://127.0.0.1:PORT"
    return central


def _wrong_ticket(bench: Bench) -> Sequence[str]:
    return _enrol(bench, _central(bench).url)


def _ticket_of_another_point(bench: Bench) -> Sequence[str]:
    central = _central(bench)
    central.run("point", "add", "RIGA", "--name", "Rīga")
    central.run("catalogue", "load", str(reference_data.shipped_catalogue()))
    code = central.run("desk", "code", "RIGA").splitlines()[0]
    bench.hidden[code] = "CODE"
    return _enrol(bench, central.url, code)


def _member(bench: Bench) -> Sequence[str]:
    bench.desk()
    url = "https://central.example.lv"
    bench.alter(f"UPDATE sync_state SET token='x',central_url='{url}',epoch=zeroblob(16)")
    return ["--data", str(bench.data), "enrol", "ABCD-EFGH", "--central", NOBODY_LISTENS]


def _not_a_member(bench: Bench) -> Sequence[str]:
    return ["--data", bench.desk(), "sync"]


def _offline(bench: Bench) -> Sequence[str]:
    bench.desk()
    bench.alter(f"UPDATE sync_state SET token='x',central_url='{NOBODY_LISTENS}',epoch=zeroblob(16)")
    return ["--data", str(bench.data), "sync"]


def _unknown_here(bench: Bench) -> Sequence[str]:
    central = _central(bench)
    bench.desk()
    bench.alter(f"UPDATE sync_state SET token='x',central_url='{central.url}',epoch=zeroblob(16)")
    return ["--data", str(bench.data), "sync"]


def _no_authority(bench: Bench) -> Sequence[str]:
    path = bench.folder / "ca.pem"
    path.write_text("nothing that certifies anybody")
    bench.hidden[str(path)] = "ca.pem"
    return [*_enrol(bench, NOBODY_LISTENS), "--ca", str(path)]


def _window_does_not_answer(bench: Bench) -> Sequence[str]:
    """A writer that does not look for requests, and a clock by which a minute passes at once."""
    bench.hold_writer()
    ticks = iter(range(0, 10_000_000, 30_000))
    bench.patch.setattr(clock, "monotonic_ms", lambda: next(ticks))
    return ["--data", str(bench.data), "sync"]


def _catalogue_of_a_member(bench: Bench) -> Sequence[str]:
    bench.desk()
    bench.alter("UPDATE sync_state SET token='x'")
    path = str(reference_data.shipped_catalogue())
    bench.hidden[path] = "catalogue"
    return ["--data", str(bench.data), "import", "institution", path]


def _sample_of_a_real_desk(bench: Bench) -> Sequence[str]:
    return ["--data", bench.real_desk(), "demo", "--no-window"]


SITUATIONS = (
    Situation(
        "Plain http to another computer",
        "The address is not safe: https is needed.",
        lambda bench: _enrol(bench, "http://central.example.lv"),
    ),
    Situation(
        "Sample to a real central store",
        "Sample data talk only with their own store on this computer.",
        lambda bench: _enrol(bench, "https://central.example.lv"),
    ),
    Situation(
        "Enrolment code empty", "The code is empty.", lambda bench: _enrol(bench, NOBODY_LISTENS, " - ")
    ),
    Situation(
        "Central store offline at enrolment",
        "No connection; the records are safe here.",
        lambda bench: _enrol(bench, NOBODY_LISTENS),
    ),
    Situation(
        "Authority file without a certificate",
        "The file holds no certificate of an authority.",
        _no_authority,
    ),
    Situation("Enrolment code wrong", "The code is not valid or was used.", _wrong_ticket),
    Situation("Enrolment code of another point", "The code is for another point.", _ticket_of_another_point),
    Situation("Enrolled already", "This desk is enrolled already.", _member),
    Situation(
        "Sync before enrolment", "This desk is not enrolled; the records are safe here.", _not_a_member
    ),
    Situation("Central store offline", "No connection; the records are safe here and wait.", _offline),
    Situation(
        "Central store does not know this desk", "It does not know this desk; ask its keeper.", _unknown_here
    ),
    Situation(
        "Open window does not answer", "The open window did not answer in a minute.", _window_does_not_answer
    ),
    Situation(
        "Catalogue of an enrolled point",
        "The catalogue comes from the central store.",
        _catalogue_of_a_member,
    ),
    Situation(
        "Sample in a folder of real data", "These are real data, not the sample.", _sample_of_a_real_desk
    ),
    Situation(
        "Sample with too many contacts",
        "0 to 1,000,000.",
        lambda bench: ["--data", str(bench.data), "demo", "--contacts", "-1"],
    ),
)
