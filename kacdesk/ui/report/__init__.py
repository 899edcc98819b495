"""This package is the place where a period is counted, looked at, opened figure by figure, printed and taken out."""
