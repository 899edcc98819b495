"""This package is the place for the inputs of a record and what stands around them."""
