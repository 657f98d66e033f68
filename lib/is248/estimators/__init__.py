"""Estimators: small functions from frames to frames, each with its denominator and its unit."""
