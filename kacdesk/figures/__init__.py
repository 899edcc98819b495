"""Floor 5: pure counting over plain rows, the same on a desk and at the central store."""
