"""This package is the place for the window itself and what is always in sight."""
