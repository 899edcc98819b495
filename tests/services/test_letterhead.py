"""This file is the place where the head of the papers is tested: whose it is, and the picture beside it."""

from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from kacdesk.core.errors import DeskError
from kacdesk.services import point_settings, records
from kacdesk.services.context import Context
from kacdesk.services.letterhead import letterhead
from kacdesk.services.papers import attachments
from kacdesk.services.papers.attachments import takes_files
from tests.helpers import desk

SETTINGS = point_settings.REGISTER


def a_picture(color: str, kind: str = "PNG") -> bytes:
    content = BytesIO()
    Image.new("RGB", (20, 24), color).save(content, kind)
    return content.getvalue()


def settings_of(context: Context, **values: str) -> UUID:
    return records.save(context, SETTINGS, {"centre_type": "regional", **values}).id


def test_the_newest_picture_of_the_settings_stands_at_the_head(tmp_path: Path) -> None:
    with desk.opened(desk.copy_desk(tmp_path)) as context:
        assert letterhead(context).arms == b""
        settings = settings_of(context)
        green, red = a_picture("green"), a_picture("red", "JPEG")
        attachments.attach_content(context, SETTINGS, settings, green)
        assert letterhead(context).arms == green
        held = attachments.attach_content(context, SETTINGS, settings, red)
        assert letterhead(context).arms == red
        attachments.attach_content(context, SETTINGS, settings, b"%PDF-1.4 a paper")
        assert letterhead(context).arms == red
        attachments.detach(context, SETTINGS, settings, held.sha256, reason="vecais ģerbonis")
        assert letterhead(context).arms == green


def test_the_head_takes_the_name_for_papers_from_the_settings(tmp_path: Path) -> None:
    with desk.opened(desk.copy_desk(tmp_path)) as context:
        assert letterhead(context).point == desk.POINT.title
        settings_of(context, title="Paraugu punkts")
        assert letterhead(context).point == "Paraugu punkts"


def test_a_picture_whose_copy_is_damaged_leaves_the_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with desk.opened(desk.copy_desk(tmp_path)) as context:
        settings = settings_of(context)
        attachments.attach_content(context, SETTINGS, settings, a_picture("green"))
        (copy,) = [each for each in (context.store.path.parent / "files").rglob("*") if each.is_file()]
        copy.write_bytes(copy.read_bytes()[:-1] + b"?")
        with caplog.at_level("WARNING"):
            head = letterhead(context)
        assert (head.arms, head.point) == (b"", desk.POINT.title)
        assert "arms could not be read" in caplog.text


def test_only_a_supervisor_puts_the_picture_there(tmp_path: Path) -> None:
    data = desk.copy_desk(tmp_path)
    with desk.opened(data) as context:
        settings = settings_of(context)
        assert takes_files(context.catalog.spec(SETTINGS))
        assert not takes_files(context.catalog.spec("presence_norm"))
    with desk.opened(data, actor=desk.CLERK) as context, pytest.raises(DeskError):
        attachments.attach_content(context, SETTINGS, settings, a_picture("green"))
    with desk.opened(data) as context:
        assert letterhead(context).arms == b""
