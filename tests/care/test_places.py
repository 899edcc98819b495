"""A folder that is copied to a cloud or lies on a share is refused wherever data are made or opened."""

from pathlib import Path, PureWindowsPath

import pytest

from kacdesk.cli.main import run
from kacdesk.core.errors import ExitCode, Refused
from kacdesk.services import first_run
from kacdesk.services.first_run import Person, Plan, Point
from kacdesk.store import opening
from kacdesk.store.restoring import restore
from kacdesk.vault.places import BadPlace, Machine, bad_place, cloud_above, cloud_of, share_of
from tests.helpers import desk

BARE = Machine({}, "", None)
MOUNTED = """\
25 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 25 0:40 / /srv/izdomats/dati rw,relatime - nfs4 serveris:/dati rw
31 25 0:41 / /mnt/liela\\040mape rw,relatime master:3 - fuse.sshfs x@y: rw
32 31 8:2 / /mnt/liela\\040mape/disks rw,relatime - ext4 /dev/sdb1 rw
33 25 0:42 / /mnt/vm rw,relatime - 9p share rw
"""


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - Izdomātais novads", "OneDrive"),
        ("Dropbox (Izdomātā iestāde)", "Dropbox"),
        ("Google Drive", "Google Drive"),
        ("GoogleDrive", "Google Drive"),
        ("iCloudDrive", "iCloud"),
        ("Mobile Documents", "iCloud"),
        ("Nextcloud2", "Nextcloud"),
        ("MEGA", "MEGA"),
    ],
)
def test_a_folder_of_a_cloud_is_known_by_its_name(name: str, whose: str, tmp_path: Path) -> None:
    assert bad_place(tmp_path / name / "kacdesk", BARE) == BadPlace("cloud", whose)


@pytest.mark.parametrize("name", ["onedriver", "dropboxes", "megabit", "my drive", "kacdesk", "nextcloudy"])
def test_a_name_that_only_looks_alike_is_not_refused(name: str, tmp_path: Path) -> None:
    assert bad_place(tmp_path / name, BARE) is None


def test_a_cloud_under_another_name_is_known_by_what_lies_in_it_or_by_what_windows_says(
    tmp_path: Path,
) -> None:
    (tmp_path / "darbs" / ".dropbox.cache").mkdir(parents=True)
    assert bad_place(tmp_path / "darbs" / "kac" / "desk", BARE) == BadPlace("cloud", "Dropbox")
    told = {"OneDriveCommercial": r"D:\Mākonis"}
    assert cloud_of(PureWindowsPath(r"d:\mākonis\kacdesk"), told) == BadPlace("cloud", "OneDrive")
    assert cloud_of(PureWindowsPath(r"D:\Mākoņi\kacdesk"), told) is None
    assert cloud_of(PureWindowsPath(r"G:\Mans disks\kacdesk"), {}) == BadPlace("cloud", "Google Drive")


def test_for_copies_a_share_is_no_cloud_and_a_cloud_that_is_mounted_is_one(tmp_path: Path) -> None:
    told = MOUNTED + "34 25 0:43 / /mnt/makonis rw,relatime - fuse.rclone attālais: rw\n"
    machine = Machine({}, told, None)
    assert cloud_above(Path("/srv/izdomats/dati/kopijas"), machine) is None
    assert cloud_above(Path("/mnt/makonis/kopijas"), machine) == BadPlace("cloud", "rclone")
    assert bad_place(Path("/mnt/makonis/kopijas"), machine) == BadPlace("share", "fuse.rclone")
    assert cloud_above(tmp_path / "Dropbox" / "kopijas", machine) == BadPlace("cloud", "Dropbox")


def test_a_link_into_a_cloud_is_followed(tmp_path: Path) -> None:
    (tmp_path / "OneDrive").mkdir()
    (tmp_path / "dati").symlink_to(tmp_path / "OneDrive", target_is_directory=True)
    assert bad_place(tmp_path / "dati" / "desk", BARE) == BadPlace("cloud", "OneDrive")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/izdomats/dati/desk", "nfs4"),
        ("/srv/izdomats/datii", None),
        ("/mnt/liela mape/desk", "fuse.sshfs"),
        ("/mnt/liela mape/disks/desk", None),
        ("/mnt/vm/desk", None),
        ("/var/lib", None),
    ],
)
def test_a_share_is_known_by_the_innermost_of_what_is_mounted(path: str, kind: str | None) -> None:
    found = share_of(Path(path), Machine({}, MOUNTED, None))
    assert found == (BadPlace("share", kind) if kind else None)


@pytest.mark.parametrize(
    ("path", "whose"),
    [
        (r"\\serveris\dati\kacdesk", "\\\\"),
        (r"\\?\UNC\serveris\dati\kacdesk", "\\\\"),
        (r"Z:\kacdesk", "Z:"),
        (r"C:\ProgramData\kacdesk", None),
        (r"\\?\C:\ProgramData\kacdesk", None),
    ],
)
def test_a_share_of_windows_is_known_by_its_name_or_its_drive(path: str, whose: str | None) -> None:
    machine = Machine({}, "", lambda root: 4 if root == "Z:\\" else 3)
    assert share_of(PureWindowsPath(path), machine) == (BadPlace("share", whose) if whose else None)


def test_no_way_to_make_or_open_data_passes_the_refusal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud = tmp_path / "OneDrive"
    good, bad = desk.copy_desk(tmp_path), cloud / "desk"
    plan = Plan(Point("BALVI", "Balvi", "regional"), "1-1", (Person("Paraugs Vadītājs", "SUPERVISOR"),))
    for attempt in (
        lambda: opening.create(bad, desk.BESIDE, desk.POINT),
        lambda: first_run.make(bad, desk.BESIDE, plan),
        lambda: restore(good, bad, desk.BESIDE),
    ):
        with pytest.raises(Refused, match="OneDrive"):
            attempt()
    phrase = tmp_path / "phrase.txt"
    phrase.write_text("zilonis upe lapa sniegs")
    phrase.chmod(0o600)
    command = ["--data", str(bad), "init", "--point", "BALVI", "--passphrase-file", str(phrase)]
    assert run(command) == ExitCode.REFUSED
    assert "kopē uz mākoni" in capsys.readouterr().err
    assert not cloud.exists()
    moved = desk.copy_desk(cloud)
    before = sorted(path.name for path in moved.iterdir())
    for open_ in (opening.open_for_writing, opening.open_for_reading):
        with pytest.raises(Refused, match="OneDrive") as refused:
            open_(moved, desk.BESIDE)
        assert "pārvietojiet" in refused.value.remedy
    assert sorted(path.name for path in moved.iterdir()) == before
