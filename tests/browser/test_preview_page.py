"""A chapter in chromium while it is written: what is saved stands on the page, where one reads."""

import signal

import pytest
from test_pages import node

from helpers.previews import Running
from helpers.project import code, markdown, show, table_bundle, write_notebook

pytestmark = pytest.mark.browser

PROSE, CELL = 2.0, 4.0
"""Seconds from saving to a new page; an idle machine needs a fifth of it."""


@pytest.fixture
def seen(project):
    write_notebook(
        project,
        "alpha",
        markdown("# Første kapittel\n\nInnledning."),
        code("year = 2015", "parameters"),
        code(show(table_bundle())),
        markdown("\n\n".join(f"Avsnitt {number}." for number in range(60))),
        code("print(1 + 1)"),
        markdown("Nederst."),
    )
    running = Running(project, "alpha")
    yield node("check_preview.mjs", running.address, project.notebook("alpha"))
    running.end(signal.SIGINT)


def test_a_reader_sees_what_was_saved(seen):
    assert seen["prose"] < PROSE
    assert seen["above"] < PROSE
    assert seen["cell"] < CELL
    assert seen["before"] > 600  # below the first screen
    assert abs(seen["after"] - seen["before"]) < 60  # one stays where one reads
    assert not seen["button"]
    assert seen["led"]
    assert "1 / 0" in seen["trace"]
    assert "ZeroDivisionError" in seen["words"]
    assert seen["stands"]
    assert seen["mended"]
    assert (seen["faults"], seen["failing"], seen["complaints"]) == ([], [], [])
