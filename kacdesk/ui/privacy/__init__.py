"""Floor 10: the room of keeping and protecting: what is due, who looked, everything about one person."""
