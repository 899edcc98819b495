"""Beside the desk: the central store that desks sync to."""
