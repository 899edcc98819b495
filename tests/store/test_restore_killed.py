"""A restore that is killed leaves no desk or the whole one, the next start says so, and it can be done again."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from kacdesk.core.errors import Refused, Unavailable
from kacdesk.services import records
from kacdesk.services.bringing_back import was_cut_off
from kacdesk.services.context import Context
from kacdesk.services.papers import attachments
from kacdesk.services.people import accounts
from kacdesk.store import copies, opening
from kacdesk.store.copies import AUTHORITY_FILE
from kacdesk.store.cut_off import BROUGHT
from kacdesk.store.opening import PointInfo
from kacdesk.store.restoring import STEPS, restore
from kacdesk.vault.slots import SLOTS_NAME, Unlock, obtain_key
from tests.helpers import desk
from tests.helpers.doomed import ROOT
from tests.store.restoring_desk import MOMENTS

PHRASE, OTHER = "pieci nejauši vārdi te", "pavisam citi pieci vārdi"
KEY = Unlock(passphrase=PHRASE, cost=(1024, 1))
PDF = b"%PDF-1.4\n%%EOF\n"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a process is begun there by no fork")


def made(folder: Path, unlock: Unlock = KEY) -> Context:
    """Make a desk that a passphrase opens."""
    store = opening.create(folder, unlock, PointInfo(code="BALVI", title="Izdomāts punkts", type="regional"))
    return accounts.add_first_person(store, desk.SUPERVISOR)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of a desk with a call, a file at it, and somebody it trusts on the line."""
    home = tmp_path_factory.mktemp("copied")
    (home / "stick").mkdir()
    context = made(home / "desk")
    record = records.save(context, "phone_consultation", desk.call())
    (home / "letter.pdf").write_bytes(PDF)
    attachments.attach(context, "phone_consultation", record.id, home / "letter.pdf")
    (home / "desk" / AUTHORITY_FILE).write_text("whom it trusts")
    copies.name_medium(context.store, home / "stick")
    path = copies.make_copy(context.store).path
    context.store.close()
    return path


@pytest.fixture(scope="module")
def killed(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where each killed restore left its folder."""
    home = tmp_path_factory.mktemp("killed")
    words = [sys.executable, "-m", "tests.store.restoring_desk", str(copy), PHRASE, str(home)]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    assert ended.stdout.split() == [*STEPS, *(f"moment-{place}" for place in range(MOMENTS))]
    return home


def names(folder: Path) -> set[str]:
    """Return what lies in a data folder besides locks."""
    return {path.name for path in folder.iterdir() if path.suffix != ".lock"}


def require_whole(folder: Path) -> None:
    """Hold a restored desk against what was copied."""
    store = opening.open_for_writing(folder, KEY)
    try:
        assert len(desk.registered(store, "phone_consultation")) == 1
        assert names(folder) >= {"desk.db", SLOTS_NAME, AUTHORITY_FILE, "files"}
        assert not names(folder) & {BROUGHT, "desk.new-key"}
        context = accounts.act_as(store)
        (record,) = desk.registered(store, "phone_consultation")
        (file,) = attachments.attachments(context, record["id"])
        assert attachments.kept_well(context, file.sha256)
    finally:
        store.close()


@pytest.mark.parametrize("name", [*STEPS, *(f"moment-{place}" for place in range(MOMENTS))])
def test_a_killed_restore_leaves_no_desk_or_the_whole_one_and_a_second_one_works(
    copy: Path, killed: Path, name: str
) -> None:
    folder = killed / name
    whole = opening.exists(folder)
    if name in STEPS:
        assert whole is (name == "done")
        assert was_cut_off(folder) is (name != "done")
    if whole:
        with pytest.raises(Refused, match="jau ir kacdesk dati"):
            restore(copy, folder, KEY)
    else:
        for way in (opening.open_for_reading, opening.open_for_writing):
            if was_cut_off(folder):
                with pytest.raises(Unavailable, match="tika pārtraukta") as told:
                    way(folder, KEY)
                assert "Sāciet atjaunošanu vēlreiz" in told.value.remedy
        restore(copy, folder, KEY)
    require_whole(folder)


def test_a_new_desk_can_be_made_where_a_restore_was_killed_between_its_names(
    copy: Path, tmp_path: Path
) -> None:
    """The key of the copy lies there and would not open what is new."""
    words = "from pathlib import Path; import os, signal, sys; from tests.store.restoring_desk import _killed_at; "
    words += "from kacdesk.vault.slots import Unlock; c, p, f = sys.argv[1:]; "
    words += "_killed_at('store', Path(c), Unlock(passphrase=p), Path(f))"
    folder = tmp_path / "data"
    subprocess.run([sys.executable, "-c", words, str(copy), PHRASE, str(folder)], cwd=ROOT, check=False)
    assert was_cut_off(folder)
    assert (folder / SLOTS_NAME).exists()
    made(folder, Unlock(passphrase=OTHER, cost=(1024, 1))).store.close()
    assert obtain_key(folder, Unlock(passphrase=OTHER))
    assert not names(folder) & {BROUGHT, AUTHORITY_FILE}
    assert (copy / SLOTS_NAME).exists()


def test_while_a_restore_is_under_way_it_is_told_so(copy: Path, tmp_path: Path) -> None:
    told: list[str] = []
    folder = tmp_path / "new"

    def look(step: str) -> None:
        if step == "key":
            for act in (partial(opening.open_for_reading, folder, KEY), partial(restore, copy, folder, KEY)):
                with pytest.raises(Unavailable) as refused:
                    act()
                told.append(refused.value.what)

    restore(copy, folder, KEY, tell=look)
    assert told == ["Šo datu mapi jau izmanto cits atvērts kacdesk logs vai komanda."] * 2
    require_whole(folder)
