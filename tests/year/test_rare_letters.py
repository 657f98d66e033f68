"""A picture in a label of the real project: its chapter is made, and the label's line is told."""

import io
import json
import re

import pypdfium2
import pytest

from helpers.years import copy_inputs, report
from is248.show.bundle import MIME

pytestmark = pytest.mark.slow

LABEL = "50 000 og over"


@pytest.fixture(scope="module")
def draft(tmp_path_factory):
    """A draft of a chapter that shows the label in tables and in a figure."""
    root = copy_inputs(tmp_path_factory.mktemp("rare") / "project")
    labels = root / "params" / "labels.yml"
    lines = labels.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if f"label: {LABEL}" in line)
    lines[at] = lines[at].replace(LABEL, f"{LABEL} 😀")
    labels.write_text("".join(lines), encoding="utf-8")
    return root, at + 1, report(root, 2016, "--chapter", "fte_by_area", "--jobs", "1")


def chapter(draft, ending):
    (path,) = (draft[0] / "outputs" / "2016" / "drafts").rglob(f"*.{ending}")
    return path


def test_the_chapter_is_made_and_the_label_told_once(draft):
    _, line, done = draft
    assert done.returncode == 0, done.stderr
    told = [one for one in done.stdout.splitlines() if "Skriften mangler" in one]
    assert len(told) == 1
    assert f"«😀» (U+1F600), params/labels.yml, linje {line}: «" in told[0]
    assert "Glyph" not in done.stdout + done.stderr


def test_the_figure_has_a_stand_in_and_names_its_text(draft):
    notebook = json.loads(chapter(draft, "ipynb").read_text(encoding="utf-8"))
    outputs = (output for cell in notebook["cells"] for output in cell.get("outputs", []))
    bundles = {b["id"]: b for b in (o.get("data", {}).get(MIME) for o in outputs) if b}
    shown = "50\u00a0000 og over 😀"
    assert bundles["figure-fte-by-size"]["lacking"] == [shown]
    assert not any("lacking" in b for name, b in bundles.items() if name.endswith("by-county"))


def test_html_keeps_the_letter_and_the_pdf_has_its_stand_in(draft):
    page = (chapter(draft, "ipynb").with_suffix(".html")).read_text(encoding="utf-8")
    assert "og over 😀" in page
    # a drawing's words are laid out in our own fonts, also on the page
    assert "U+1F600" not in re.sub(r"(?s)<svg\b.*?</svg>", "", page)
    with pypdfium2.PdfDocument(io.BytesIO(chapter(draft, "pdf").read_bytes())) as file:
        text = "".join(each.get_textpage().get_text_range() for each in file)
    assert "[U+1F600]" in text
