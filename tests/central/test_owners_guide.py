"""What the guide tells the owner of a central store to do in PostgreSQL is enough, and no more right than it says."""

import re

import psycopg
import pytest

from kacdesk.central.__main__ import run
from tests.contract.tree import ROOT
from tests.helpers.postgres import running_cluster

pytestmark = pytest.mark.journey

_GUIDE = ROOT / "docs" / "guides" / "central" / "install.md"
_SETTINGS = ROOT / "packaging" / "debian" / "kacdesk-central" / "central.env"


def _statements(text: str) -> list[str]:
    told = [line for line in text.splitlines() if "psql" in line]
    return re.findall(r"-c '([^']+)'", "\n".join(told))


def test_the_roles_of_the_guide_let_the_tables_be_made_and_a_point_be_added(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = _statements(_GUIDE.read_text(encoding="utf-8"))
    assert told == _statements(_SETTINGS.read_text(encoding="utf-8"))
    with running_cluster() as cluster:
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as postgres:
            for statement in told:
                postgres.execute(statement.encode())
            postgres.execute('CREATE DATABASE kacdesk OWNER "kacdesk-central" TEMPLATE template0')
            rights = postgres.execute(
                "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'kacdesk-central'"
            ).fetchone()
        assert rights == (False, False, True)
        url = cluster.url("kacdesk").replace("postgres@", "kacdesk-central@")
        assert run(["migrate", "--database", url]) == 0, capsys.readouterr().err
        assert run(["point", "add", "PARAUGS", "--database", url]) == 0, capsys.readouterr().err
