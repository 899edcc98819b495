"""This package is the place where a person closes what the central store refused, disputes or tells."""
