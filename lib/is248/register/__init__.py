"""Municipalities, districts and areas."""
