"""Floor: the only place where Qt is known; it asks services and never reaches past them."""
