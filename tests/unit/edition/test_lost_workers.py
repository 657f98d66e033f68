"""A worker that dies before it has heard what it works on is told of, and holds nobody."""

import multiprocessing
import time
from threading import Thread

import pytest

from is248.edition.forks import Died, Worker

MUCH = b"x" * 1_000_000
"""More than a pipe takes at once."""


def kill_the_first_child():
    while not (children := multiprocessing.active_children()):
        time.sleep(0.001)
    children[0].kill()


def test_it_died_before_it_listened():
    killer = Thread(target=kill_the_first_child, daemon=True)
    killer.start()
    worker = Worker.started(multiprocessing.get_context("spawn"), print, MUCH)
    killer.join()
    worker.begin("a task")
    with pytest.raises(Died):
        worker.heard()
    worker.gone()
