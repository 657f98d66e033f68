"""A letter that the fonts lack: told once with its text and its file, shown by a stand-in."""

import io
import json

import pypdfium2
import pytest

from helpers.project import (
    ALPHA,
    PARAMS,
    code,
    forget,
    markdown,
    show,
    table_bundle,
    write_notebook,
)
from is248.cli.main import main

pytestmark = pytest.mark.usefixtures("no_kernel")


def told(capsys):
    assert main(["report", "2016"]) == 0
    forget()
    return [line for line in capsys.readouterr().out.splitlines() if "Skriften mangler" in line]


def words(pdf):
    with pypdfium2.PdfDocument(io.BytesIO(pdf.read_bytes())) as file:
        return "".join(page.get_textpage().get_text_range() for page in file)


def test_a_label_with_a_picture_fails_no_year(project, capsys):
    write_notebook(
        project, "alpha", *ALPHA, markdown("Takk 😀"), code(show(table_bundle("table-b", "Ja 😀")))
    )
    sentence = (
        "Skriften mangler «😀» (U+1F600), notebooks/alpha.ipynb, linje 1: «Takk 😀» i teksten. "
        "[U+1F600] står i stedet i PDF og figurer."
    )
    assert told(capsys) == [f"  advarsel: {sentence}"]
    folder = project.outputs / "2016" / "v1"
    log = json.loads((folder / "run_log.json").read_text(encoding="utf-8"))
    assert log["letters"] == [sentence]
    assert "Ja [U+1F600]" in words(folder / "chapters" / "01-alpha.pdf")
    page = (folder / "chapters" / "01-alpha.html").read_text(encoding="utf-8")
    assert "Ja 😀" in page
    assert "U+1F600" not in page


def test_a_title_names_the_line_of_the_years_choices(project, capsys):
    text = PARAMS.replace("Andre kapittel", '"Andre kapittel \\U0001F600"')
    (project.params / "2016.yml").write_text(text, encoding="utf-8")
    (line,) = told(capsys)
    assert "params/2016.yml, linje 15: «2 Andre kapittel 😀» i en overskrift" in line


def test_signs_that_turn_the_line_are_seen_in_every_format(project, capsys):
    text = PARAMS.replace("Andre kapittel", '"Andre\\u202e kapittel\\u200b"')
    (project.params / "2016.yml").write_text(text, encoding="utf-8")
    write_notebook(project, "alpha", *ALPHA, markdown("Tekst\u202e her."))
    assert told(capsys) == []
    folder = project.outputs / "2016" / "v1"
    pages = [p.read_text(encoding="utf-8") for p in sorted(folder.rglob("*.html"))]
    assert len(pages) > len(PARAMS.split("theme:")) - 1
    assert not any("\u202e" in page or "\u200b" in page for page in pages)
    assert all("Andre\\u202e kapittel\\u200b" in page for page in pages)
    assert "Tekst\\u202e her." in words(folder / "chapters" / "01-alpha.pdf")
