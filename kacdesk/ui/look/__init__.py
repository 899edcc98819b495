"""This package is the place for the look of the window: colours, type, buttons, the strip."""
