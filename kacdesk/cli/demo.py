"""This file is the place where the made-up sample point is made, shown and played through without a screen."""

import argparse
import os
import sys
from functools import partial
from pathlib import Path

import pypdfium2

from kacdesk.cli.desk import acting
from kacdesk.cli.exchange import exchange
from kacdesk.cli.output import note, say
from kacdesk.cli.window import window_program
from kacdesk.core import clock
from kacdesk.core.errors import Damaged, DeskError, ExitCode, Refused, Usage
from kacdesk.core.settings import sample_folder
from kacdesk.core.text import t
from kacdesk.figures.period import Period
from kacdesk.services.catalogue import reference_data
from kacdesk.services.context import Context
from kacdesk.services.overview import overview
from kacdesk.services.reporting import counting, writing
from kacdesk.services.samples import sample
from kacdesk.store import marks, opening
from kacdesk.store.session import Store
from kacdesk.sync.embedded import EmbeddedCentral, begin_anew
from kacdesk.sync.enrolment import enrol
from kacdesk.vault.slots import Unlock

CONTACTS = 1000
_MOST_CONTACTS = 1_000_000
_UNLOCK = Unlock(beside_data=True)


def demo(asked: argparse.Namespace) -> ExitCode:
    """Make the sample point unless it is there, start its central store, and open the window or play a day."""
    if not 0 <= asked.contacts <= _MOST_CONTACTS:
        raise Usage(t("Kontaktu skaitam jābūt no 0 līdz {most}.", most=_MOST_CONTACTS))
    folder = sample_folder(asked.data)
    try:
        store = _open(folder, asked.contacts)
    except Damaged as error:
        if asked.data is not None and not _is_sample(folder):
            raise
        raise Damaged(error.what, effect=t("Nekas nav mainīts."), remedy=begin_anew(folder)) from error
    try:
        with EmbeddedCentral(folder / "central") as central:
            join(store, central)
            if not asked.no_window and has_display():
                store.close()
                return _window(folder, asked.acting)
            return _play(acting(asked, store), folder, pictures=not asked.no_window)
    finally:
        store.close()


def has_display() -> bool:
    """Say whether a window could be shown to somebody."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open(folder: Path, contacts: int) -> Store:
    if opening.exists(folder):
        if not opening.sample_folder(folder):
            raise Refused(
                t("Šajā mapē ir īsti dati, nevis paraugs."),
                effect=t("Nekas nav mainīts."),
                remedy=t("Norādiet paraugam citu mapi: kacdesk --data MAPE demo."),
            )
        return opening.open_for_writing(folder, _UNLOCK)
    note(t("Veido parauga punktu: {count} izdomāti kontakti …", count=contacts))
    point = opening.PointInfo(
        code=sample.POINT, title="Balvu pakalpojumu sniegšanas punkts", type="regional", sample=True
    )
    fill = partial(sample.fill, contacts=contacts, last_day=clock.today_riga())
    return opening.create(folder, _UNLOCK, point, prepare=fill)


def _is_sample(folder: Path) -> bool:
    """Say whether the folder is known to be a sample; where its key cannot be read it may hold somebody's work."""
    try:
        return opening.sample_folder(folder)
    except DeskError:
        return False


def join(store: Store, central: EmbeddedCentral) -> None:
    """Enrol the sample at its own central store on the first start; later only tell it the new port.

    A first start that was cut off may have got as far as making the point there.
    """
    if overview(store).enrolled:
        marks.repoint(store, central.url)
        return
    central.run("point", "add", sample.POINT, "--name", "Balvi", again=True)
    central.run("catalogue", "load", str(reference_data.shipped_catalogue()))
    code = central.run("desk", "code", sample.POINT).splitlines()[0]
    enrol(store, code, central.url, sample=True)


def _window(folder: Path, acting: str | None) -> ExitCode:
    """Open the window over the sample."""
    app = window_program()
    return ExitCode(app.run(folder, _UNLOCK, as_name=acting))


def _play(context: Context, folder: Path, *, pictures: bool) -> ExitCode:
    """Play the sample day without a screen and leave its papers in a folder."""
    store = context.store
    out = folder / "pictures"
    out.mkdir(exist_ok=True)
    today = clock.today_riga()
    for register, record, number in sample.play_day(context).saved:
        say(
            t(
                "Saglabāts: {title} {name}",
                title=t(context.catalog.spec(register).singular),
                name=number or str(record),
            )
        )
    done = exchange(store)
    told = overview(store)
    say(t("Centrālajai krātuvei nosūtīts: {sent}, saņemts: {received}, gaida: {unsent}.",
          sent=done.sent, received=done.received, unsent=told.unsent))  # fmt: skip
    pdf = _report(context, out, today.year, today.month)
    render(pdf)
    if pictures:
        store.close()
        _pictures(folder, out)
    say(t("Mēneša pārskats un attēli: {folder}", folder=out))
    return ExitCode.DONE if told.all_sent else ExitCode.ATTENTION


def _report(context: Context, out: Path, year: int, month: int) -> Path:
    pdf = out / f"{year}-{month:02d}.pdf"
    writing.write_pdf(context, counting.figures(context, Period.month(year, month)), pdf)
    return pdf


def render(pdf: Path) -> list[Path]:
    """Leave a picture of every page beside the PDF and return them."""
    pictures = []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for place in range(len(document)):
            page = document[place]
            pictures.append(pdf.with_name(f"{pdf.stem}-{place + 1}.png"))
            page.render(scale=1.5).to_pil().save(pictures[-1])
            page.close()
    finally:
        document.close()
    return pictures


def _pictures(folder: Path, out: Path) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = window_program()
    app.pictures(folder, _UNLOCK, out)
