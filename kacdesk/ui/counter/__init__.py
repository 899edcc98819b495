"""This package is the place for what helps a clerk while a person stands at the counter."""
