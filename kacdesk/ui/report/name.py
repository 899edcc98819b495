"""This file is the place where the page of the reports has its name, for those who lead to it before it is loaded."""

NAME = "reports"
