"""This file is the place where the doctor looks at new versions of the program: none refused, none stuck half-way."""

from kacdesk.care.finding import Told, attention, good
from kacdesk.care.ground import Ground
from kacdesk.core.text import t
from kacdesk.update.ready import bad_here
from kacdesk.update.standing import read_standing


def update(ground: Ground) -> Told:
    """Is every newer version that came in used here, and is none cut off half-way?"""
    standing = read_standing(ground.folder)
    if standing.taking is not None:
        return attention(
            t("Jaunas versijas ({version}) pārņemšana ir aprauta.", version=standing.taking.version),
            t("Atveriet kacdesk: tas pats turpina vai atgriežas pie iepriekšējās versijas."),
            "cut-off",
        )
    bad = bad_here(ground.folder)
    if bad:
        newest = list(bad)[-1]
        return attention(
            t("Versiju {version} šajā datorā nelieto: {why}", version=newest, why=t(bad[newest])),
            t("Paziņojiet IT; nākamo versiju programma mēģinās pati."),
            "refused",
        )
    return good(t("nekas negaida"))
