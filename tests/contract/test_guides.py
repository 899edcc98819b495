"""The guides: whole, true to the programs, and readable from a stick without anything from elsewhere."""

import re
from pathlib import Path

import pytest

from kacdesk.ui.help.chapters import guide_chapters
from tests.contract.tree import ROOT
from tests.guides.__main__ import guide_pages
from tests.guides.building import build_site
from tests.guides.built import complaints
from tests.guides.commands import complaint, named_in


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The site, and what its builder complained of."""
    out = tmp_path_factory.mktemp("site")
    return out, build_site(out)


@pytest.fixture
def site(built: tuple[Path, list[str]]) -> Path:
    """The folder of the site."""
    return built[0]


def test_every_page_is_listed_and_every_link_and_picture_of_it_is_there(
    built: tuple[Path, list[str]],
) -> None:
    assert built[1] == []


def test_nothing_on_the_site_leads_nowhere_or_is_loaded_from_elsewhere(site: Path) -> None:
    assert complaints(site) == []


def test_every_chapter_of_the_help_is_on_the_site_word_for_word(site: Path) -> None:
    pages = [path.read_text(encoding="utf-8") for path in sorted((site / "palidziba").glob("[0-9]*.html"))]
    assert len(pages) == len(guide_chapters())
    for page, chapter in zip(pages, guide_chapters(), strict=True):
        assert chapter.title in page
        for words in re.findall(r"<li>.*?</li>|<p>.*?</p>", chapter.html, re.DOTALL):
            assert words in page


def test_the_page_to_be_printed_holds_every_page_of_its_guide(site: Path) -> None:
    for name in ("it", "central"):
        folder = site / "guides" / name
        whole = (folder / "whole-guide.html").read_text(encoding="utf-8")
        titles = [
            re.search(r"<h1[^>]*>(.*?)</h1>", path.read_text("utf-8")) for path in folder.glob("*.html")
        ]
        assert len(titles) > 4
        assert [found[1] for found in titles if found is not None and found[1] not in whole] == []


def test_what_is_searched_holds_the_guides_in_both_languages(site: Path) -> None:
    searched = (site / "search-index.js").read_text(encoding="utf-8")
    assert '"palidziba/25-closing-and-corrections.html' in searched
    assert '"guides/central/backup.html' in searched
    assert "Atvērt no jauna" in searched


def test_every_command_that_a_guide_names_is_one_that_the_programs_take() -> None:
    named = [each for page in guide_pages() for each in named_in(page)]
    assert len(named) > 60
    assert [told for each in named if (told := complaint(each))] == []


@pytest.mark.parametrize(
    "line",
    [
        "kacdesk copies put /media/copies",
        "sudo kacdesk update fetch --from /media/stick",
        "kacdesk restore --data FOLDER",
        "sudo kacdesk-central-admin desk lend 01a1fe50",
        "KACDESK_DATABASE=x kacdesk-central point add",
    ],
)
def test_a_command_that_a_program_would_not_take_is_found_on_a_page(line: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Page\n\n```sh\n{line}  # a remark\n```\n", encoding="utf-8")
    assert [bool(complaint(each)) for each in named_in(page)] == [True]
    page.write_text("# Page\n\nSay `kacdesk banish` or `kacdesk sync --nothing`.\n", encoding="utf-8")
    assert [bool(complaint(each)) for each in named_in(page)] == [True, True]


def test_a_page_that_loads_or_leads_astray_is_found(tmp_path: Path) -> None:
    (tmp_path / "search.js").write_text("fetch('x')", encoding="utf-8")
    (tmp_path / "style.css").write_text("@import 'x';", encoding="utf-8")
    page = '<img src="https://elsewhere.example/x.png" alt="x"><img src="gone.png"><a href="gone.html">x</a>'
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert len(complaints(tmp_path)) == 6


def test_the_list_of_pages_names_every_guide() -> None:
    listed = (ROOT / "properdocs.yml").read_text(encoding="utf-8")
    pages = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs" / "guides").rglob("*.md")]
    assert [page for page in pages if f"- {page}\n" not in listed] == []
