"""This file is the place where the command line runs the rules of keeping, and answers who is kept and who looked."""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from kacdesk.cli.desk import reading, writing
from kacdesk.cli.output import say, say_json
from kacdesk.core.clock import today_riga
from kacdesk.core.errors import ExitCode, Usage
from kacdesk.core.ids import parse_id
from kacdesk.core.latvian import short_date, short_moment
from kacdesk.core.text import t
from kacdesk.services.keeping import destruction_acts, looked, person_file, retention_run
from kacdesk.services.keeping.looked import LookQuery
from kacdesk.services.keeping.person_file import Hit, Wanted
from kacdesk.services.keeping.retention_due import due
from kacdesk.services.keeping.retention_rules import DESTROY, rules_in_force
from kacdesk.services.keeping.retention_words import rule_words

AddCommand = Callable[[Any, str, str, Callable[[argparse.Namespace], ExitCode]], argparse.ArgumentParser]
"""How the parser adds a command: (commands, name, words, what runs it); `Any` as argparse hides its type."""


def add_commands(commands: Any, add: AddCommand) -> None:
    """Add the commands of keeping and protecting."""
    words = t("glabāšanas termiņi: kas jādzēš un jāiznīcina")
    acts = add(commands, "retention", words, show_due).add_subparsers(metavar="ACTION", required=True)
    _json(add(acts, "due", t("parāda, kam beidzies termiņš"), show_due))
    run = add(acts, "run", t("izpilda noteikumu, kas sastāda arī aktu"), run_rule)
    run.add_argument("rule", metavar="RULE", help=t("noteikuma identifikators no “retention due”"))
    _json(run)
    _json(add(acts, "automatic", t("izpilda noteikumus, kam cilvēks nav vajadzīgs"), run_automatic))
    _json(add(acts, "volumes", t("sastāda aktu par lietām, kam beidzies termiņš"), draw_up_volumes))

    person = add(commands, "person", t("viss, kas glabājas par vienu personu"), find)
    _wanted(person)
    person.add_argument("--out", metavar="FILE", help=t("ZIP datne, ko izsniegt personai"))
    person.add_argument(
        "--only", metavar="ID", nargs="+", help=t("tikai šie ieraksti, ja pēc vārda atrasti arī citi")
    )
    _json(person)

    log = add(commands, "looked", t("kas skatījies personas datus"), show_looks)
    log.add_argument("--from", dest="since", metavar="DATE", help=t("no dienas"))
    log.add_argument("--to", dest="until", metavar="DATE", help=t("līdz dienai"))
    log.add_argument("--record", metavar="ID", help=t("viena ieraksta identifikators"))
    _json(log)


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=t("rezultāts kā JSON"))


def _wanted(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--code", default="", metavar="CODE", help=t("personas kods vai reģistrācijas numurs")
    )
    parser.add_argument("--name", default="", metavar="NAME", help=t("vārds un uzvārds"))
    parser.add_argument("--purpose", required=True, metavar="TEXT", help=t("kādam nolūkam; tiek pierakstīts"))
    parser.add_argument("--ground", required=True, metavar="TEXT", help=t("ar kādu pamatu; tiek pierakstīts"))


def show_due(asked: argparse.Namespace) -> ExitCode:
    """List the rules in force and how much is due by each. 1 when there is something that needs a person."""
    with reading(asked) as context:
        rules = due(context, today_riga())
        told = [(each, rule_words(context.catalog, each.rule).words) for each in rules]
    if getattr(asked, "json", False):
        say_json(
            [
                {
                    "rule": each.rule.id.hex,
                    "register": each.rule.register,
                    "action": each.rule.action,
                    "automatic": each.rule.automatic,
                    "count": each.count,
                    "oldest": each.oldest,
                    "wrong": each.rule.wrong or None,
                }
                for each, _words in told
            ]
        )
    else:
        for each, words in told:
            since = short_date(each.oldest) if each.oldest else ""
            say(f"{each.rule.id.hex}  {each.title}: {each.count} {since}\n    {each.rule.wrong or words}")
    waits = any(each.count and not each.rule.automatic for each in rules)
    return ExitCode.ATTENTION if waits else ExitCode.DONE


