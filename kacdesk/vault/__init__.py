"""Floor: how an encrypted SQLite file and its key are kept and opened, for the desk and the embedded central store."""
