"""Calibrated answers: a file that nobody gave, fitted to everything that the report prints."""
