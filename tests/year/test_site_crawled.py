"""The site of two whole years: every link, the policy of every page, how large it is."""

import re
import shutil

import pytest

from helpers.crawl import faults
from helpers.pages import Page
from helpers.project import forget
from helpers.years import ROOT
from is248.base.paths import Project
from is248.edition.pages import content_hash
from is248.edition.site import Wanted, make_site

pytestmark = pytest.mark.slow

BASE = "https://eksempel.no/rapport/"
MB = 1_000_000
YEARS = (2015, 2016)


@pytest.fixture(scope="module")
def site(year, last_year, tmp_path_factory):
    root = tmp_path_factory.mktemp("site") / "project"
    for name in ("params", "data", "notebooks"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).symlink_to(ROOT / name, target_is_directory=True)
    for version in (year, last_year):
        shelf = version.parent
        shutil.copytree(shelf, root / "outputs" / shelf.name, symlinks=True)
    forget()
    return make_site(Project(root), Wanted(YEARS, BASE))


def test_every_link_of_two_whole_years_leads_somewhere(site):
    assert faults(site.folder, BASE) == []


def test_every_page_keeps_its_policy(site):
    for path in site.folder.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        policy = Page(text).all("meta")[1]["content"]
        for inline in re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", text, re.S):
            assert content_hash(inline) in policy, path


def test_it_is_of_a_size_that_any_host_takes(site):
    assert site.bytes < 60 * MB
    for path in site.folder.rglob("chapters/*.html"):
        assert path.stat().st_size < 1.5 * MB, path
