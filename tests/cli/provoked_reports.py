"""This file is the place where the refusals of closed reports are provoked: closing, opening again, signed files."""

from collections.abc import Sequence

from kacdesk.cli.main import run
from kacdesk.figures.period import Period
from kacdesk.services.context import Context
from kacdesk.services.people.accounts import person_called
from kacdesk.services.reporting import closing, signed
from kacdesk.store.files import folder_of
from tests.cli.provoked import Bench, Command, Situation
from tests.helpers.desk import CLERK

_MONTH = "2026-09"
_SEPTEMBER = Period.parse(_MONTH)


def _asked(*words: str) -> Command:
    """Return a command on a fresh desk."""

    def command(bench: Bench) -> Sequence[str]:
        return ["--data", bench.desk(), *words]

    return command


def _when_closed(*words: str) -> Command:
    """Return a command on a desk whose September is closed."""

    def command(bench: Bench) -> Sequence[str]:
        data = bench.desk()
        run(["--data", data, "report-close", _MONTH])
        return ["--data", data, *words]

    return command


def _signing(name: str, content: bytes) -> Command:
    """Return the keeping of a file that is not the closed paper."""

    def command(bench: Bench) -> Sequence[str]:
        return [*_when_closed("report-signed", _MONTH)(bench), bench.file(name, content)]

    return command


def _unsigned(bench: Bench, context: Context) -> object:
    closing.close(context, _SEPTEMBER)
    file = bench.folder / "parskats.pdf"
    file.write_bytes(closing.closed_paper(context, _SEPTEMBER))
    return signed.keep_signed(context, _SEPTEMBER, file)


def _damaged(_bench: Bench, context: Context) -> object:
    closing.close(context, _SEPTEMBER)
    for copy in folder_of(context.store).iterdir():
        copy.write_bytes(copy.read_bytes()[:-1])
    return closing.closed_figures(context, _SEPTEMBER)


def _by_a_clerk(_bench: Bench, context: Context) -> object:
    return closing.close(Context(context.store, person_called(context.store, CLERK)), _SEPTEMBER)


SITUATIONS = (
    Situation(
        "Closing what is not over",
        "The period has not ended; close it after its last day.",
        _asked("report-close", "2126-01"),
    ),
    Situation(
        "Closing part of a month",
        "Only a month, a quarter or a year can be closed.",
        _asked("report-close", "2026-W38"),
    ),
    Situation(
        "Closed already",
        "The report is closed already; to change it, open it again and say why.",
        _when_closed("report-close", _MONTH),
    ),
    Situation(
        "Opening what is open",
        "The report is not closed.",
        _asked("report-reopen", _MONTH, "--reason", "kļūda"),
    ),
    Situation(
        "Opening without a reason",
        "Opening a closed report again needs a reason.",
        _when_closed("report-reopen", _MONTH, "--reason", ""),
    ),
    Situation(
        "No such closed edition",
        "The report has no such edition.",
        _when_closed("report-state", _MONTH, "--edition", "7", "--out", "p.pdf"),
    ),
    Situation(
        "Closing is the supervisor's",
        "Only a supervisor closes reports.",
        action=_by_a_clerk,
        said="a clerk closes a report",
    ),
    Situation(
        "Closed report damaged",
        "The file with the closed figures is damaged or was changed; it will come back from the central store.",
        action=_damaged,
        said="open a closed report whose file is damaged on this disk",
    ),
    Situation(
        "Another paper was signed",
        "The file does not hold the PDF that was closed; sign exactly that one, or confirm that it is to be kept.",
        _signing("cits.pdf", b"%PDF-1.7 cits papirs"),
    ),
    Situation(
        "No signature",
        "The file is the closed PDF itself and carries no signature.",
        action=_unsigned,
        said="keep the closed PDF itself as the signed file",
    ),
    Situation(
        "No signed file",
        "The file is neither a PDF nor a container of signatures.",
        _signing("teksts.txt", b"teksts"),
    ),
)
