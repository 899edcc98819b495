"""Trainings, surveys, reviews, access rights, transfers: their terms, steps and papers."""
