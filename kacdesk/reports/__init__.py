"""Floor 7: figures and rows in, files out; no database and no Qt."""
