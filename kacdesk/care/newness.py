"""This file is the place where the doctor looks at new versions of the program: none refused, none stuck half-way."""

from kacdesk.care.finding import Told, attention, good
from kacdesk.care.ground import Ground
from kacdesk.core.text import t
from kacdesk.update.standing import read_standing


def update(ground: Ground) -> Told:
    """Did the last new version work here, and is none cut off half-way?"""
    standing = read_standing(ground.folder)
    if standing.taking is not None:
        return attention(
            t("Jaunas versijas ({version}) pārņemšana ir aprauta.", version=standing.taking.version),
            t("Atveriet kacdesk: tas pats turpina vai atgriežas pie iepriekšējās versijas."),
            "cut-off",
        )
    if standing.bad:
        newest = max(standing.bad)
        return attention(
            t("Versija {version} šajā datorā nedarbojās; strādā iepriekšējā.", version=newest),
            t("Paziņojiet IT; nākamo versiju programma mēģinās pati."),
            "refused",
        )
    return good(t("nekas negaida"))
