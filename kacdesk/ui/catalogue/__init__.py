"""The room in which people learn what changed in the catalogue and in the documents that all must know."""
