"""Floor 2: plain descriptions of registers and fields, free of Qt and SQL, that every floor may import."""
