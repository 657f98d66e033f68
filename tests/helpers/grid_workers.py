"""Stand-ins for a job in another process: one that dies, one that dies once, one that answers."""

import os
from pathlib import Path

from is248.edition.grid_job import failed


def run_job(job, pack):
    """Die when told to; ``once`` has a file that says whether it has died before."""
    word, _, file = job.decode().partition(" ")
    if word == "dies" or (word == "once" and not Path(file).exists()):
        if file:
            Path(file).touch()
        os._exit(9)
    return failed(f"{word} av {pack.decode()}")
