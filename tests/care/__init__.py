"""Tests of what looks after an installation: the doctor, the places where data must not lie, the support bundle."""
