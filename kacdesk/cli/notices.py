"""This file is the place where the command line prints notices, the list of services, and what an edition changed."""

import argparse
from dataclasses import asdict
from pathlib import Path

from kacdesk.cli.desk import reading
from kacdesk.cli.output import say, say_json
from kacdesk.core.errors import ExitCode, Missing, Usage
from kacdesk.core.text import t
from kacdesk.services.catalogue import acknowledging, editions, notices, service_list
from kacdesk.services.papers import slips

_LISTS = {".csv": service_list.as_csv, ".html": service_list.as_html}


def notice(asked: argparse.Namespace) -> ExitCode:
    """Write a notice as a PDF."""
    out = Path(asked.out)
    with reading(asked) as context:
        slips.keep(context, notices.draw(context, asked.name), out)
    say(t("Izdruka saglabāta: {name}", name=out.name))
    return ExitCode.DONE


def services(asked: argparse.Namespace) -> ExitCode:
    """Write the list of services for the municipality's website, in the form that the file's name asks for."""
    out = Path(asked.out)
    make = _LISTS.get(out.suffix.lower())
    if make is None:
        raise Usage(
            t("Datnes nosaukumam jābeidzas ar .csv vai .html."),
            effect=t("Nekas nav rakstīts."),
            remedy=t("Rakstiet, piemēram, --out pakalpojumi.html."),
        )
    with reading(asked) as context:
        slips.keep(context, make(context), out)
    say(t("Pakalpojumu saraksts saglabāts: {name}", name=out.name))
    return ExitCode.DONE


def edition(asked: argparse.Namespace) -> ExitCode:
    """Print what the newest edition of the catalogue changed, or the one asked for."""
    with reading(asked) as context:
        told = editions.news(context, asked.edition)
        if told is None:
            raise Missing(t("Šeit vēl nav neviena kataloga."))
        waits = [each.subject for each in acknowledging.asked(context)]
    if asked.json:
        say_json(
            {**asdict(told), "counts": {str(kind): n for kind, n in told.counts.items()}, "to_know": waits}
        )
        return ExitCode.DONE
    say(f"{told.version}\t{told.published_on}\t{told.title}")
    if told.is_news:
        say(acknowledging.changed_words(told))
        for row in told.rows:
            say(f"{editions.heading(row.happened)}\t{row.title}\t{row.about}")
    return ExitCode.DONE
