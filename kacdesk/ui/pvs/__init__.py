"""This room holds the worklist of what the state's system should hold too."""
