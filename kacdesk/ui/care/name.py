"""This file is the place where the page of the doctor has its name, so that the sidebar need not load the page."""

NAME = "doctor"
