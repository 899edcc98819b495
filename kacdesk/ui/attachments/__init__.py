"""This package is the place where the files of a record are added, listed and looked at, never written in clear."""
