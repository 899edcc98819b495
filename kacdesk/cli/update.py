"""This file is the place where the command line shows the versions of a computer, fetches one, takes it, goes back."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kacdesk
from kacdesk.cli.desk import unlock_of
from kacdesk.cli.output import say, say_json
from kacdesk.cli.window import window_program
from kacdesk.core.errors import DeskError, ExitCode, Usage
from kacdesk.core.on_demand import on_demand
from kacdesk.core.settings import data_folder
from kacdesk.core.text import t
from kacdesk.store import opening
from kacdesk.store.tally import Tally
from kacdesk.update.places import staged
from kacdesk.update.ready import bad_here, offered
from kacdesk.update.standing import read_standing
from kacdesk.vault.slots import obtain_key

if TYPE_CHECKING:
    from kacdesk.update.returning import go_back
    from kacdesk.update.settling import settle
    from kacdesk.update.source import source_of
    from kacdesk.update.staging import fetch
    from kacdesk.update.taking import take
    from kacdesk.update.trial import bring, prove
else:
    (go_back,) = on_demand("kacdesk.update.returning", "go_back")
    (settle,) = on_demand("kacdesk.update.settling", "settle")
    (source_of,) = on_demand("kacdesk.update.source", "source_of")
    (fetch,) = on_demand("kacdesk.update.staging", "fetch")
    (take,) = on_demand("kacdesk.update.taking", "take")
    (bring, prove) = on_demand("kacdesk.update.trial", "bring prove")

_KEY_DIGITS = 64

AddCommand = Callable[[Any, str, str, Callable[[argparse.Namespace], ExitCode]], argparse.ArgumentParser]
"""How the parser adds a command: (commands, name, words, what runs it); `Any` as argparse hides its type."""


def add_commands(commands: Any, command: AddCommand) -> None:
    """Add `update` and its acts."""
    words = t("kuras programmas versijas ir šajā datorā")
    look = command(commands, "update", words, show)
    _json(look)
    acts = look.add_subparsers(metavar="ACTION")
    bring_here = command(
        acts, "fetch", t("atnes un sagatavo jaunāko versiju; to dara IT vai sistēma"), fetch_newest
    )
    bring_here.add_argument("--source", metavar="URL|FOLDER", help=t("adrese, mape vai zibatmiņa"))
    bring_here.add_argument(
        "--ca", metavar="FILE", help=t("vienīgais sertifikātu izdevējs, kam uzticēties (PEM)")
    )
    _json(bring_here)
    begin = command(acts, "take", t("nodod datus sagatavotajai versijai"), take_over)
    begin.add_argument("--version", dest="version", metavar="VERSION", help=t("cita, nevis jaunākā"))
    _json(begin)
    back = command(
        acts, "back", t("atgriežas pie iepriekšējās versijas, ja kopš tās nekas nav mainīts"), go_back_by_hand
    )
    _json(back)
    command(acts, "bring", t("jaunās versijas daļa: pārveido kopiju; to palaiž pati programma"), bring_copy)
    command(acts, "prove", t("jaunās versijas daļa: atver datus; to palaiž pati programma"), prove_data)


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=t("rezultāts kā JSON"))


def show(asked: argparse.Namespace) -> ExitCode:
    """Show which version runs, which lie ready, which did not work; a version that did not work is a finding."""
    folder = data_folder(asked.data)
    standing, newer = read_standing(folder), offered(folder)
    bad = bad_here(folder)
    if asked.json:
        say_json(
            {
                "running": kacdesk.__version__,
                "data": standing.version or None,
                "staged": list(staged()),
                "offered": newer,
                "bad": bad,
                "back": standing.kept.version if standing.kept else None,
            }
        )
    else:
        say(t("Darbojas versija {version}.", version=kacdesk.__version__))
        for version in staged():
            say(t("Sagatavota: {version}", version=version))
        if newer:
            say(t("Versiju {version} sāks lietot, kad kacdesk nākamreiz atvērs.", version=newer))
        if standing.kept:
            say(
                t(
                    "Var atgriezties pie versijas {version}, kamēr nekas nav mainīts.",
                    version=standing.kept.version,
                )
            )
        for version, why in bad.items():
            say(t("Versiju {version} šajā datorā nelieto: {why}", version=version, why=t(why)))
    return ExitCode.ATTENTION if bad else ExitCode.DONE


def fetch_newest(asked: argparse.Namespace) -> ExitCode:
    """Fetch the newest version and lay it ready; nothing of anybody's data is touched."""
    source = source_of(asked.source, Path(asked.ca) if asked.ca else None)
    version = fetch(source, tell=_teller(asked))
    if asked.json:
        say_json({"staged": version})
    elif version is None:
        say(t("Jaunākas versijas nav."))
    else:
        say(t("Versija {version} ir pārbaudīta un sagatavota.", version=version))
    return ExitCode.DONE


def take_over(asked: argparse.Namespace) -> ExitCode:
    """Let the newest staged version take the data over."""
    folder = data_folder(asked.data)
    settle(folder)
    version = asked.version or offered(folder)
    if version is None:
        if asked.json:
            say_json({"taken": None})
        else:
            say(t("Jaunākas versijas nav."))
        return ExitCode.DONE
    if not opening.exists(folder):
        opening.open_for_reading(folder, unlock_of(asked))
    os.environ.setdefault(
        "QT_QPA_PLATFORM", "offscreen"
    )  # the window is proved there, too, where nobody sits
    take(folder, obtain_key(folder, unlock_of(asked)), version, tell=_teller(asked))
    if asked.json:
        say_json({"taken": version})
    else:
        say(t("Turpmāk sāksies versija {version}.", version=version))
    return ExitCode.DONE


def go_back_by_hand(asked: argparse.Namespace) -> ExitCode:
    """Go back to the version before."""
    folder = data_folder(asked.data)
    version = go_back(folder, obtain_key(folder, unlock_of(asked)))
    if asked.json:
        say_json({"back": version})
    else:
        say(t("Turpmāk atkal sāksies versija {version}.", version=version))
    return ExitCode.DONE


def bring_copy(asked: argparse.Namespace) -> ExitCode:
    """Do the new version's part with a copy; the key comes on standard input."""
    return _answer(lambda key: bring(data_folder(asked.data), key))


def prove_data(asked: argparse.Namespace) -> ExitCode:
    """Do the new version's part with the data: open them and let the window come up."""
    return _answer(lambda key: prove(data_folder(asked.data), key, window_program().prove_window))


def _answer(work: Callable[[bytes], Tally]) -> ExitCode:
    try:
        held = work(_key())
    except DeskError as error:
        say_json({"ok": False, "told": error.what})
        return error.exit_code
    except Exception as error:  # noqa: BLE001 -- whatever it is, the version in use is told and goes on
        told = t("tā beidzas ar kļūdu {code}.", code=type(error).__name__)
        say_json({"ok": False, "told": told})
        return ExitCode.DAMAGED
    say_json({"ok": True, "tally": held})
    return ExitCode.DONE


def _key() -> bytes:
    """Read the data's key from standard input; it never stands on a command line."""
    words = sys.stdin.readline().strip()
    try:
        key = bytes.fromhex(words)
    except ValueError:
        key = b""
    if len(words) != _KEY_DIGITS or len(key) * 2 != _KEY_DIGITS:
        raise Usage(t("Šo komandu palaiž pati programma."), effect=t("Nekas nav mainīts."))
    return key


def _teller(asked: argparse.Namespace) -> Callable[[str], None]:
    """Return what tells each step before it is begun: a line of JSON, or nothing."""
    if not asked.json:
        return lambda _step: None
    return lambda step: say_json({"step": step})
