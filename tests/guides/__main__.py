"""This file is the place where the site of the guides is built and looked through: `./kac docs [FOLDER]`."""

import sys
from pathlib import Path

from tests.guides.building import ROOT, build_site
from tests.guides.built import complaints
from tests.guides.commands import complaint, named_in


def main(arguments: list[str]) -> int:
    """Build into `dist/docs`, or into the folder given; 1 when something of it is wrong."""
    out = Path(arguments[0]) if arguments else ROOT / "dist" / "docs"
    wrong = [*build_site(out), *complaints(out)]
    for page in guide_pages():
        wrong += [told for named in named_in(page) if (told := complaint(named))]
    for told in wrong:
        sys.stderr.write(f"docs: {told}\n")
    pages = len(list(out.rglob("*.html")))
    sys.stdout.write(f"{out}: {pages} pages; begin with index.html\n")
    return 1 if wrong else 0


def guide_pages() -> list[Path]:
    """Return the pages whose commands a reader types."""
    return [ROOT / "README.md", *sorted((ROOT / "docs" / "guides").rglob("*.md"))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
