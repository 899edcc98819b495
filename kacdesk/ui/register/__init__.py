"""This package is the place for the page of any register: list, form, one record."""
