"""The chapters under way: each builds as a draft that is valid in every format."""

import os
import subprocess
import sys

import page as validator
import pytest

from helpers.pages import CHECKS, Page
from is248.params import load_year

pytestmark = pytest.mark.slow

UNDER_WAY = [chapter for chapter in load_year(2016).chapters if chapter.under_way]


@pytest.fixture(scope="module")
def drafts(copy_of_inputs):
    chosen = [word for chapter in UNDER_WAY for word in ("--chapter", chapter.theme)]
    command = [sys.executable, "-m", "is248", "report", "2016", *chosen]
    variables = os.environ | {"IS248_ROOT": str(copy_of_inputs)}
    done = subprocess.run(command, check=False, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (folder,) = (copy_of_inputs / "outputs" / "2016" / "drafts").iterdir()
    return folder


@pytest.mark.parametrize("chapter", UNDER_WAY, ids=lambda chapter: chapter.theme)
def test_a_chapter_is_sound_in_every_format(drafts, chapter):
    made = drafts / "chapters" / chapter.slug
    text = made.with_suffix(".html").read_text(encoding="utf-8")
    for check in CHECKS:
        check(Page(text))
    assert "Svarene for 2016 er syntetiske" in text or "er syntetiske" in text
    for profile in ("ua1", "2a"):
        content = made.with_suffix(".pdf").read_bytes()
        report = validator.validate_pdf_bytes(content, profile=profile)
        assert report.is_compliant, [f.message for f in report.failures][:5]
    assert (drafts / "tables" / f"{chapter.slug}.xlsx").is_file()


def test_every_printed_item_of_a_chapter_is_on_its_page(drafts):
    for chapter in UNDER_WAY:
        text = (drafts / "chapters" / f"{chapter.slug}.html").read_text(encoding="utf-8")
        for item, printed in chapter.printed.items():
            assert f'id="{item}"' in text, (chapter.theme, item)
            kind, number = printed.split("-")
            assert f"{'Tabell' if kind == 'table' else 'Figur'} {number}<" in text
