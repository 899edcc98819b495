"""This package is the place where a new version of the program comes in, and the way back from it."""
