"""This package is the place for what a person can look up: all keys and the guide, without a network."""
