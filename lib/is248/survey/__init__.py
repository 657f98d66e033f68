"""The survey: codebook, ingest, coding of open answers."""
