"""This package is the place for the site of the guides: built from `docs/` and from the program's own help."""
