"""This package is the room of the page "Darbstacijas pārbaude": what the doctor found, and the support bundle."""
