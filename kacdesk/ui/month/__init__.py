"""This package is the place for the monthly report in the window."""
