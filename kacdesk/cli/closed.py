"""This file is the place where the command line closes reports, opens them again and keeps their signed files."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kacdesk.cli.desk import reading, writing
from kacdesk.cli.output import say, say_json
from kacdesk.core.errors import ExitCode
from kacdesk.core.latvian import short_moment
from kacdesk.core.text import t
from kacdesk.figures.period import Period
from kacdesk.services.context import Context
from kacdesk.services.papers import slips
from kacdesk.services.reporting import closing, signed
from kacdesk.services.reporting.closing import Closing, ReportState
from kacdesk.services.reporting.signed import SignedFile

AddCommand = Callable[[Any, str, str, Callable[[argparse.Namespace], ExitCode]], argparse.ArgumentParser]
"""How the parser adds a command: (commands, name, words, what runs it); `Any` as argparse hides its type."""

_SHORT = 16


def add_commands(commands: Any, add: AddCommand) -> None:
    """Add the commands of closed reports."""
    shut = add(commands, "report-close", t("noslēdz pārskatu par mēnesi, ceturksni vai gadu"), close)
    again = add(commands, "report-reopen", t("atver noslēgtu pārskatu no jauna"), reopen)
    keep = add(commands, "report-signed", t("glabā parakstīto datni pie noslēgtā pārskata"), keep_signed)
    look = add(commands, "report-state", t("kuri pārskati ir noslēgti, kurā redakcijā"), show)
    for command in (shut, again, keep):
        command.add_argument("period", metavar="PERIOD", help="2026-09, 2026-Q3, 2026")
    look.add_argument("period", metavar="PERIOD", nargs="?", help=t("viens periods; citādi visi"))
    again.add_argument("--reason", required=True, metavar="TEXT", help=t("kāpēc; tiek pierakstīts"))
    keep.add_argument("file", metavar="FILE", help=t("parakstīts PDF, .asice vai .edoc"))
    keep.add_argument("--anyway", action="store_true", help=t("glabā arī tad, ja tajā nav noslēgtā PDF"))
    for command in (keep, look):
        command.add_argument("--edition", type=int, metavar="N", help=t("agrāka redakcija"))
    look.add_argument("--out", metavar="FILE.pdf", help=t("saglabā noslēgto PDF"))
    look.add_argument("--signed", metavar="SHA256", help=t("saglabā parakstīto datni, nevis noslēgto PDF"))
    for command in (shut, again, keep, look):
        command.add_argument("--json", action="store_true", help=t("rezultāts kā JSON"))


def close(asked: argparse.Namespace) -> ExitCode:
    """Close the report of a period; 1 when records of it had not been sent or were refused."""
    period = Period.parse(asked.period)
    with writing(asked) as context:
        done = closing.close(context, period)
        told = closing.closed_figures(context, period).completeness
    if asked.json:
        say_json(_closing_json(done))
    else:
        say(t("Pārskats {number} ir noslēgts. SHA-256: {digest}", number=done.number, digest=done.hash))
    return ExitCode.ATTENTION if told.refused else ExitCode.DONE


def reopen(asked: argparse.Namespace) -> ExitCode:
    """Open a closed report again."""
    with writing(asked) as context:
        done = closing.reopen(context, Period.parse(asked.period), reason=asked.reason)
    if asked.json:
        say_json(_closing_json(done))
    else:
        say(t("Pārskats {number} ir atvērts no jauna.", number=done.number))
    return ExitCode.DONE


def keep_signed(asked: argparse.Namespace) -> ExitCode:
    """Keep a signed file beside a closed report."""
    with writing(asked) as context:
        done = signed.keep_signed(
            context, Period.parse(asked.period), Path(asked.file), edition=asked.edition, anyway=asked.anyway
        )
    if asked.json:
        say_json(_signed_json(done))
    else:
        say(t("Parakstītā datne pievienota. SHA-256: {digest}", digest=done.sha256))
    return ExitCode.DONE


def show(asked: argparse.Namespace) -> ExitCode:
    """Tell how reports stand, or save what was closed; 1 when two desks closed one period with other figures."""
    period = Period.parse(asked.period) if asked.period else None
    with reading(asked) as context:
        if period is not None and (asked.out or asked.signed):
            return _save(context, period, asked)
        states = (closing.state(context, period),) if period is not None else closing.all_closed(context)
        files = {
            each.id: signed.signed_files(context, state.period, edition=each.edition)
            for state in states
            for each in state.editions
        }
    if asked.json:
        say_json([_state_json(each, files) for each in states])
    elif not states:
        say(t("Neviens pārskats vēl nav noslēgts."))
    for state in states if not asked.json else ():
        for line in _lines(state, files):
            say(line)
    return ExitCode.ATTENTION if any(state.disagreeing for state in states) else ExitCode.DONE


def _save(context: Context, period: Period, asked: argparse.Namespace) -> ExitCode:
    if asked.signed:
        name, content = signed.open_signed(context, period, asked.signed, edition=asked.edition)
    else:
        name, content = "", closing.closed_paper(context, period, edition=asked.edition)
    out = Path(asked.out or name)
    slips.keep(context, content, out)
    say(t("Datne saglabāta: {name}", name=out.name))
    return ExitCode.DONE


def _lines(state: ReportState, files: dict[Any, tuple[SignedFile, ...]]) -> list[str]:
    """Return a line for each edition, duplicate and signed file; one for a report that was never closed."""
    if not state.editions:
        return [f"{state.period}\t{t('nav noslēgts')}"]
    told = []
    for each in state.editions:
        told.append(_line(each))
        told += [
            f"\t{t('parakstīts') if file.holds_paper else t('cita datne')}\t"
            f"{short_moment(file.kept_at)}\t{file.sha256[:_SHORT]}\t{file.name}"
            for file in files[each.id]
        ]
    for each in state.duplicates:
        agrees = each not in state.disagreeing
        words = t("dublikāts, skaitļi sakrīt") if agrees else t("dublikāts, skaitļi atšķiras")
        told.append(f"{each.number}\t{words}\t{short_moment(each.closed_at)}\t{each.closed_by}")
    return told


def _line(each: Closing) -> str:
    if each.is_open_again and each.reopened_at is not None:
        words = t("atvērts no jauna: {reason}", reason=each.reason)
        return f"{each.number}\t{words}\t{short_moment(each.reopened_at)}\t{each.reopened_by}"
    return (
        f"{each.number}\t{t('noslēgts')}\t{short_moment(each.closed_at)}\t{each.closed_by}\t"
        f"{each.hash[:_SHORT]}"
    )


def _state_json(state: ReportState, files: dict[Any, tuple[SignedFile, ...]]) -> dict[str, Any]:
    return {
        "period": str(state.period),
        "closed": state.closing is not None,
        "editions": [
            {**_closing_json(each), "signed": [_signed_json(file) for file in files[each.id]]}
            for each in state.editions
        ],
        "duplicates": [
            {**_closing_json(each), "agrees": each not in state.disagreeing} for each in state.duplicates
        ],
    }


def _closing_json(each: Closing) -> dict[str, Any]:
    return {
        "id": each.id,
        "number": each.number,
        "period": str(each.period),
        "edition": each.edition,
        "state": "REOPENED" if each.is_open_again else "CLOSED",
        "closed_at": each.closed_at,
        "closed_by": each.closed_by,
        "reopened_at": each.reopened_at,
        "reopened_by": each.reopened_by,
        "reason": each.reason,
        "hash": each.hash,
        "counted_hash": each.counted_hash,
        "paper_hash": each.paper_hash,
    }


def _signed_json(file: SignedFile) -> dict[str, Any]:
    return {
        "sha256": file.sha256,
        "name": file.name,
        "size": file.size,
        "kept_at": file.kept_at,
        "edition": file.edition,
        "holds_paper": file.holds_paper,
        "here": file.is_here,
    }
