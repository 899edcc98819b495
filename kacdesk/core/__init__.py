"""Floor 1: what knows nothing of the project."""
