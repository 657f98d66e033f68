"""The files of a whole year: the page that finds a municipality."""

import pytest

from helpers.project import ALPHA, code, show, table_bundle, write_notebook
from is248.edition.runner import build_year


@pytest.mark.usefixtures("no_kernel")
def test_the_page_that_finds_a_municipality(project):
    bundle = {**table_bundle("table-municipalities"), "notes": []}
    write_notebook(project, "alpha", ALPHA[0], code(show(bundle)))
    place = build_year(project, 2016).folder
    page = (place / "municipalities.html").read_text(encoding="utf-8")
    assert 'href="chapters/01-alpha.html#table-municipalities"' in page
