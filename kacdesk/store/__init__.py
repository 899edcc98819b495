"""Floor: how the desk keeps its records: tables, capture, search, numbers, migrations."""
