"""This file is the place where the site's builder is told what it cannot know: the help, the search, whole guides.

The builder (ProperDocs) calls these functions by their names; `properdocs.yml` names this file.
"""

import json
from pathlib import Path
from typing import Any

from properdocs.config.defaults import MkDocsConfig
from properdocs.structure.files import File, Files
from properdocs.structure.nav import Navigation, Section
from properdocs.structure.pages import Page

import kacdesk
from kacdesk.core.resources import resource
from kacdesk.ui.help.chapters import PICTURES, guide_folder
from tests.guides import whole
from tests.guides.help_pages import FOLDER, HelpPage, help_pages
from tests.guides.search import Section as Piece
from tests.guides.search import sections

CLERK, SUPERVISOR, DECISIONS = "Klientu apkalpotājam", "Vadītājam", "Decisions"
"""Parts of the site, as `properdocs.yml` names them, whose pages are listed here."""

_pieces: list[Piece] = []
_contents: dict[str, str] = {}
_guides: dict[str, list[str]] = {}
"""The page that holds a whole guide → the pages of that guide, in their order."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List the pages of the help, and the decisions."""
    for kept in (_pieces, _contents, _guides):
        kept.clear()
    config.extra["version"] = kacdesk.__version__
    pages = help_pages()
    decisions = sorted(path.name for path in Path(config.docs_dir, "decisions").glob("*.md"))
    parts = {
        CLERK: _listed(pages, supervisor=False),
        SUPERVISOR: _listed(pages, supervisor=True),
        DECISIONS: [f"decisions/{name}" for name in decisions],
    }
    for entry in config.nav or []:
        for name in entry:
            if name in parts:
                entry[name] = [*(each for each in parts[name] if each not in entry[name]), *entry[name]]
    return config


def _listed(pages: list[HelpPage], *, supervisor: bool) -> list[str]:
    return [page.address for page in pages if page.is_for_supervisor == supervisor]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the chapters of the help and their pictures."""
    for page in help_pages():
        files.append(File.generated(config, page.address, content=page.markdown))
    for picture in sorted((guide_folder() / PICTURES).glob("*.png")):
        address = f"{FOLDER}/{PICTURES}/{picture.name}"
        files.append(File.generated(config, address, abs_src_path=str(picture)))
    icon = resource("icons") / "kacdesk.svg"
    files.append(File.generated(config, icon.name, abs_src_path=str(icon)))
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Note which pages belong to which whole guide."""
    del config, files
    for part in nav.items:
        if isinstance(part, Section):
            urls = [each.url for each in part.children if isinstance(each, Page)]
            _guides.update({url: urls for url in urls if whole.is_whole(url)})
    return nav


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> dict[str, Any]:
    """Tell the theme in which language a page is, and keep its text for the search and for the whole guide."""
    del config, nav
    content = page.content or ""
    context["language"] = "lv" if page.file.src_uri.startswith(f"{FOLDER}/") else "en"
    _contents[page.url] = content
    if not whole.is_whole(page.url):
        _pieces.extend(sections(page.url, str(page.title), content))
    return context


def on_post_build(config: MkDocsConfig) -> None:
    """Write what is searched, and fill the pages that hold a whole guide."""
    site = Path(config.site_dir)
    rows = [[each.address, each.page, each.heading, each.words] for each in _pieces]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    (site / "search-index.js").write_text(f"const SECTIONS = {text};\n", encoding="utf-8")
    for url, urls in _guides.items():
        whole.fill(site / url, whole.in_order(urls, _contents))
