"""This file is the place where the words of the command line are fixed (docs/cli.md)."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import kacdesk
from kacdesk.cli import (
    acts,
    attach,
    attention,
    closed,
    copies,
    demo,
    doctor,
    exchange,
    files,
    init,
    keeping,
    moving,
    notices,
    outage,
    papers,
    pins,
    policy,
    pvs,
    records,
    state,
    support,
    update,
)
from kacdesk.cli.common_words import say_what_is_meant
from kacdesk.cli.global_options import global_options
from kacdesk.core.command_line import Parser
from kacdesk.core.errors import ExitCode
from kacdesk.core.text import t
from kacdesk.services.catalogue.notices import NOTICES
from kacdesk.services.papers.attachments import DOCUMENT

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[Any]

Command = Callable[[argparse.Namespace], ExitCode]


def build_parser(window: Command) -> argparse.ArgumentParser:
    """Return the parser; `window` is what runs without a command."""
    parser = Parser(prog="kacdesk", description=t("Klientu apkalpošanas centra žurnāls."))
    parser.add_argument("--version", action="version", version=f"kacdesk {kacdesk.__version__}")
    parser.add_argument("--self-check", action="store_true", help=t("pārbauda pašu programmu un beidz"))
    global_options(parser, default=None)
    parser.set_defaults(run=window)
    commands = parser.add_subparsers(title=t("komandas"), metavar="COMMAND")
    _state(commands)
    _staff(commands)
    _records(commands)
    _acts(commands)
    _papers(commands)
    _files(commands)
    _pvs(commands)
    _exchange(commands)
    _copies(commands)
    _moving(commands)
    keeping.add_commands(commands, _command)
    closed.add_commands(commands, _command)
    support.add_commands(commands, _command)
    update.add_commands(commands, _command)
    say_what_is_meant(parser)
    return parser


def _command(commands: "Commands", name: str, words: str, run: Command) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    global_options(parser, default=argparse.SUPPRESS)
    parser.set_defaults(run=run)
    return parser


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=t("rezultāts kā JSON"))


def _purpose(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--purpose", metavar="TEXT", help=t("kādam nolūkam vajadzīgi personas dati; tiek pierakstīts")
    )


def _point(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--point", dest="of_point", metavar="CODE", help=t("cits punkts, ko šis dators drīkst lasīt")
    )


def _slot(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--slot", metavar="FILE", help=t("atslēgas datne, ko izsniedzis krātuves uzturētājs"))
    parser.add_argument("--code-file", metavar="FILE", help=t("datne ar tās kodu; citādi to prasa terminālī"))


def _recovery_key(parser: "argparse._ActionsContainer") -> None:
    parser.add_argument(
        "--recovery-key",
        metavar="FILE|-",
        help=t("kur ierakstīt jaunu atjaunošanas atslēgu; datnes vēl nedrīkst būt"),
    )


def _state(commands: "Commands") -> None:
    sample = _command(commands, "demo", t("izveido un atver parauga punktu"), demo.demo)
    sample.add_argument("--contacts", type=int, default=demo.CONTACTS, metavar="N", help=t("kontaktu skaits"))
    sample.add_argument("--no-window", action="store_true", help=t("bez loga"))

    new = _command(commands, "init", t("izveido jauna punkta datus"), init.init)
    new.add_argument("--point", required=True, metavar="CODE", help=t("punkta kods, piemēram, BALVI"))
    new.add_argument("--name", metavar="NAME", help=t("punkta nosaukums"))
    new.add_argument("--type", choices=("municipal", "regional", "national"), default="municipal")
    new.add_argument(
        "--file-index", default="1-1", metavar="INDEX", help=t("lietas indekss dokumentu numuros")
    )
    new.add_argument(
        "--supervisor", default=t("Punkta vadītājs"), metavar="NAME", help=t("pirmā persona ar vadītāja lomu")
    )
    _recovery_key(new)
    _json(new)

    _json(_command(commands, "status", t("kas saglabāts, kas nosūtīts, kas gaida"), state.status))

    set_by_it = _command(commands, "policy", t("ko šim datoram noteicis IT"), policy.show)
    set_by_it.add_argument("--check", metavar="FILE", help=t("pārbauda datni, pirms to izdala; neko nemaina"))
    _json(set_by_it)

    look = _command(commands, "doctor", t("pārbauda programmu un datus"), doctor.doctor)
    look.add_argument(
        "--before-install", action="store_true", help=t("tikai to, ko var pārbaudīt bez datiem")
    )
    look.add_argument("--central", metavar="URL", help=t("krātuves adrese, ja dators tajā vēl nav pieteikts"))
    look.add_argument("--ca", metavar="FILE", help=t("vienīgais sertifikātu izdevējs, kam uzticēties (PEM)"))
    _json(look)


def _staff(commands: "Commands") -> None:
    words = t("kas strādā punktā, un viņu PIN")
    people = _command(commands, "staff", words, pins.show)
    _json(people)
    acts = people.add_subparsers(metavar="ACTION")
    own = _command(acts, "set-pin", t("maina tās personas PIN, kas rīkojas"), pins.set_own)
    own.add_argument(
        "--new-pin-file", metavar="FILE", help=t("datne ar jauno PIN; citādi to prasa terminālī")
    )
    own.add_argument(
        "--confirm", action="store_true", help=t("arī ja tas izskatās pēc dzimšanas gada vai dienas")
    )
    other = _command(acts, "reset-pin", t("dod vienreizēju PIN, ja tas pazaudēts"), pins.reset)
    other.add_argument("name", metavar="NAME")
    _json(other)


def _records(commands: "Commands") -> None:
    new = _command(commands, "add", t("pievieno ierakstus no JSON"), records.add)
    new.add_argument("register", metavar="REGISTER")
    new.add_argument("--json", required=True, metavar="FILE|-", help=t("viens ieraksts vai saraksts"))
    _point(new)

    one = _command(commands, "show", t("parāda ierakstu"), records.show)
    one.add_argument("register", metavar="REGISTER")
    one.add_argument("id", metavar="ID")
    _point(one)
    _purpose(one)
    _json(one)

    add_file = _command(commands, "attach", t("pievieno ierakstam datni"), attach.attach)
    add_file.add_argument("register", metavar="REGISTER")
    add_file.add_argument("id", metavar="ID")
    add_file.add_argument("file", metavar="FILE", help=t("PDF, JPEG vai PNG, līdz 20 MB"))
    add_file.add_argument("--role", default=DOCUMENT, metavar="ROLE", help="DOCUMENT, ANNEX, REPLY, OTHER")
    _json(add_file)

    hide_file = _command(commands, "detach", t("noņem datni no ieraksta"), attach.detach)
    hide_file.add_argument("register", metavar="REGISTER")
    hide_file.add_argument("id", metavar="ID")
    hide_file.add_argument("sha256", metavar="SHA256", help=t("vismaz pirmās astoņas zīmes"))
    hide_file.add_argument("--reason", required=True, metavar="TEXT")

    save_file = _command(commands, "file", t("saglabā ieraksta datni"), attach.save_file)
    save_file.add_argument("register", metavar="REGISTER")
    save_file.add_argument("id", metavar="ID")
    save_file.add_argument("sha256", metavar="SHA256", help=t("vismaz pirmās astoņas zīmes"))
    save_file.add_argument("--out", required=True, metavar="FILE")
    save_file.add_argument(
        "--purpose", required=True, metavar="TEXT", help=t("kādam nolūkam; tiek pierakstīts")
    )

    hits = _command(commands, "find", t("meklē reģistrā vai pēc lapiņas koda"), _find)
    hits.add_argument("register", metavar="REGISTER", nargs="?")
    hits.add_argument("text", metavar="TEXT", nargs="?", default="")
    hits.add_argument("--code", metavar="CODE", help=t("lapiņas kods; meklē visos žurnālos"))
    _point(hits)
    hits.add_argument("--limit", type=int, default=200, metavar="N", help=t("ne vairāk kā tik ierakstu"))
    _purpose(hits)
    _json(hits)


def _find(asked: argparse.Namespace) -> ExitCode:
    """Find by the code of a slip or by words."""
    return papers.find_by_code(asked) if asked.code else records.find(asked)


def _acts(commands: "Commands") -> None:
    look = _command(commands, "acts", t("ko ar ierakstu tagad var izdarīt"), acts.show)
    take = _command(commands, "step", t("izdara ar ierakstu nākamo soli"), acts.step)
    draw = _command(commands, "paper", t("izveido ieraksta papīru"), acts.paper)
    for command in (look, take, draw):
        command.add_argument("register", metavar="REGISTER")
        command.add_argument("id", metavar="ID")
    _json(look)
    take.add_argument("step", metavar="STEP", help=t("soļa vārds, kā to rāda “acts”"))
    _json(take)
    draw.add_argument("name", metavar="NAME", help=t("papīra vārds, kā to rāda “acts”"))
    draw.add_argument("--out", required=True, metavar="FILE.pdf")


def _papers(commands: "Commands") -> None:
    out = _command(commands, "slip", t("izveido lapiņu klientam"), papers.slip)
    out.add_argument("register", metavar="REGISTER")
    out.add_argument("id", metavar="ID")
    out.add_argument("--out", required=True, metavar="FILE.pdf")
    out.add_argument("--paper", choices=("a6", "a4"), default="a6", help=t("A6 lapa vai 80 mm josla uz A4"))

    mark = _command(commands, "stamp", t("izveido saņemta dokumenta spiedogu SAŅEMTS"), papers.stamp)
    mark.add_argument("id", metavar="NUMBER|ID")
    mark.add_argument("--out", required=True, metavar="FILE.pdf")
    mark.add_argument(
        "--paper", choices=("a4", "label"), default="a4", help=t("A4 lapas stūris vai uzlīme 70 × 37 mm")
    )

    wall = _command(commands, "notice", t("izveido izdruku sienai vai galdam"), notices.notice)
    wall.add_argument("name", metavar="NAME", help=", ".join(each.name for each in NOTICES))
    wall.add_argument("--out", required=True, metavar="FILE.pdf")

    listed = _command(commands, "services", t("pakalpojumu saraksts tīmekļvietnei"), notices.services)
    listed.add_argument("--out", required=True, metavar="FILE.html|FILE.csv")

    changed = _command(commands, "edition", t("ko mainīja kataloga redakcija"), notices.edition)
    changed.add_argument("--of", dest="edition", metavar="VERSION", help=t("cita redakcija, nevis jaunākā"))
    _json(changed)


def _files(commands: "Commands") -> None:
    load = _command(commands, "import", t("importē tabulu"), files.import_file)
    load.add_argument("register", metavar="REGISTER")
    load.add_argument("file", metavar="FILE")
    _point(load)
    load.add_argument("--dry-run", action="store_true", help=t("tikai pārbauda"))
    load.add_argument("--rejects", metavar="FILE", help=t("kur rakstīt noraidītās rindas"))
    _json(load)

    out = _command(commands, "export", t("eksportē reģistru"), files.export)
    out.add_argument("register", metavar="REGISTER")
    out.add_argument("--from", dest="since", required=True, metavar="DATE")
    out.add_argument("--to", dest="until", required=True, metavar="DATE")
    out.add_argument("--format", choices=("csv", "xlsx", "pdf"), required=True)
    out.add_argument("--out", required=True, metavar="FILE")
    _point(out)
    _purpose(out)

    report = _command(commands, "report", t("pārskati"), files.report)
    report.add_argument(
        "period",
        metavar="PERIOD",
        help=t("2026-11, 2026-Q3, 2026, 2026-W47, 2026-11-21, 2026-11-02..2026-11-20"),
    )
    report.add_argument("--out", required=True, metavar="FILE", help=t(".pdf, .xlsx, .csv vai .json"))
    report.add_argument("--json", metavar="FILE", help=t("skaitļi kā JSON"))
    report.add_argument(
        "--recount", action="store_true", help=t("skaita no jauna arī noslēgtu periodu, nevis rāda noslēgto")
    )
    _point(report)
    _purpose(report)

    paper = _command(commands, "outage-sheet", t("lapa, uz kuras rakstīt, kad dators nestrādā"), outage.sheet)
    paper.add_argument("--out", required=True, metavar="FILE.pdf")


def _pvs(commands: "Commands") -> None:
    waiting = t("identifikators, kā to rāda “kacdesk pvs”")
    look = _command(commands, "pvs", t("kas jāievada arī valsts sistēmā PVS"), pvs.show)
    look.add_argument("--limit", type=int, default=50, metavar="N", help=t("ne vairāk kā tik ierakstu"))
    _json(look)
    acts = look.add_subparsers(metavar="ACTION")
    end = _command(acts, "done", t("atzīmē, ka reģistrācija PVS ir ievadīta"), pvs.done)
    end.add_argument("id", metavar="ID", help=waiting)
    end.add_argument("--number", metavar="TEXT", help=t("numurs, ko tai deva PVS"))
    leave = _command(acts, "skip", t("atzīmē, kāpēc reģistrācija PVS nav jāievada"), pvs.skip)
    leave.add_argument("id", metavar="ID", help=waiting)
    leave.add_argument("--reason", required=True, metavar="TEXT")
    again = _command(acts, "reopen", t("atceļ atzīmi: reģistrācija atkal gaida"), pvs.reopen)
    again.add_argument("id", metavar="ID", help=waiting)
    out = _command(acts, "export", t("raksta reģistrācijas CSV datnē"), pvs.export)
    out.add_argument("--from", dest="since", required=True, metavar="DATE")
    out.add_argument("--to", dest="until", required=True, metavar="DATE")
    out.add_argument("--out", required=True, metavar="FILE.csv")
    _purpose(out)


def _exchange(commands: "Commands") -> None:
    join = _command(commands, "enrol", t("piesaka datoru centrālajā krātuvē"), exchange.enrol)
    join.add_argument("code", metavar="CODE")
    join.add_argument("--central", metavar="URL", help=t("krātuves adrese; nav vajadzīga, ja to noteicis IT"))
    join.add_argument("--ca", metavar="FILE", help=t("vienīgais sertifikātu izdevējs, kam uzticēties (PEM)"))
    _json(join)

    now = _command(commands, "sync", t("nosūta un saņem tagad"), exchange.sync)
    now.add_argument("--to-file", metavar="FILE", help=t("bez līnijas: izveido sūtījumu datnē"))
    now.add_argument("--from-file", metavar="FILE", help=t("bez līnijas: ieņem atbildi no datnes"))
    now.add_argument("--compare", action="store_true", help=t("salīdzina visus ierakstus ar krātuvi"))
    now.add_argument(
        "--allow-mass-change",
        action="store_true",
        help=t("pārņem apturētu lielu izmaiņu; drīkst vadītājs un IT"),
    )
    now.add_argument("--reason", default="", metavar="TEXT", help=t("kāpēc liela izmaiņa ir pareiza"))
    _json(now)

    look = _command(commands, "attention", t("kas jāapskata cilvēkam"), attention.show)
    _purpose(look)
    _json(look)
    acts = look.add_subparsers(metavar="ACTION")
    close = _command(acts, "settle", t("noslēdz vienu no tiem"), attention.settle)
    close.add_argument("id", metavar="ID", help=t("vismaz pirmās astoņas zīmes"))
    close.add_argument("--take-mine", action="store_true", help=t("pretrunā ņem zaudējušo vērtību"))
    close.add_argument("--resend", action="store_true", help=t("nepieņemto sūta vēlreiz, kā tas ir tagad"))
    close.add_argument("--reason", metavar="TEXT", help=t("iemesls, ja mainās vērtība"))

    place = _command(commands, "where", t("kur ir ieraksts: ceļā, krātuvē, drošībā"), attention.where)
    place.add_argument("number", metavar="NUMBER|ID")
    _json(place)


def _copies(commands: "Commands") -> None:
    words = t("šifrētas kopijas otrā diskā vai datu nesējā")
    acts = _command(commands, "copies", words, copies.show_all).add_subparsers(
        metavar="ACTION", required=True
    )
    place = _command(acts, "set", t("nosaka kopiju mapi"), copies.set_folder)
    place.add_argument("folder", metavar="FOLDER|off")
    _json(_command(acts, "list", t("uzskaita kopijas"), copies.show_all))
    _json(_command(acts, "now", t("izveido kopiju tagad"), copies.now))

    back = _command(commands, "restore", t("izveido datu mapi no kopijas"), copies.restore)
    back.add_argument("copy", metavar="COPY")
    _slot(back)
    _json(back)


def _moving(commands: "Commands") -> None:
    last = _command(commands, "drain", t("nosūta to, kas palicis vecā diskā"), moving.drain)
    last.add_argument("--from", dest="source", required=True, metavar="OLD", help=t("vecā datu mape"))
    last.add_argument("--to-file", metavar="FILE", help=t("bez līnijas: izveido sūtījumu datnē"))
    _slot(last)
    _json(last)

    key = _command(commands, "rekey-slot", t("dod šim datora lietotājam savu piekļuvi datiem"), moving.rekey)
    instead = key.add_mutually_exclusive_group()
    instead.add_argument(
        "--new-passphrase-file", metavar="FILE", help=t("glabātuves vietā ar šo paroles frāzi")
    )
    _recovery_key(instead)
    _slot(key)

    end = _command(commands, "retire", t("izņem datoru no lietošanas un iznīcina tā datus"), moving.retire)
    end.add_argument(
        "--even-so", metavar="REASON", help=t("arī ja kaut kas nav nosūtīts; iemesls paliek kvītī")
    )
    end.add_argument("--receipt", metavar="FILE", help=t("kur saglabāt kvīti"))
    _json(end)
