"""Values of figures in chromium: by mouse, finger and keyboard, in light and dark, on a phone."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
PHONE, LEAST_LETTERS = 375, 11.0
"""Pixels: a phone's width, and the height of the smallest letters that are read with ease."""


@pytest.fixture(scope="module")
def seen():
    named = os.environ.get("IS248_PAGES")
    folder = Path(named) if named else HERE.parents[1] / "outputs" / "2016" / "latest"
    (chapter,) = (folder / "chapters").glob("*housing.html")
    command = ["node", str(HERE / "check_figures.mjs"), str(folder.resolve())]
    page = chapter.relative_to(folder).as_posix()
    done = subprocess.run([*command, page], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def told(seen, key):
    return [
        (figure, one[key])
        for state in seen["states"]
        for item, one in state["told"].items()
        if key in one
        for figure in state["figures"]
        if figure["id"] == item
    ]


def in_the_table(figure, words):
    """Whether the row and each number stand in the cells behind the figure."""
    first, *lines = words.split("\n")
    numbers = [
        re.sub(r"[^\d\u00a0,]", "", one) for one in " ".join(lines).split() if one[0].isdigit()
    ]
    return any(first.startswith(cell) for cell in figure["cells"] if cell) and bool(numbers)


def test_every_figure_has_an_alt_text_marks_and_one_stop(seen):
    for state in seen["states"]:
        assert len(state["figures"]) > 10
        for figure in state["figures"]:
            assert len(figure["alt"]) > 40
            assert figure["marks"] > 0
            assert figure["stops"] == 0  # besides the figure itself


@pytest.mark.parametrize("key", ["hover", "touched", "home"])
def test_mouse_finger_and_keyboard_tell_a_cell_of_the_table(seen, key):
    shown = told(seen, key)
    assert len(shown) >= 4
    for figure, words in shown:
        assert in_the_table(figure, words), (figure["id"], words)
        values = re.findall(r"(\d[\d\u00a0]*(?:,\d+)?)(?: prosent|$)", words.split("\n")[-1])
        assert set(values) <= set(figure["cells"]), (figure["id"], words)


def test_arrow_keys_pass_from_row_to_row(seen):
    for figure, steps in told(seen, "steps"):
        rows = list(dict.fromkeys(step.split("\n")[0] for step in steps))
        if figure["id"].endswith("-county") and len(steps) > 1:  # from the row that was hovered
            named = [row.rsplit(" (", 1)[0] for row in rows]
            assert len(named) > 10
            assert named == [cell for cell in figure["cells"] if cell in named]


def test_values_go_when_the_mouse_leaves_and_with_escape(seen):
    assert {words for _, words in told(seen, "left")} == {""}
    assert {words for _, words in told(seen, "escaped")} == {""}
    assert {rings for _, rings in told(seen, "ring")} == {1}


def test_without_scripts_every_mark_has_its_words(seen):
    assert seen["readable"] == sum(figure["marks"] for figure in seen["states"][0]["figures"])


def test_nothing_is_white_in_the_dark_and_nothing_is_loaded_or_complained_of(seen):
    for state in seen["states"]:
        assert {figure["ground"] for figure in state["phone"]} == {"rgba(0, 0, 0, 0)"}
        assert state["seen"] == {"requests": [], "console": []}


def test_accessible_while_a_value_is_told(seen):
    assert [state["violations"] for state in seen["states"]] == [[]] * len(seen["states"])


def test_on_a_phone_letters_keep_their_size_and_what_is_outside_has_a_cue(seen):
    phones = [state["phone"] for state in seen["states"] if state["width"] == PHONE]
    for figures in phones:
        assert min(figure["least"] for figure in figures) >= LEAST_LETTERS
        assert all(figure["scrolls"] == figure["cue"] for figure in figures)
        assert any(figure["cue"] for figure in figures)
