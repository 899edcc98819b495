"""This file is the place where the words that many commands take get the help that is the same for all of them."""

import argparse

from kacdesk.core.text import t


def say_what_is_meant(parser: argparse.ArgumentParser) -> None:
    """Give everything that stands in a command without help of its own the common one, by how it is called."""
    common = _common()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                say_what_is_meant(below)
        elif action.help is None:
            called = (*action.option_strings, str(action.metavar))
            action.help = next((common[name] for name in called if name in common), None)


def _common() -> dict[str, str]:
    """Return the help by metavar; by option for one without."""
    out = t("datne, kurā rakstīt")
    return {
        "REGISTER": t("reģistra vārds, kā to iekavās rāda “kacdesk status”"),
        "ID": t("ieraksta identifikators, dokumenta numurs vai lapiņas kods"),
        "NUMBER|ID": t("ieraksta identifikators, dokumenta numurs vai lapiņas kods"),
        "DATE": t("diena, piemēram, 2026-11-01"),
        "TEXT": t("meklējamie vārdi vai to sākumi"),
        "NAME": t("personas vārds, kā to rāda “kacdesk staff”"),
        "CODE": t("kods, ko izsniedzis krātuves uzturētājs"),
        "COPY": t("kopijas mape"),
        "FOLDER": t("mape"),
        "FOLDER|off": t("mape, kurā glabāt kopijas, vai “off”, lai tās vairs neveidotu"),
        "FILE": t("datne"),
        "FILE.pdf": out,
        "FILE.csv": out,
        "FILE.html|FILE.csv": out,
        "--reason": t("iemesls; tiek pierakstīts"),
        "--type": t("punkta veids"),
        "--format": t("datnes veids"),
    }
