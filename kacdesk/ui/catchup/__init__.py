"""This package is the place for what was written on paper during an outage and is entered afterwards."""
