"""This package is the place for the page of the roster: who serves people on which day of a week."""
