"""This file is the place where the PDFs are held against what an archive asks of them: PDF/A-2b (ISO 19005-2)."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageCms

from kacdesk.reports.archival import PRODUCER, archived
from kacdesk.reports.fonts import printable
from kacdesk.reports.monthly import draw_monthly
from kacdesk.reports.official import Official, Words, draw_official
from kacdesk.reports.registration_card import RegistrationCard, draw_card
from kacdesk.reports.slip import Slip, draw_slip
from kacdesk.reports.srgb import srgb_profile
from tests.figures.made_up_month import counted
from tests.reports.pdf_reading import HEADING, with_arms, words_of

_JARS = Path("/usr/share/java")
_CHECKER = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "javax.activation", "jaxb-api")
_COLOR_OPERATORS = frozenset({"rg", "RG", "g", "G"})
"""Those of sRGB's output intent, and grey, which every intent gives a meaning."""
_OTHER_COLOR_OPERATORS = frozenset({"k", "K", "cs", "CS", "sc", "SC", "scn", "SCN", "sh", "gs", "ri"})


@pytest.fixture(scope="module", params=["report", "official", "leaflet", "card"])
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one PDF of each way in which the program makes them."""
    out = tmp_path_factory.mktemp("archive") / f"{request.param}.pdf"
    match request.param:
        case "report":
            draw_monthly(counted(), with_arms(HEADING), out)
        case "official":
            paper = Official(
                "Izziņa par paraugu", with_arms(HEADING), [Words("Ļoti īss\tteksts.")], sample=True
            )
            out.write_bytes(draw_official(paper))
        case "card":
            made_at = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
            route = ("Balvu novada pašvaldība", "Administratīvā rajona tiesa")
            card = RegistrationCard("1-8/7", "Sūdzība", made_at, "Par paraugu", None, None, route)
            out.write_bytes(draw_card(card, HEADING))
        case _:
            made_at = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
            out.write_bytes(
                draw_slip(
                    Slip("K7M-2QX-9T5", "Apmeklējums", made_at, ("VSAA",), (), registered=True), HEADING
                )
            )
    return out


def objects_of(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every object of the file that can hold something forbidden."""
    yield from (part for part in pdf.objects if isinstance(part, pikepdf.Dictionary | pikepdf.Stream))


def test_a_strict_reader_finds_nothing_to_complain_about(file: Path) -> None:
    with pikepdf.open(file) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert not pdf.is_encrypted
        assert pdf.pdf_version == "1.7"


def test_the_file_says_that_it_is_for_the_archive_and_tells_its_facts_twice_alike(file: Path) -> None:
    with pikepdf.open(file) as pdf:
        told, facts = pdf.open_metadata(), pdf.docinfo
        assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "B")
        assert told["dc:title"] == str(facts["/Title"])
        assert told["dc:creator"] == [str(facts["/Author"])]
        assert told["dc:description"] == str(facts["/Subject"])
        assert told["pdf:Producer"] == told["xmp:CreatorTool"] == str(facts["/Producer"]) == PRODUCER
        for name, key in (("xmp:CreateDate", "/CreationDate"), ("xmp:ModifyDate", "/ModDate")):
            written = datetime.strptime(str(facts[key]), "D:%Y%m%d%H%M%S+00'00'").replace(tzinfo=UTC)
            assert datetime.fromisoformat(str(told[name])) == written == HEADING.generated_at
        assert "/Filter" not in pdf.Root.Metadata
        assert str(pdf.Root.Lang) == "lv"
        assert pdf.Root.ViewerPreferences["/DisplayDocTitle"]


def test_colours_have_a_meaning_and_no_other_kind_of_colour_is_used(file: Path) -> None:
    with pikepdf.open(file) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert (str(intent.S), int(intent.DestOutputProfile.N)) == ("/GTS_PDFA1", 3)
        assert intent.DestOutputProfile.read_bytes() == srgb_profile()
        used = {str(step.operator) for page in pdf.pages for step in pikepdf.parse_content_stream(page)}
        assert used & _COLOR_OPERATORS
        assert not used & _OTHER_COLOR_OPERATORS


def test_every_font_is_embedded_and_its_letters_can_be_read_back(file: Path) -> None:
    with pikepdf.open(file) as pdf:
        fonts = [font for page in pdf.pages for font in page.resources.Font.values()]
        assert fonts
        for font in fonts:
            assert re.fullmatch(r"/[A-Z]{6}\+NotoSans-\w+", str(font.BaseFont))
            assert str(font.Subtype) == "/TrueType"
            assert len(font.FontDescriptor.FontFile2.read_bytes()) > 1000
            assert int(font.FontDescriptor.Flags) & 4, "symbolic: the font's own codes hold"
            assert "/Encoding" not in font
            assert b"beginbf" in font.ToUnicode.read_bytes()
            assert len(font.Widths) == int(font.LastChar) - int(font.FirstChar) + 1


