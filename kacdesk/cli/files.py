"""This file is the place where the command line imports, exports and reports."""

import argparse
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from kacdesk.cli.desk import reading, register_named, writing
from kacdesk.cli.output import note, say, say_json
from kacdesk.core.errors import ExitCode, Usage
from kacdesk.core.text import t
from kacdesk.figures.period import Period
from kacdesk.reports.files import written
from kacdesk.services import exports
from kacdesk.services.catalogue import editions, reference_data
from kacdesk.services.context import Context
from kacdesk.services.counter.entry import parse_day
from kacdesk.services.importing import imports
from kacdesk.services.papers.slips import keep
from kacdesk.services.reporting import closing
from kacdesk.services.reporting.report_files import write_xlsx
from kacdesk.services.reporting.writing import as_json, write
from kacdesk.spec.listing import ListQuery
from kacdesk.spec.register import Direction


def import_file(asked: argparse.Namespace) -> ExitCode:
    """Import a spreadsheet log into a register, or a catalogue into a point that works alone."""
    file = Path(asked.file)
    with writing(asked) as context:
        spec = register_named(context, asked.register)
        if spec.direction is Direction.DOWN:
            loaded = reference_data.load(context.store, file)
            told = {
                "edition": loaded.edition,
                "added": loaded.added,
                "changed": loaded.changed,
                "same": loaded.same,
                "changes": [asdict(each) for each in loaded.changes.told],
            }
            say_json(told) if asked.json else say(
                f"{loaded.edition}: +{loaded.added} ~{loaded.changed} ={loaded.same}"
            )
            if not asked.json:
                _say_changes(context)
            for bad in loaded.bad_rows:
                note(f"{bad.file}:{bad.line} {bad.column}: {bad.reason}")
            return ExitCode.ATTENTION if loaded.bad_rows else ExitCode.DONE
        report = imports.run(
            context,
            spec.name,
            file,
            dry_run=asked.dry_run,
            rejects=Path(asked.rejects) if asked.rejects else None,
        )
    if asked.json:
        say_json(report.to_json())
    else:
        say(t("Nolasīts: {read}, pievienots: {added}, jau bija: {there}, noraidīts: {rejected}.",
              read=report.read, added=report.added, there=report.already_there, rejected=report.rejected))  # fmt: skip
        for problem in report.problems:
            note(f"{problem.line}: {problem.column}: {problem.reason}")
    if report.rejected and report.rejected == report.read:
        return ExitCode.REFUSED
    return ExitCode.ATTENTION if report.rejected else ExitCode.DONE


def _say_changes(context: Context) -> None:
    """Print what the newest edition changed, row by row."""
    told = editions.news(context)
    for row in told.rows if told is not None and not told.first else ():
        say(f"{editions.heading(row.happened)}\t{row.title}\t{row.about}")


def export(asked: argparse.Namespace) -> ExitCode:
    """Write the records of a span of days to a file; personal columns only with a purpose."""
    since, until = _day(asked.since, "--from"), _day(asked.until, "--to")
    if until < since:
        raise Usage(t("Beigu diena ir pirms sākuma dienas."), remedy=t("Pārbaudiet --from un --to."))
    with reading(asked) as context:
        spec = register_named(context, asked.register)
        done = exports.export(
            context,
            spec.name,
            ListQuery(since=since, until=until),
            format=asked.format,
            out=Path(asked.out),
            purpose=asked.purpose,
        )
    say(t("Eksportētas rindas: {rows} → {name}", rows=done.rows, name=Path(asked.out).name))
    return ExitCode.DONE


def _day(text: str, option: str) -> date:
    day = parse_day(text)
    if day is None:
        raise Usage(
            t("Aiz {option} vajag datumu.", option=option),
            effect=t("Nekas nav rakstīts."),
            remedy=t("Rakstiet, piemēram, 2026-11-01."),
        )
    return day


def report(asked: argparse.Namespace) -> ExitCode:
    """Write the report of a period as the ending of the name says, and its figures as JSON beside it if asked."""
    period, out = Period.parse(asked.period), Path(asked.out)
    with reading(asked) as context:
        counted = closing.report(context, period, recount=asked.recount)
        match out.suffix.lower():
            case ".pdf":
                keep(context, closing.paper(context, counted, recount=asked.recount), out)
            case ".xlsx":
                write_xlsx(context, counted, out, purpose=asked.purpose)
            case _:
                write(context, counted, out)
    if asked.json:
        with written(Path(asked.json)) as beside:
            beside.write_text(
                json.dumps(as_json(counted), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
            )
    say(t("Pārskats saglabāts: {name}", name=out.name))
    return ExitCode.DONE
