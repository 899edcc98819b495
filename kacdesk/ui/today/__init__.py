"""This package is the place for the first page: what this day asks of the person at the desk."""