def test_nothing_that_an_archive_forbids_is_in_the_file(file: Path) -> None:
    with pikepdf.open(file) as pdf:
        assert not {"/OpenAction", "/AA", "/AcroForm", "/OCProperties"} & set(pdf.Root.keys())
        for part in objects_of(pdf):
            keys = set(part.keys())
            assert not {"/SMask", "/JS", "/EF", "/Group", "/TR", "/Alternates", "/OPI"} & keys
            assert not part.get("/Interpolate", False)
            assert str(part.get("/Filter", "")) != "/LZWDecode"
            assert str(part.get("/S", "")) not in ("/JavaScript", "/Launch", "/Sound", "/Movie")


def test_every_stream_is_as_long_as_it_says_and_ends_with_a_line_end(file: Path) -> None:
    content = file.read_bytes()
    table = int(content.rsplit(b"startxref", 1)[1].split()[0])
    assert content[table:].startswith(b"xref\n0 ")
    offsets = [int(row[:10]) for row in content[table:].splitlines(keepends=True) if row.endswith(b" n \n")]
    streams = 0
    for place, offset in enumerate(offsets, start=1):
        written = content[offset : ([*offsets, table])[place]]
        assert written.startswith(b"%d 0 obj\n" % place)
        if b"\nstream\n" in written:
            head, _, rest = written.partition(b"\nstream\n")
            (length,) = re.findall(rb"/Length ([0-9]+)", head)
            assert rest[int(length) :] == b"\nendstream\nendobj\n"
            streams += 1
    assert streams > 5


def test_two_papers_have_two_identifiers_and_the_same_paper_one() -> None:
    identifiers = []
    for words in ("viens", "viens", "divi"):
        with pikepdf.open(BytesIO(draw_official(Official("Paraugs", HEADING, [Words(words)])))) as pdf:
            was, now = pdf.trailer.ID
            assert bytes(was) == bytes(now)
            identifiers.append(bytes(now))
    assert identifiers[0] == identifiers[1] != identifiers[2]


def test_a_file_that_reportlab_did_not_write_is_refused() -> None:
    with pytest.raises(ValueError, match="not a file as reportlab writes it"):
        archived(b"%PDF-1.7\n")


def test_the_profile_is_srgb() -> None:
    ours = ImageCms.getOpenProfile(BytesIO(srgb_profile()))
    shades = Image.frombytes(
        "RGB", (256, 1), bytes(y for x in range(256) for y in (x * 37 % 256, x, 255 - x))
    )
    same = ImageCms.profileToProfile(shades, ours, ImageCms.createProfile("sRGB"))
    assert same is not None
    assert max(abs(a - b) for a, b in zip(shades.tobytes(), same.tobytes(), strict=True)) <= 1


def test_a_blank_or_letter_that_the_font_lacks_never_becomes_a_sign_without_a_glyph(tmp_path: Path) -> None:
    assert printable("a\tb\u3000c") == "a b c"
    assert printable("a\x07\U0001f600") == "a\ufffd\ufffd"
    out = tmp_path / "a.pdf"
    out.write_bytes(draw_official(Official("Tabula\tstarp", HEADING, [Words("viens\tdivi")])))
    assert "viens divi" in words_of(out)


@pytest.mark.skipif(
    shutil.which("java") is None or not all((_JARS / f"{name}.jar").exists() for name in _CHECKER),
    reason="Debian's libpdfbox2-java with libactivation-java and libjaxb-api-java is not on this computer",
)
def test_the_archive_checker_of_apache_pdfbox_finds_nothing(file: Path, tmp_path: Path) -> None:
    """PDFBox checks PDF/A-1b, stricter in everything that these files hold; only the part is changed for it."""
    as_first_part = tmp_path / "part.pdf"
    part = b"<pdfaid:part>%d</pdfaid:part>"
    assert file.read_bytes().count(part % 2) == 1
    as_first_part.write_bytes(file.read_bytes().replace(part % 2, part % 1))
    path = ":".join(str(_JARS / f"{name}.jar") for name in _CHECKER)
    command = ["java", "-cp", path, "org.apache.pdfbox.preflight.Validator_A1b", str(as_first_part)]
    told = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "is a valid PDF/A-1b file" in told.stdout, told.stdout