def run_rule(asked: argparse.Namespace) -> ExitCode:
    """Carry out one rule: forget what is due, or draw up the act over papers that are due."""
    rule = parse_id(asked.rule)
    if rule is None:
        raise _no_rule()
    with writing(asked) as context:
        found = next((each for each in rules_in_force(context.store, today_riga()) if each.id == rule), None)
        if found is None:
            raise _no_rule()
        if found.action == DESTROY:
            saved = destruction_acts.draw_up(context, found)
            return _say_act(asked, saved.number or "")
        done = retention_run.run_rule(context, rule)
    return _say_run(asked, done)


def _no_rule() -> Usage:
    return Usage(
        t("Tāda spēkā esoša glabāšanas noteikuma nav."),
        effect=t("Nekas nav dzēsts."),
        remedy=t("Noteikumus parāda “kacdesk retention due”."),
    )


def run_automatic(asked: argparse.Namespace) -> ExitCode:
    """Carry out the rules that need nobody, as the window does each day."""
    with writing(asked) as context:
        done = retention_run.run_automatic(context.store)
    return _say_run(asked, done)


def draw_up_volumes(asked: argparse.Namespace) -> ExitCode:
    """Draw up the act over the files of the file plan whose time is over."""
    with writing(asked) as context:
        saved = destruction_acts.draw_up_volumes(context)
    return _say_act(asked, saved.number or "")


def _say_run(asked: argparse.Namespace, done: retention_run.Run) -> ExitCode:
    if asked.json:
        say_json(asdict(done))
    else:
        say(
            t(
                "Ieraksti, kuru personas dati dzēsti: {count}; aizturēti: {held}.",
                count=done.records,
                held=done.held,
            )
        )
        for number in done.acts:
            say(t("Akts: {number}", number=number))
    return ExitCode.DONE


def _say_act(asked: argparse.Namespace, number: str) -> ExitCode:
    if asked.json:
        say_json({"act": number})
    else:
        say(t("Akts: {number}", number=number))
    return ExitCode.DONE


def find(asked: argparse.Namespace) -> ExitCode:
    """List the records that hold a person; with --out write all of it into a ZIP for that person."""
    wanted = Wanted(purpose=asked.purpose, ground=asked.ground, code=asked.code, name=asked.name)
    with reading(asked) as context:
        catalog = context.catalog
        hits = person_file.find_person(context, wanted)
        if asked.out:
            person_file.put_together(context, wanted, _chosen(asked, hits), Path(asked.out))
    if asked.json:
        say_json([asdict(hit) for hit in hits])
    else:
        for hit in hits:
            how = t("kods") if hit.exact else t("vārds")
            title = f"{t(catalog.spec(hit.register).title)} ({hit.register})"
            say(f"{title}\t{hit.record}\t{hit.number}\t{how}")
        say(t("Atrasti ieraksti: {count}", count=len(hits)))
    return ExitCode.DONE


def _chosen(asked: argparse.Namespace, hits: list[Hit]) -> list[Hit]:
    """Return the records that go into the file: those with the code, and those by name that were named."""
    if asked.only is None:
        return [hit for hit in hits if hit.exact]
    named = {parse_id(each) for each in asked.only}
    return [hit for hit in hits if hit.record in named]


def show_looks(asked: argparse.Namespace) -> ExitCode:
    """List who looked at personal data."""
    query = LookQuery(
        since=_day(asked.since),
        until=_day(asked.until),
        record=parse_id(asked.record) if asked.record else None,
    )
    with reading(asked) as context:
        found = looked.looks(context, query)
    if asked.json:
        say_json([asdict(look) for look in found])
    elif not found:
        say(t("Neviens nav skatījies."))
    else:
        for look in found:
            say(
                "\t".join((short_moment(look.at), look.who, look.act, look.register, look.what, look.purpose))
            )
    return ExitCode.DONE


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Usage(
            t("Diena “{day}” nav saprotama.", day=text[:20]), remedy=t("Rakstiet, piemēram, 2026-11-21.")
        ) from error
