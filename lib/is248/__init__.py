"""Helper package of the IS-24/8 compendium: from a reported figure to a published page."""

__version__ = "0.1.0"
