"""This file is the place where the words of the command line are fixed (docs/cli.md)."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

import kacdesk
from kacdesk.cli import demo, doctor, exchange, files, records, state
from kacdesk.core.errors import ExitCode, Usage
from kacdesk.core.text import t

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[Any]

Command = Callable[[argparse.Namespace], ExitCode]


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one of ours, with its three sentences and exit code."""

    def error(self, message: str) -> NoReturn:
        """Raise Usage that names the word of the command line which the library complains of."""
        raise Usage(
            _complaint(message),
            effect=t("Nekas nav darīts."),
            remedy=t("Komandas un to opcijas rāda “{prog} --help”.", prog=self.prog),
        )


def _complaint(message: str) -> str:
    """Return the library's complaint as a sentence; what it says beyond these forms differs between its versions."""
    head, _, names = message.partition(": ")
    match head.split(" "):
        case ["argument", *name]:
            return t("Komandrindā nav derīgs: {name}.", name=" ".join(name))
        case ["the", "following", *_]:
            return t("Komandrindā trūkst: {names}.", names=names)
        case ["unrecognized", *_]:
            return t("Komandrindā ir kas nepazīstams: {names}.", names=names)
    return t("Komandrinda nav saprotama.")


def build_parser(window: Command) -> argparse.ArgumentParser:
    """Return the parser; `window` is what runs without a command."""
    parser = Parser(prog="kacdesk", description=t("Klientu apkalpošanas centra žurnāls."))
    parser.add_argument("--version", action="version", version=f"kacdesk {kacdesk.__version__}")
    parser.add_argument("--self-check", action="store_true", help=t("pārbauda pašu programmu un beidz"))
    _global_options(parser, default=None)
    parser.set_defaults(run=window)
    commands = parser.add_subparsers(title=t("komandas"), metavar="KOMANDA")
    _state(commands)
    _records(commands)
    _files(commands)
    _exchange(commands)
    return parser


def _global_options(parser: argparse.ArgumentParser, *, default: object) -> None:
    """Add the options that may stand before and after every command."""
    parser.add_argument("--data", metavar="DIR", default=default, help=t("datu mape"))
    parser.add_argument(
        "--passphrase-file", metavar="FILE", default=default, help=t("datne ar paroles frāzi")
    )
    parser.add_argument("--as", dest="acting", metavar="NAME", default=default, help=t("kas rīkojas"))
    parser.add_argument("--language", choices=("lv", "en"), default=default, help=t("valoda"))


def _command(commands: "Commands", name: str, words: str, run: Command) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    _global_options(parser, default=argparse.SUPPRESS)
    parser.set_defaults(run=run)
    return parser


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=t("rezultāts kā JSON"))


def _purpose(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--purpose", metavar="TEXT", help=t("kādam nolūkam vajadzīgi personas dati; tiek pierakstīts")
    )


def _state(commands: "Commands") -> None:
    sample = _command(commands, "demo", t("izveido un atver parauga punktu"), demo.demo)
    sample.add_argument("--contacts", type=int, default=demo.CONTACTS, metavar="N", help=t("kontaktu skaits"))
    sample.add_argument("--no-window", action="store_true", help=t("bez loga"))

    new = _command(commands, "init", t("izveido jauna punkta datus"), state.init)
    new.add_argument("--point", required=True, metavar="CODE", help=t("punkta kods, piemēram, BALVI"))
    new.add_argument("--name", metavar="NAME", help=t("punkta nosaukums"))
    new.add_argument("--type", choices=("municipal", "regional", "national"), default="municipal")
    new.add_argument(
        "--file-index", default="1-1", metavar="INDEX", help=t("lietas indekss dokumentu numuros")
    )
    new.add_argument(
        "--supervisor", default=t("Punkta vadītājs"), metavar="NAME", help=t("pirmā persona ar vadītāja lomu")
    )
    _json(new)

    _json(_command(commands, "status", t("kas saglabāts, kas nosūtīts, kas gaida"), state.status))

    look = _command(commands, "doctor", t("pārbauda programmu un datus"), doctor.doctor)
    look.add_argument(
        "--before-install", action="store_true", help=t("tikai to, ko var pārbaudīt bez datiem")
    )
    _json(look)


def _records(commands: "Commands") -> None:
    new = _command(commands, "add", t("pievieno ierakstus no JSON"), records.add)
    new.add_argument("register", metavar="REGISTER")
    new.add_argument("--json", required=True, metavar="FILE|-", help=t("viens ieraksts vai saraksts"))

    one = _command(commands, "show", t("parāda ierakstu"), records.show)
    one.add_argument("register", metavar="REGISTER")
    one.add_argument("id", metavar="ID")
    _purpose(one)
    _json(one)

    hits = _command(commands, "find", t("meklē reģistrā"), records.find)
    hits.add_argument("register", metavar="REGISTER")
    hits.add_argument("text", metavar="TEXT", nargs="?", default="")
    hits.add_argument("--limit", type=int, default=200, metavar="N", help=t("ne vairāk kā tik ierakstu"))
    _purpose(hits)
    _json(hits)


def _files(commands: "Commands") -> None:
    load = _command(commands, "import", t("importē tabulu"), files.import_file)
    load.add_argument("register", metavar="REGISTER")
    load.add_argument("file", metavar="FILE")
    load.add_argument("--dry-run", action="store_true", help=t("tikai pārbauda"))
    load.add_argument("--rejects", metavar="FILE", help=t("kur rakstīt noraidītās rindas"))
    _json(load)

    out = _command(commands, "export", t("eksportē reģistru"), files.export)
    out.add_argument("register", metavar="REGISTER")
    out.add_argument("--from", dest="since", required=True, metavar="DATE")
    out.add_argument("--to", dest="until", required=True, metavar="DATE")
    out.add_argument("--format", choices=("csv", "xlsx", "pdf"), required=True)
    out.add_argument("--out", required=True, metavar="FILE")
    _purpose(out)

    report = _command(commands, "report", t("pārskati"), files.report)
    report.add_argument("kind", choices=("monthly",))
    report.add_argument("month", metavar="YYYY-MM")
    report.add_argument("--out", required=True, metavar="FILE.pdf")
    report.add_argument("--json", metavar="FILE", help=t("skaitļi kā JSON"))


def _exchange(commands: "Commands") -> None:
    join = _command(commands, "enrol", t("piesaka datoru centrālajā krātuvē"), exchange.enrol)
    join.add_argument("code", metavar="CODE")
    join.add_argument("--central", required=True, metavar="URL")
    _json(join)

    _json(_command(commands, "sync", t("nosūta un saņem tagad"), exchange.sync))
