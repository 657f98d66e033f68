"""The command ``is248``."""
