"""This file is the place where a paper says in its head whose it is: arms, municipality, centre, point."""

from functools import lru_cache
from io import BytesIO
from logging import getLogger
from typing import Final

from PIL import Image, UnidentifiedImageError
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, Table

from kacdesk.reports.sheet import Heading, text

_log = getLogger(__name__)

_ARMS_HEIGHT: Final = 17 * mm
_ARMS_WIDEST: Final = 34 * mm
_GAP: Final = 4 * mm
_DOTS: Final = 400
"""Height and width of the kept picture at most: 600 dots an inch at the printed size."""
_LARGEST_DOTS: Final = 40_000_000
"""A picture of more dots is not opened: it would take the memory of the computer."""


def letterhead(heading: Heading, width: float) -> list[Flowable]:
    """Return whose paper it is; the arms stand at the left when the point has a picture of them."""
    lines: list[Flowable] = [text(heading.municipality, "overline")] if heading.municipality else []
    lines += [text(line, "subtitle") for line in (heading.centre, heading.point) if line]
    picture = _opened(heading.arms) if heading.arms else None
    if picture is None:
        return lines
    arms = _Arms(picture)
    beside = arms.width + _GAP
    head = Table(
        [[arms, lines]],
        colWidths=[beside, width - beside],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ],
        hAlign="LEFT",
    )
    head.spaceAfter = 4
    return [head]


class _Arms(Flowable):
    """The picture, scaled to the height of the head, and narrower when it is very wide."""

    def __init__(self, picture: Image.Image) -> None:
        super().__init__()
        self._picture = picture
        scale = min(_ARMS_HEIGHT / picture.height, _ARMS_WIDEST / picture.width)
        self.width, self.height = picture.width * scale, picture.height * scale

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 -- reportlab names them
        """Take the picture's size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the picture without a mask: what was transparent in it is white."""
        self.canv.drawImage(ImageReader(self._picture), 0, 0, self.width, self.height)


@lru_cache(maxsize=2)
def _opened(content: bytes) -> Image.Image | None:
    """Return a PNG or JPEG as plain sRGB dots on white; None when it cannot be read as a picture."""
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as found:
            if found.width * found.height > _LARGEST_DOTS:
                _log.warning("arms were left out: dots=%d", found.width * found.height)
                return None
            layered = found.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        _log.warning("arms were left out: error=%s", type(error).__name__)
        return None
    on_white = Image.new("RGBA", layered.size, "white")
    on_white.alpha_composite(layered)
    on_white.thumbnail((2 * _DOTS, _DOTS), Image.Resampling.LANCZOS)
    return on_white.convert("RGB")
