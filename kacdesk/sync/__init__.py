"""Floor: the exchange with the central store; no Qt, no services."""
