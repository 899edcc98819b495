"""Keeping and protecting: file plan, retention, destruction acts, who looked, everything about a person."""
