"""This file is the place where a PDF becomes one for the archive: PDF/A-2b (ISO 19005-2).

It says what its colours mean, carries its own fonts only, tells its facts a second time as XMP, and is written the way
strict readers want it. What is not here, PDF/A forbids and the papers do not use: encryption, scripts, films.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import Any, Final, NoReturn
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFCatalog,
    PDFDictionary,
    PDFName,
    PDFObjectReference,
    PDFStream,
    PDFString,
    PDFZCompress,
)
from reportlab.pdfgen.canvas import Canvas

from kacdesk import __version__
from kacdesk.core.courtesy import WINDOW
from kacdesk.core.text import language
from kacdesk.reports.fonts import EMBEDDED, REGULAR, embed_fonts
from kacdesk.reports.srgb import SRGB_NAME, srgb_profile

PRODUCER: Final = f"kacdesk {__version__}"
_PDF_VERSION: Final = (1, 7)
_STREAM_END: Final = b"endstream\nendobj\n"
_XREF_END: Final = re.compile(rb"startxref\s+([0-9]+)\s+%%EOF\s*\Z")
_IDENTIFIER: Final = re.compile(rb"\[<[0-9a-f]{32}><[0-9a-f]{32}>\]")
_ENTRY: Final = re.compile(rb"([0-9]{10}) ([0-9]{5}) ([nf])")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file says of itself; `made_at` is an aware moment."""

    title: str
    author: str
    subject: str
    made_at: datetime


class ArchivalCanvas(Canvas):
    """A canvas whose file is PDF/A-2b once its bytes went through `archived`."""

    facts: FileFacts

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        embed_fonts()
        fixed = {
            "pdfVersion": _PDF_VERSION,
            "initialFontName": REGULAR,
            "lang": language(),
            "invariant": 1,
            "encrypt": None,
        }
        super().__init__(*args, **kwargs | fixed)

    def setFont(self, psfontname: str, *args: Any, **kwargs: Any) -> None:  # noqa: N802 -- reportlab names it
        """Take an embedded font in place of any other: tables ask for Helvetica even where they draw nothing."""
        super().setFont(psfontname if psfontname in EMBEDDED else REGULAR, *args, **kwargs)

    def drawString(self, *args: Any, **kwargs: Any) -> None:  # noqa: N802 -- reportlab names it
        """Draw words from their left end on."""
        WINDOW.let_pass()
        super().drawString(*args, **kwargs)

    def drawRightString(self, *args: Any, **kwargs: Any) -> None:  # noqa: N802 -- reportlab names it
        """Draw words up to their right end."""
        WINDOW.let_pass()
        super().drawRightString(*args, **kwargs)

    def save(self) -> None:
        """Finish the file with its facts, told twice, and with the meaning of its colours."""
        facts = self.facts
        self.setTitle(facts.title)
        self.setAuthor(facts.author)
        self.setSubject(facts.subject)
        self.setCreator(PRODUCER)
        self.setProducer(PRODUCER)
        self.setDateFormatter(lambda *_: facts.made_at.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'"))
        self.setViewerPreference("DisplayDocTitle", "true")
        _tell_catalog(self, facts)
        super().save()


def archival_canvas(facts: FileFacts) -> Callable[..., ArchivalCanvas]:
    """Return what makes the canvas of a document with these facts."""
    return partial(_made, facts)


def _made(facts: FileFacts, *args: Any, **kwargs: Any) -> ArchivalCanvas:
    canvas = ArchivalCanvas(*args, **kwargs)
    canvas.facts = facts
    return canvas


def _tell_catalog(canvas: Any, facts: FileFacts) -> None:
    """Put colours and XMP into the catalogue; reportlab has a place for the second only."""
    catalog = canvas._doc.Catalog
    catalog.__NoDefault__ = [*PDFCatalog.__NoDefault__, "OutputIntents"]
    catalog.OutputIntents = PDFArray([_output_intent(canvas._doc)])
    told = PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")})
    catalog.Metadata = PDFStream(told, _xmp(facts))


def _output_intent(document: Any) -> PDFDictionary:
    profile = PDFStream(PDFDictionary({"N": 3}), srgb_profile(), [PDFZCompress])
    reference: PDFObjectReference = document.Reference(profile)
    return PDFDictionary(
        {
            "Type": PDFName("OutputIntent"),
            "S": PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": PDFString(SRGB_NAME),
            "Info": PDFString(SRGB_NAME),
            "DestOutputProfile": reference,
        }
    )


_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
   <pdfaid:part>2</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
   <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
   <xmp:CreatorTool>{producer}</xmp:CreatorTool>
   <xmp:CreateDate>{made_at}</xmp:CreateDate>
   <xmp:ModifyDate>{made_at}</xmp:ModifyDate>
   <pdf:Producer>{producer}</pdf:Producer>
   <pdf:Keywords></pdf:Keywords>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""


def _xmp(facts: FileFacts) -> bytes:
    """Return the facts as XMP; a reader of archives compares them with those of the Info dictionary."""
    told = {
        "title": facts.title,
        "author": facts.author,
        "subject": facts.subject,
        "language": language(),
        "producer": PRODUCER,
        "made_at": facts.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00"),
    }
    return _XMP.format(**{name: escape(value) for name, value in told.items()}).encode()


def archived(drawn: bytes) -> bytes:
    """Return the file with an end of line before each `endstream` (ISO 19005-2, 6.1.7.1) and an identifier of its own.

    reportlab 5.1 writes no such end, so that a strict reader finds a stream longer than it says it is, and draws the
    identifier from title and author alone.
    """
    found = _XREF_END.search(drawn)
    if found is None:
        _refuse("no startxref")
    table = int(found[1])
    trailer = drawn.index(b"trailer", table)
    entries = _ENTRY.findall(drawn, table, trailer)
    offsets = [int(offset) for offset, _, kind in entries if kind == b"n"]
    if len(offsets) + 1 != len(entries) or offsets != sorted(offsets):
        _refuse("objects out of order")
    parts, moved, at = [drawn[: offsets[0]]], [], offsets[0]
    for begin, end in zip(offsets, [*offsets[1:], table], strict=True):
        written = _with_line_end(drawn[begin:end])
        moved.append(at)
        parts.append(written)
        at += len(written)
    body = b"".join(parts)
    told = _IDENTIFIER.sub(_identifier(body), drawn[trailer : found.start()], count=1)
    return b"".join((body, _table(moved), told, b"startxref\n%d\n%%%%EOF\n" % at))


def _with_line_end(written: bytes) -> bytes:
    if not written.endswith(_STREAM_END):
        return written
    return written[: -len(_STREAM_END)] + b"\n" + _STREAM_END


def _identifier(body: bytes) -> bytes:
    """Return both halves of the file's identifier: what it was and what it is are the same."""
    half = sha256(body).hexdigest()[:32].encode()
    return b"[<" + half + b"><" + half + b">]"


def _table(offsets: Sequence[int]) -> bytes:
    rows = [b"0000000000 65535 f \n", *(b"%010d 00000 n \n" % offset for offset in offsets)]
    return b"xref\n0 %d\n" % len(rows) + b"".join(rows)


def _refuse(what: str) -> NoReturn:
    raise ValueError(f"this is not a file as reportlab writes it: {what}")
