"""What IT sets for a whole computer: which file counts, which values, what goes before what, and every fault told."""

import os
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kacdesk.core import policy
from kacdesk.core.errors import Refused
from kacdesk.core.policy import NOTHING, Policy, read_policy, shown_value
from kacdesk.core.policy_file import LARGEST_BYTES, sorted_out
from kacdesk.core.policy_keys import KEYS, Name
from kacdesk.core.policy_windows import written_by_administrators
from kacdesk.core.resources import resource
from kacdesk.core.settings import data_folder, new_data_folder, window_folder
from tests.helpers.machine_policy import obey, policy_of, settings

ME = os.getuid()
EVERYTHING = """
central = "https://kac.example/"
proxy = "http://proxy.example:3128"
copies_folder = "/srv/kopijas"
idle_minutes = 7
scan_folder = '/srv/skeneris'
data_folder = "/srv/dati"
update_source = "/srv/versijas"
update_channel = "stable"
"""


def codes(told: Policy) -> list[tuple[str, str]]:
    return [(fault.code, fault.key) for fault in told.faults]


def test_without_a_file_nothing_is_set(tmp_path: Path) -> None:
    assert read_policy(tmp_path / "policy.toml") == NOTHING
    assert not (NOTHING.closes_line)
    assert not (NOTHING.closes_enrolment)
    assert not (NOTHING.closes_new_data)


