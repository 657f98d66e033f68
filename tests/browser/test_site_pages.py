"""A site of two years in chromium: from disk and from a server, with mouse, keyboard and touch."""

import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from browser.test_pages import found, node
from helpers.project import forget, make_project
from helpers.site_editions import YEARS, published_years
from is248.edition.site import Wanted, make_site

pytestmark = pytest.mark.browser

OWN_PAGES = (
    "index.html",
    "404.html",
    "2016/versions.html",
    "2015/v1/index.html",
    "2016/v1/chapters/01-alpha.html",
)


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    project = published_years(make_project(tmp_path_factory.mktemp("site") / "project"))
    yield make_site(project, Wanted(YEARS, all_versions=True)).folder
    forget()


@pytest.fixture(scope="module")
def visited(site):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site.parent))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield node("check_site.mjs", site, f"http://127.0.0.1:{server.server_port}/site/")
    server.shutdown()


@pytest.mark.parametrize("origin", ["file", "http"])
def test_a_reader_comes_from_year_to_year_and_to_the_newest(visited, origin):
    assert visited[origin] == {
        "mouse": "2015/v1/chapters/03-alpha.html",
        "keyboard": "2015/v1/index.html",
        "touch": "2016/v2/quality.html",
        "front": "index.html",
        "old": "2016/v2/chapters/02-beta.html",
        "latest": "2016/v2/chapters/01-alpha.html#table-size",
        "latestBare": "2016/v2/index.html",
        "outside": [],
    }


@pytest.fixture(scope="module")
def checked(site, tmp_path_factory):
    """What chromium says of the pages that a site adds, and of one that it has led on."""
    folder = tmp_path_factory.mktemp("own")
    for name in OWN_PAGES:
        shutil.copy(site / name, folder / name.replace("/", "-"))
    return node("check_pages.mjs", folder)


@pytest.mark.parametrize("key", ["violations", "overflow", "console", "requests"])
def test_the_pages_of_a_site_are_as_good_as_those_of_an_edition(checked, key):
    assert {one["page"] for one in checked} == {name.replace("/", "-") for name in OWN_PAGES}
    assert found(checked, key) == []
