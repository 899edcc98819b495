"""This file is the place where notices, the list of services and editions are shown on the command line."""

import json
from pathlib import Path

import pytest

from kacdesk.cli.main import run
from kacdesk.core.errors import ExitCode
from kacdesk.services.catalogue import reference_data
from kacdesk.services.context import Context
from tests.helpers.editions import second_edition


def carry_out(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """Carry out a command line: exit code, stdout, stderr."""
    capsys.readouterr()
    code = run([str(word) for word in words])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.clause("002-15")
def test_a_notice_is_written_as_a_pdf(
    capsys: pytest.CaptureFixture[str], context: Context, data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "laiks.pdf"
    code, told, err = carry_out(capsys, "--data", data, "notice", "hours", "--out", out)
    assert (code, err) == (ExitCode.DONE, "")
    assert "laiks.pdf" in told
    assert out.read_bytes().startswith(b"%PDF-")
    code, _, err = carry_out(capsys, "--data", data, "notice", "afiša", "--out", out)
    assert code == ExitCode.USAGE
    assert "plate, hours" in err


@pytest.mark.clause("004-20")
def test_the_list_of_services_is_written_in_the_form_of_its_name(
    capsys: pytest.CaptureFixture[str], context: Context, data: Path, tmp_path: Path
) -> None:
    for name, begins in (("s.html", b"<!doctype html>"), ("s.csv", b"\xef\xbb\xbfiestade;")):
        code, _, _ = carry_out(capsys, "--data", data, "services", "--out", tmp_path / name)
        assert code == ExitCode.DONE
        assert (tmp_path / name).read_bytes().startswith(begins)
    code, _, err = carry_out(capsys, "--data", data, "services", "--out", tmp_path / "s.docx")
    assert (code, (tmp_path / "s.docx").exists()) == (ExitCode.USAGE, False)
    assert ".html" in err


@pytest.mark.clause("003-05")
def test_an_edition_tells_what_it_changed(
    capsys: pytest.CaptureFixture[str], context: Context, data: Path, tmp_path: Path
) -> None:
    reference_data.load(context.store, second_edition(tmp_path))
    code, out, _ = carry_out(capsys, "--data", data, "edition")
    assert code == ExitCode.DONE
    assert "Katalogs mainījies: 1 jauns" in out
    assert "Jauni\tJauns pabalsts (paraugs)" in out
    code, out, _ = carry_out(capsys, "--data", data, "edition", "--json")
    told = json.loads(out)
    assert (told["version"], told["counts"]["added"], told["to_know"]) == ("2027.01", 1, ["2027.01"])
    code, out, _ = carry_out(capsys, "--data", data, "edition", "--of", "2026.11.21")
    assert (code, out.splitlines()[0].split("\t")[0]) == (ExitCode.DONE, "2026.11.21")
    code, _, err = carry_out(capsys, "--data", data, "edition", "--of", "1999")
    assert code == ExitCode.USAGE
    assert "1999" in err
