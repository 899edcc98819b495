"""This file is the place where a PC ends or is saved: retired, drained from an old disk, given a new way to its key."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from kacdesk.cli.carried import send
from kacdesk.cli.desk import unlock_of
from kacdesk.cli.exchange import exchange
from kacdesk.cli.handed_out import slot_of
from kacdesk.cli.output import note, say, say_json
from kacdesk.cli.recovery import PRINTED, recovery_key
from kacdesk.core.clock import moment_text
from kacdesk.core.errors import DeskError, ExitCode, Refused, Unavailable
from kacdesk.core.latvian import short_moment
from kacdesk.core.settings import data_folder
from kacdesk.core.text import t
from kacdesk.services.overview import Overview, overview
from kacdesk.store import opening
from kacdesk.store.copies import home_of
from kacdesk.store.session import Store
from kacdesk.store.wiping import wipe, wipe_copies
from kacdesk.sync.retiring import Receipt, say_farewell
from kacdesk.sync.sentences import as_error
from kacdesk.sync.transport import Transport
from kacdesk.sync.trust import trust_of
from kacdesk.vault.faults import translated
from kacdesk.vault.slots import Unlock, add_slot
from kacdesk.wire.messages import ProblemType

_SHORTEST_REASON = 10


def drain(asked: argparse.Namespace) -> ExitCode:
    """Send what an old disk still holds, opened by its own ways or by a slot from escrow."""
    store = opening.open_for_writing(Path(asked.source).expanduser(), slot_of(asked) or unlock_of(asked))
    try:
        if asked.to_file is not None:
            send(store, Path(asked.to_file), as_json=asked.json)
            return ExitCode.DONE
        done, told = exchange(store), overview(store)
    finally:
        store.close()
    if asked.json:
        say_json({"sent": done.sent, "unsent": told.unsent, "trouble": done.trouble})
    if done.trouble == ProblemType.REVOKED:
        raise Refused(
            t("Šī darbvieta centrālajā krātuvē ir slēgta."),
            effect=t("Nekas nav nosūtīts; dati diskā ir neskarti."),
            remedy=t("Lūdziet uzturētāju palaist “kacdesk-central desk drain” un mēģiniet vēlreiz."),
        )
    if told.unsent:
        raise as_error(done.trouble) if done.trouble else _still_unsent(told)
    if not asked.json:
        say(t("No vecā diska nosūtīts: {sent}. Tajā vairs nav nekā nenosūtīta.", sent=done.sent))
    return ExitCode.DONE


def rekey(asked: argparse.Namespace) -> ExitCode:
    """Give this user of the computer a way of their own to the key."""
    folder = data_folder(asked.data)
    store = opening.open_for_writing(folder, slot_of(asked) or unlock_of(asked))
    try:
        with recovery_key(asked.recovery_key, folder) as key:
            add_slot(folder, store.key, _new_way(asked.new_passphrase_file, key))
    finally:
        store.close()
    if key and asked.recovery_key == PRINTED:
        say(t("Atjaunošanas atslēga: {key}", key=key))
    say(t("Jauna piekļuve datiem ir pievienota; iepriekšējās paliek."))
    return ExitCode.DONE


def _new_way(passphrase_file: str | None, recovery: str) -> Unlock:
    """Return by what the data are to be opened as well: a phrase in a file, a recovery key, else the keyring."""
    if recovery:
        return Unlock(passphrase=recovery)
    return Unlock(passphrase_file=Path(passphrase_file)) if passphrase_file else Unlock()


def retire(asked: argparse.Namespace) -> ExitCode:
    """Send everything, say farewell, print the receipt, and make the disk unreadable."""
    folder = data_folder(asked.data)
    if asked.even_so is not None and len(asked.even_so.strip()) < _SHORTEST_REASON:
        raise Refused(
            t("Iemesls aiz --even-so ir par īsu."),
            effect=t("Nekas nav dzēsts."),
            remedy=t("Uzrakstiet vienu teikumu, kāpēc nenosūtītais drīkst zust."),
        )
    store = opening.open_for_writing(folder, unlock_of(asked))
    try:
        receipt = _farewell(store, asked)
        copies = _copies_home(store)
        _tell(asked, receipt)
    finally:
        store.close()
    wipe(folder)
    if copies is not None:
        _remove_copies(copies)
    if not asked.json:
        say(t("Atslēga un dati šajā datorā ir iznīcināti."))
    return ExitCode.DONE


def _farewell(store: Store, asked: argparse.Namespace) -> Receipt:
    trouble = exchange(store).trouble
    told = overview(store)
    left = told.unsent + told.refused
    if left and asked.even_so is None:
        raise _still_unsent(told)
    if trouble is not None and trouble != ProblemType.REVOKED:
        raise as_error(trouble)
    transport = Transport(told.central_url or "", trust_of(store))
    try:
        return say_farewell(store, transport)
    finally:
        transport.close()


def _still_unsent(told: Overview) -> Refused:
    return Refused(
        t(
            "Šajā datorā vēl ir {unsent} nenosūtītas un {refused} nepieņemtas izmaiņas.",
            unsent=told.unsent,
            refused=told.refused,
        ),
        effect=t("Nekas nav dzēsts."),
        remedy=t("Palaidiet “kacdesk sync” un izšķiriet nepieņemto, vai norādiet --even-so IEMESLS."),
    )


def _copies_home(store: Store) -> Path | None:
    try:
        return home_of(store)
    except (Refused, Unavailable):
        return None


def _remove_copies(home: Path) -> None:
    try:
        wipe_copies(home)
    except DeskError:
        note(t("Kopijas datu nesējā neizdevās dzēst: {path}.", path=home))


def _tell(asked: argparse.Namespace, receipt: Receipt) -> None:
    """Print the receipt before anything is destroyed, and keep it where --receipt says."""
    plain = asdict(receipt) | {"retired_at": moment_text(receipt.retired_at), "even_so": asked.even_so}
    if asked.receipt is not None:
        path = Path(asked.receipt)
        with translated(path):
            path.write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if asked.json:
        say_json(plain)
        return
    say(t("Kvīts par izņemšanu no lietošanas, {at}", at=short_moment(receipt.retired_at)))
    say(t("  darbvieta {device}, punkts {point}", device=receipt.device, point=receipt.point))
    say(t("  plūsma {stream}, rindas {last}", stream=receipt.stream, last=receipt.last_seq))
    say(t("  centrālā krātuve apstiprinājusi {count}", count=receipt.acknowledged))
    say(t("  ķēde {chain}", chain=receipt.chain))
    if asked.even_so is not None:
        say(t("  par spīti nenosūtītajam: {reason}", reason=asked.even_so))
