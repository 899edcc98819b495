"""This package is the place for who is at the desk: signing in, locking, PINs."""
