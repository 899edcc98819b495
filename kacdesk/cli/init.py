"""This file is the place where the command line makes a desk, for a script that makes many of them."""

import argparse
import re
from functools import partial

from kacdesk.cli.desk import unlock_of
from kacdesk.cli.output import note, say, say_json
from kacdesk.cli.recovery import PRINTED, recovery_key
from kacdesk.core.errors import ExitCode, Usage
from kacdesk.core.settings import new_data_folder
from kacdesk.core.text import t
from kacdesk.models.catalog import CATALOG
from kacdesk.models.rules import field_problem
from kacdesk.services import deadlines
from kacdesk.services.catalogue import life_situations, reference_data
from kacdesk.services.overview import overview
from kacdesk.services.people import accounts
from kacdesk.store import opening
from kacdesk.store.opening import PointInfo
from kacdesk.store.session import Store
from kacdesk.vault.slots import Unlock, add_slot

_POINT = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,23}")


def init(asked: argparse.Namespace) -> ExitCode:
    """Make a new encrypted store for a service point, with the shipped catalogue and its first person."""
    code = asked.point.strip().upper()
    if not _POINT.fullmatch(code):
        raise Usage(
            t("Punkta kods “{code}” neder.", code=asked.point[:40]),
            effect=t("Nekas nav izveidots."),
            remedy=t("Lietojiet lielos latīņu burtus bez garumzīmēm, ciparus, “-” un “_”, piemēram, BALVI."),
        )
    wrong = field_problem(CATALOG.spec("received_document").by_name["file_index"], asked.file_index)
    if wrong is not None:
        raise Usage(
            wrong.sentence,
            effect=t("Nekas nav izveidots."),
            remedy=t("Rakstiet, piemēram, --file-index 1-5."),
        )
    point = PointInfo(code=code, title=asked.name or code, type=asked.type, file_index=asked.file_index)
    folder, unlock = new_data_folder(asked.data), unlock_of(asked)
    with recovery_key(asked.recovery_key, folder) as key:
        store = opening.create(folder, unlock, point, prepare=partial(_prepare, asked.supervisor, key))
        try:
            told, edition = overview(store), reference_data.edition(store)
        finally:
            store.close()
    printed = key if asked.recovery_key == PRINTED else ""
    if asked.json:
        made = {"point": code, "series": told.series, "device": told.device, "catalogue": edition}
        say_json(made | ({"recovery_key": printed} if printed else {}))
    else:
        say(t("Punkts {code} izveidots. Dokumentu numuru sērija: {series}.", code=code, series=told.series))
        if printed:
            say(t("Atjaunošanas atslēga: {key}", key=printed))
    if not key and unlock.passphrase_file is None:
        note(
            t(
                "Atjaunošanas atslēgas nav: ja pazūd šī datora lietotājs, datus neatvērs neviens. To pievieno "
                "“kacdesk rekey-slot --recovery-key DATNE”."
            )
        )
    return ExitCode.DONE


def _prepare(supervisor: str, key: str, store: Store) -> None:
    if key:
        add_slot(store.path.parent, store.key, Unlock(passphrase=key))
    context = accounts.add_first_person(store, supervisor)
    deadlines.seed(context)
    reference_data.load(store, reference_data.shipped_catalogue())
    life_situations.seed(context)
