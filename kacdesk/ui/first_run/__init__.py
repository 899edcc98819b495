"""This package is the place for the first start: a few calm pages, and a desk is there."""