def test_every_setting_is_taken_and_knows_where_it_came_from(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_text("-----BEGIN CERTIFICATE-----\n")
    told = policy_of(tmp_path, f'{EVERYTHING}ca_file = "{authority}"', owner=ME)
    assert told.faults == ()
    assert set(told.taken) == {key.name.value for key in KEYS}
    assert (told.central, told.proxy, told.idle_minutes) == (
        "https://kac.example",
        "http://proxy.example:3128",
        7,
    )
    assert (told.copies_folder, told.scan_folder) == (Path("/srv/kopijas"), Path("/srv/skeneris"))
    assert (told.data_folder, told.ca_file) == (Path("/srv/dati"), authority)
    assert (told.update_source, told.update_channel) == ("/srv/versijas", "stable")
    assert told.source("idle_minutes") == str(tmp_path / "policy.toml")


def test_the_registry_goes_before_the_file_setting_by_setting(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('idle_minutes = 7\nproxy = "none"\n')
    told = read_policy(path, owner=ME, registry=sorted_out("HKLM", {"idle_minutes": 3}))
    assert (told.idle_minutes, told.source("idle_minutes")) == (3, "HKLM")
    assert (told.proxy, told.source("proxy")) == ("", str(path))


def test_a_broken_value_of_the_registry_is_not_replaced_by_that_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('proxy = "http://proxy.example"\n')
    told = read_policy(path, owner=ME, registry=sorted_out("HKLM", {"proxy": 5}))
    assert told.proxy is None
    assert told.closes_line


@pytest.mark.parametrize(
    "line",
    [
        'central = "http://kac.example"',
        'central = "https://"',
        'central = "https://name:word@kac.example"',
        'central = "https://kac.example:port"',
        "central = 5",
        'central = ""',
        'proxy = "proxy.example:3128"',
        'proxy = "socks5://proxy.example"',
        'ca_file = "ca.pem"',
        'ca_file = "/nowhere/at/all.pem"',
        'copies_folder = "kopijas"',
        'copies_folder = "~/kopijas"',
        "copies_folder = '/srv/%USERNAME%'",
        'idle_minutes = "5"',
        "idle_minutes = true",
        "idle_minutes = -1",
        "idle_minutes = 100000",
        "idle_minutes = 5.5",
        'update_source = "http://kac.example/versijas"',
        'update_channel = "a b"',
        "scan_folder = ['/srv']",
        "data_folder = 2026-11-22",
    ],
)
def test_a_value_that_does_not_fit_is_told_with_its_line_and_the_others_hold(
    tmp_path: Path, line: str
) -> None:
    name = line.partition(" ")[0]
    other = "idle_minutes = 7" if name != "idle_minutes" else 'proxy = "none"'
    told = policy_of(tmp_path, f"# IT\n{other}\n{line}\n", owner=ME)
    (fault,) = told.faults
    assert (fault.key, fault.line) == (name, 3)
    assert told.broken == {name}
    assert len(told.taken) == 1
    what, effect, remedy = fault.error().sentences()
    assert f"{tmp_path / 'policy.toml'}, 3. rinda: " in what
    assert effect.endswith(".")
    assert remedy.endswith(".")
    assert "{" not in what + effect + remedy


def test_a_word_that_nobody_knows_is_told_and_changes_nothing(tmp_path: Path) -> None:
    told = policy_of(
        tmp_path, 'centrāle = 1\n"cental" = "https://kac.example"\n[idle_minutes]\nx = 1\n', owner=ME
    )
    assert codes(told) == [("not-toml", "")]
    told = policy_of(
        tmp_path, '"cental" = "https://kac.example"\nproxy = "none"\n[tabula]\nx = 1\n', owner=ME
    )
    assert codes(told) == [("unknown", "cental"), ("unknown", "tabula")]
    assert [fault.line for fault in told.faults] == [1, 3]
    assert told.proxy == ""


@pytest.mark.parametrize("mode", [0o664, 0o646, 0o666])
def test_a_file_that_others_may_change_is_not_obeyed_and_closes_what_it_may_have_set(
    tmp_path: Path, mode: int
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('proxy = "http://theirs.example"\n')
    path.chmod(mode)
    told = read_policy(path, owner=ME)
    assert codes(told) == [("not-trusted", "")]
    assert told.taken == {}
    assert told.closes_line
    assert told.closes_enrolment
    assert told.closes_new_data


def test_a_file_in_a_folder_that_others_may_change_is_not_obeyed(tmp_path: Path) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    folder.chmod(0o777)
    assert codes(policy_of(folder, 'proxy = "none"', owner=ME)) == [("not-trusted", "")]
    folder.chmod(0o1777)
    assert policy_of(folder, 'proxy = "none"', owner=ME).proxy == ""


def test_a_file_of_an_ordinary_user_is_not_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('proxy = "none"')
    if ME == 0:
        os.chown(path, 12345, 12345)
    assert codes(read_policy(path)) == [("not-trusted", "")]


def test_a_link_to_what_somebody_else_may_change_is_not_obeyed(tmp_path: Path) -> None:
    theirs, path = tmp_path / "theirs.toml", tmp_path / "policy.toml"
    theirs.write_text('proxy = "none"')
    path.symlink_to(theirs)
    assert read_policy(path, owner=ME).proxy == ""
    theirs.chmod(0o666)
    assert codes(read_policy(path, owner=ME)) == [("not-trusted", "")]
    theirs.unlink()
    assert codes(read_policy(path, owner=ME)) == [("not-trusted", "")]


@pytest.mark.parametrize(
    ("raw", "code", "line"),
    [
        (b'copies_folder = "D:\\kopijas"', "not-toml", 1),
        (b"\nidle_minutes =\n", "not-toml", 2),
        ('central = "https://kac.example"'.encode("utf-16"), "not-readable", None),
        (b"#" * (LARGEST_BYTES + 1), "not-readable", None),
        (b"x=" + b"[" * 5000, "not-toml", None),
        (b"idle_minutes = " + b"9" * 5000, "not-toml", None),
    ],
)
def test_a_file_that_is_none_closes_the_line_and_says_why(
    tmp_path: Path, raw: bytes, code: str, line: int | None
) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(raw)
    told = read_policy(path, owner=ME)
    (fault,) = told.faults
    assert (fault.code, fault.line) == (code, line)
    assert told.unread
    assert told.closes_line


def test_a_file_of_notepad_is_read(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(b"\xef\xbb\xbfproxy = 'none'\r\nidle_minutes = 3\r\n")
    assert (read_policy(path, owner=ME).proxy, read_policy(path, owner=ME).idle_minutes) == ("", 3)


@given(some.binary(max_size=200) | some.text(max_size=200).map(str.encode))
def test_junk_never_fails_and_is_never_passed_over_in_silence(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "junk.toml"
    path.write_bytes(raw)
    told = read_policy(path, owner=ME)
    assert all(len(fault.error().sentences()) == 3 for fault in told.faults)
    assert told.unread == any(fault.key == "" for fault in told.faults)
    try:
        names = set(tomllib.loads(raw.decode("utf-8-sig")))
    except ValueError:
        assert told.unread
    else:
        assert names == set(told.taken) | {fault.key for fault in told.faults} or any(
            len(name) > 60 for name in names
        )


@given(
    some.dictionaries(
        some.sampled_from([key.name.value for key in KEYS]),
        some.none() | some.booleans() | some.integers() | some.text(max_size=40) | some.binary(max_size=9),
    )
)
def test_whatever_the_registry_holds_is_taken_or_told(values: dict[str, object]) -> None:
    told = read_policy(Path("/nowhere/policy.toml"), registry=sorted_out("HKLM", values))
    assert set(values) == set(told.taken) | told.broken
    assert {fault.key for fault in told.faults} == told.broken
    assert told.idle_minutes is None or 0 <= told.idle_minutes <= 1440


def test_a_file_of_certificates_that_others_may_change_closes_the_line(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_text("-----BEGIN CERTIFICATE-----\n")
    authority.chmod(0o666)
    told = policy_of(tmp_path, f'ca_file = "{authority}"', owner=ME)
    assert codes(told) == [("ca-file", "ca_file")]
    assert told.closes_line
    authority.chmod(0o644)
    authority.write_text("nothing of the kind")
    assert codes(policy_of(tmp_path, f'ca_file = "{authority}"', owner=ME)) == [("ca-file", "ca_file")]


def test_no_environment_variable_moves_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    before = policy.machine_file()
    for name in (
        "ProgramData",
        "ALLUSERSPROFILE",
        "XDG_CONFIG_DIRS",
        "HOME",
        "KACDESK_POLICY",
        "KACDESK_DATA",
    ):
        monkeypatch.setenv(name, "/somewhere")
    assert policy.machine_file() == before
    if sys.platform != "win32":
        assert before == Path("/etc/kacdesk/policy.toml")


def test_the_data_folder_of_it_goes_before_the_environment_and_only_commands_may_name_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KACDESK_DATA", "/srv/own")
    assert data_folder(None) == Path("/srv/own")
    obey(monkeypatch, settings(data_folder="/srv/dati"))
    assert data_folder(None) == window_folder(None) == window_folder("/srv/./dati") == Path("/srv/dati")
    assert data_folder("/srv/own") == new_data_folder("/srv/own") == Path("/srv/own")
    with pytest.raises(Refused, match="Datu mapi noteicis IT"):
        window_folder("/srv/own")


def test_where_the_data_folder_of_it_is_not_known_no_other_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    obey(monkeypatch, settings(data_folder="dati"))
    for place in (data_folder, new_data_folder, window_folder):
        with pytest.raises(Refused, match="ir kļūda"):
            place(None)
    obey(monkeypatch, Policy(unread=True))
    assert data_folder(None).name == "kacdesk"
    with pytest.raises(Refused, match="ir kļūda"):
        new_data_folder(None)


def test_a_password_of_the_proxy_is_not_shown() -> None:
    assert shown_value(Name.PROXY, "http://name:w@rd@proxy.example:3128") == "http://***@proxy.example:3128"
    assert shown_value(Name.PROXY, "none") == "none"


def test_faults_and_settings_go_to_the_log_without_values(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "kacdesk")
    policy.note_in_log(
        policy_of(tmp_path, 'proxy = "http://a:secret@proxy.example"\nidle_minutes = "secret"', owner=ME)
    )
    assert [record.levelname for record in caplog.records] == ["INFO", "WARNING"]
    assert "secret" not in caplog.text
    assert "key=idle_minutes line=2" in caplog.text


@pytest.mark.parametrize(
    ("sddl", "trusted"),
    [
        ("O:BAG:SYD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)", True),
        ("O:SYG:SYD:P(A;;FA;;;SY)(A;;GA;;;BA)(A;;FRFX;;;BU)(A;OICIIO;GA;;;CO)", True),
        ("O:BAD:(A;;FA;;;BA)(A;;FA;;;WD)", False),
        ("O:BAD:(A;;FA;;;BA)(A;;0x1301bf;;;BU)", False),
        ("O:BAD:(A;;FA;;;BA)(A;;FRFW;;;AU)", False),
        ("O:BAD:(A;;FA;;;BA)(D;;FA;;;WD)", True),
        ("O:BAD:(A;;FA;;;BA)(A;;ZZ;;;BU)", False),
        ("O:S-1-5-21-1-2-3-1001D:(A;;FA;;;BA)", False),
        ("O:BUD:(A;;FA;;;BA)", False),
        ("O:DAD:(A;;FA;;;BA)(A;;FA;;;S-1-5-21-1-2-3-512)", True),
        ("O:S-1-5-21-1-2-3-500D:(A;;FA;;;S-1-5-21-1-2-3-1512)", False),
        ("O:BAD:NO_ACCESS_CONTROL", False),
        ("O:BA", False),
        ("", False),
    ],
)
def test_on_windows_a_file_counts_only_if_administrators_alone_write_it(sddl: str, trusted: bool) -> None:
    assert written_by_administrators(sddl) is trusted


def test_in_a_folder_of_windows_others_may_make_files_but_take_none_away() -> None:
    as_made_in_program_data = (
        "O:BAD:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;0x1200a9;;;BU)(A;CIID;0x116;;;BU)"
    )
    assert written_by_administrators(as_made_in_program_data, folder=True)
    assert not written_by_administrators(as_made_in_program_data)
    assert not written_by_administrators("O:BAD:(A;;FA;;;BA)(A;;0x1301bf;;;BU)", folder=True)


def test_the_example_file_has_every_setting_and_is_right_once_its_marks_are_taken_away(
    tmp_path: Path,
) -> None:
    text = resource("policy.toml.example").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {}
    lines = [
        line.removeprefix("#") for line in text.splitlines() if line.startswith("#") and " = " in line[:20]
    ]
    written = tomllib.loads("\n".join(lines))
    assert list(written) == [key.name.value for key in KEYS]
    told = policy_of(tmp_path, "\n".join(line for line in lines if "ca_file" not in line), owner=ME)
    assert told.faults == ()
