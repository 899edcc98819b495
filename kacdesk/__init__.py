"""kacdesk: the log of a state and municipal customer service centre's service point."""

__version__ = "0.1.0"
