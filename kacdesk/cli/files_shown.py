"""This file is the place where an attached file is told of on the command line."""

from collections.abc import Mapping
from typing import Any

from kacdesk.core.latvian import number
from kacdesk.core.text import t
from kacdesk.services.papers import attachments
from kacdesk.store.files import Attachment


def as_json(found: Attachment) -> Mapping[str, Any]:
    """Return the stable form of an attached file (docs/cli.md)."""
    return {
        "sha256": found.sha256.hex(),
        "role": found.role,
        "mime": found.mime,
        "size": found.size,
        "state": str(found.state),
    }


def as_text(found: Attachment) -> str:
    """Return the same for a person."""
    size = t("{size} KB", size=number(max(found.size / 1024, 1)))
    parts = (attachments.role_label(found.role), found.sha256.hex()[:8], size)
    return ", ".join((*parts, attachments.state_label(found.state)))
