"""The site of several years: where its pages lead, what it tells machines, what stays out of it."""

import datetime as dt
import errno
import json
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest

from helpers.crawl import faults
from helpers.pages import CHECKS, Page
from helpers.project import copy_of, forget, make_project
from helpers.site_editions import YEARS, publish, published_years, results_of
from is248.base.errors import UserError
from is248.cli.main import main
from is248.edition import site
from is248.edition.pages import content_hash
from is248.edition.shell import YEAR_SWITCH
from is248.edition.site import Wanted, make_site, read_base
from is248.edition.site_pages import with_packed_links

BASE = "https://eksempel.no/is248/"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def first_editions(tmp_path_factory):
    return published_years(make_project(tmp_path_factory.mktemp("editions") / "project"))


@pytest.fixture
def editions(first_editions, tmp_path, monkeypatch):
    """2015 with one version and one chapter, 2016 with two versions."""
    yield copy_of(first_editions, tmp_path, monkeypatch)
    forget()


@pytest.fixture
def whole(editions):
    """The site with all versions, at an address."""
    return make_site(editions, Wanted(YEARS, BASE, all_versions=True)).folder


def page(folder, name):
    return Page((folder / name).read_text(encoding="utf-8"))


def switch(folder, name):
    """Link → year, in the switch of a page."""
    text = (folder / name).read_text(encoding="utf-8")
    nav = re.search(r'<nav class="years".*?</nav>', text, re.S).group()
    return dict(re.findall(r'<a href="([^"]+)"[^>]*>(Alle år|\d{4})', nav))


def content(folder):
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.parametrize("base", ["", BASE])
@pytest.mark.parametrize("all_versions", [False, True])
def test_every_link_leads_somewhere_in_the_site(editions, base, all_versions):
    made = make_site(editions, Wanted(YEARS, base, all_versions=all_versions))
    assert faults(made.folder, base) == []


def test_the_crawler_sees_what_leads_nowhere(whole):
    (whole / "bad.html").write_text(
        '<a href="gone.html">x</a><a href="index.html#gone">x</a><a href="/x">x</a>'
        '<img src="https://x.no/x.png"><a href="../x">x</a><a href="https://x.no/">x</a>',
        encoding="utf-8",
    )
    assert [why for name, _, why in faults(whole, BASE) if name == "bad.html"] == [
        "no such file", "no such id", "absolute", "loads from outside", "leaves the site",
    ]  # fmt: skip


def test_another_year_opens_the_same_theme_whatever_its_number(whole):
    assert switch(whole, "2016/v2/chapters/01-alpha.html") == {
        "../../../index.html": "Alle år",
        "../../../2015/v1/chapters/03-alpha.html": "2015",
        "#hovedinnhold_": "2016",
    }
    assert switch(whole, "2015/v1/chapters/03-alpha.html")[
        "../../../2016/v2/chapters/01-alpha.html"
    ]
    assert switch(whole, "2015/v1/quality.html")["../../2016/v2/quality.html"] == "2016"


def test_a_theme_that_another_year_lacks_opens_its_first_page_and_says_so(whole):
    name = "2016/v2/chapters/02-beta.html"
    assert "../../../2015/v1/index.html" in switch(whole, name)
    assert "siden finnes ikke her" in page(whole, name).text
    assert "siden finnes ikke her" not in page(whole, "2016/v2/chapters/01-alpha.html").text


def test_an_old_version_leads_to_the_same_page_of_the_newest(whole):
    text = (whole / "2016/v1/chapters/02-beta.html").read_text(encoding="utf-8")
    assert '<a href="../../v2/chapters/02-beta.html">Utgave v2 er nyere</a>' in text
    assert f'<link rel="canonical" href="{BASE}2016/v2/chapters/02-beta.html">' in text
    for newest in ("2016/v2/index.html", "2015/v1/index.html"):
        assert 'class="outdated"' not in (whole / newest).read_text(encoding="utf-8")


def test_an_english_page_is_spoken_to_in_english(editions):
    english = '<!DOCTYPE html><html lang="en"><head></head><body><header></header></body></html>'
    publish(editions, 2015, 2, ["alpha"], extra={"summary.en.html": english})
    publish(editions, 2015, 3, ["alpha"], extra={"summary.en.html": english})
    made = make_site(editions, Wanted(YEARS, all_versions=True))
    text = (made.folder / "2015/v2/summary.en.html").read_text(encoding="utf-8")
    assert '<a href="../v3/summary.en.html">Edition v3 is newer</a>' in text
    assert '2016<span class="hidden">, the first page: there is no such page</span>' in text
    assert "Alle år" not in text


def test_latest_leads_on_to_every_page_of_the_newest(whole):
    pages = {name for name in content(whole / "2016/v2") if name.endswith(".html")}
    led = set(content(whole / "2016/latest"))
    assert led == pages
    text = (whole / "2016/latest/chapters/01-alpha.html").read_text(encoding="utf-8")
    assert 'content="0; url=../../v2/chapters/01-alpha.html"' in text
    assert f'rel="canonical" href="{BASE}2016/v2/chapters/01-alpha.html"' in text
    assert '<a id="videre_" href="../../v2/chapters/01-alpha.html">' in text


def test_pages_keep_their_policy_and_what_every_page_must_be(whole):
    for path in whole.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        policy = Page(text).all("meta")[1]["content"]
        for tag in ("style", "script"):
            for inline in re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.S):
                assert content_hash(inline) in policy, path
        if 'id="videre_"' not in text:
            for check in CHECKS:
                check(Page(text))


@pytest.mark.parametrize("name", ["chapters/01-alpha.ipynb", "results.csv"])
def test_what_is_large_is_packed_and_whole(whole, editions, name):
    packed = whole / "2016/v2" / f"{name}.zip"
    original = editions.outputs / "2016/v2" / name
    with zipfile.ZipFile(packed) as book:
        assert book.namelist() == [original.name]
        assert book.read(original.name) == original.read_bytes()
    assert not (whole / "2016/v2" / name).exists()


def test_the_front_page_says_what_each_year_rests_on_and_leads_to_all_versions(whole):
    front = page(whole, "index.html")
    assert "Utgave v2, 21. november 2026." in front.text
    assert front.text.count("syntetiske svar som ingen kommune har gitt") == len(YEARS)
    hrefs = {a["href"] for a in front.all("a")}
    assert {"2016/latest/index.html", "2016/versions.html", "2015/versions.html"} <= hrefs


def test_links_to_what_is_packed_say_so(whole):
    text = (whole / "2016/v2/chapters/01-alpha.html").read_text(encoding="utf-8")
    assert re.search(r'<a href="01-alpha\.ipynb\.zip">[^<]+ \(zip\)</a>', text)
    assert with_packed_links(
        '<a href="../results.csv">Alle <b>tall</b></a> <a href="x.csv">x</a>'
    ) == ('<a href="../results.csv.zip">Alle <b>tall</b> (zip)</a> <a href="x.csv">x</a>')


def test_the_same_editions_give_the_same_bytes(editions):
    wanted = Wanted(YEARS, BASE, all_versions=True)
    first = content(make_site(editions, wanted).folder)
    for path in editions.outputs.rglob("*.ipynb"):
        path.touch()
    assert content(make_site(editions, wanted).folder) == first


def test_only_what_the_manifests_list_is_in_it(whole, editions):
    for version in ("2016/v1", "2016/v2", "2015/v1"):
        listed = json.loads((editions.outputs / version / "manifest.json").read_text())["outputs"]
        shipped = {name.removesuffix(".zip") for name in content(whole / version)}
        assert shipped == {*listed, "manifest.json"}
    beside = {name for name in content(whole) if not re.match(r"\d{4}/v\d+/", name)}
    assert {n for n in beside if "latest" not in n} == {
        "index.html", "404.html", "feed.xml", "sitemap.xml", "robots.txt",
        "2015/index.html", "2016/index.html", "2015/versions.html", "2016/versions.html",
    }  # fmt: skip


def test_a_file_that_nobody_published_stops_it_and_the_site_stands(editions):
    stood = content(make_site(editions, Wanted(YEARS)).folder)
    (editions.outputs / "2016/v2/answers.csv").write_text("svar\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"2016/v2 er ikke slik den ble laget: answers\.csv"):
        make_site(editions, Wanted(YEARS))
    assert content(editions.outputs / "site") == stood


def test_drafts_and_failed_runs_never_get_into_it(editions):
    for name in ("drafts/alpha", "failed"):
        folder = editions.outputs / "2016" / name
        folder.mkdir(parents=True)
        (folder / "index.html").write_text("utkast", encoding="utf-8")
    made = make_site(editions, Wanted(YEARS, all_versions=True))
    assert not [name for name in content(made.folder) if "drafts" in name or "failed" in name]


def test_addresses_of_an_old_version_stand_without_its_files(editions):
    made = make_site(editions, Wanted(YEARS))
    old = content(editions.outputs / "2016/v1")
    assert set(content(made.folder / "2016/v1")) == {n for n in old if n.endswith(".html")}
    gone = page(made.folder, "2016/v1/chapters/02-beta.html")
    assert [a["href"] for a in gone.all("a")] == ["../../v2/chapters/02-beta.html"]
    assert "ligger ikke på nettstedet" in gone.text
    assert not gone.all("script")
    assert "refresh" not in str(gone.all("meta"))


def test_every_version_is_on_the_page_of_the_year_which_leads_to_other_years(whole):
    known = page(whole, "2016/versions.html")
    assert {"v1/index.html", "v2/index.html"} <= {a["href"] for a in known.all("a")}
    assert switch(whole, "2016/versions.html") == {
        "../index.html": "Alle år", "../2015/versions.html": "2015", "#hovedinnhold_": "2016",
    }  # fmt: skip
    assert [a["href"] for a in page(whole, "2016/index.html").all("a")] == ["versions.html"]


def test_the_feed_has_what_atom_requires(whole):
    feed = ET.parse(whole / "feed.xml").getroot()
    assert feed.tag == f"{ATOM}feed"
    for tag in ("id", "title", "updated", "author"):
        assert len(feed.findall(ATOM + tag)) == 1
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    own = [one.get("href") for one in feed.findall(f"{ATOM}link") if one.get("rel") == "self"]
    assert own == [f"{BASE}feed.xml"]
    entries = feed.findall(f"{ATOM}entry")
    assert [e.find(f"{ATOM}link").get("href") for e in entries] == [
        f"{BASE}2016/v2/", f"{BASE}2016/v1/", f"{BASE}2015/v1/",
    ]  # fmt: skip
    ids = [one.text for one in feed.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids) == 1 + len(entries)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one) for one in ids)
    for entry in entries:
        assert [len(entry.findall(ATOM + t)) for t in ("id", "title", "updated", "summary")] == [
            1
        ] * 4
    for moment in feed.iter(f"{ATOM}updated"):
        dt.datetime.fromisoformat(moment.text)
        assert moment.text.endswith("Z")


def test_ids_in_the_feed_do_not_follow_the_address(whole, editions):
    def ids(folder):
        return [one.text for one in ET.parse(folder / "feed.xml").getroot().iter(f"{ATOM}id")]

    first = ids(whole)
    moved = make_site(editions, Wanted(YEARS, "http://annet.no/", all_versions=True))
    assert ids(moved.folder) == first
    publish(editions, 2016, 3)
    more = make_site(editions, Wanted(YEARS, BASE))
    assert set(first) < set(ids(more.folder))


def test_the_sitemap_lists_every_page_of_the_newest_editions(whole):
    listed = [one.text for one in ET.parse(whole / "sitemap.xml").getroot().iter(f"{SITEMAP}loc")]
    newest = [n for n in content(whole) if re.match(r"(2015/v1|2016/v2)/.*\.html$", n)]
    wanted = ["index.html", "2015/versions.html", "2016/versions.html", *newest]
    assert sorted(listed) == sorted(BASE + one.removesuffix("index.html") for one in wanted)
    assert f"Sitemap: {BASE}sitemap.xml" in (whole / "robots.txt").read_text()


def test_a_site_that_does_not_know_its_address_has_no_feed(editions):
    made = make_site(editions, Wanted(YEARS))
    assert not {"feed.xml", "sitemap.xml"} & set(content(made.folder))
    assert "feed.xml" not in (made.folder / "index.html").read_text(encoding="utf-8")
    assert "Sitemap" not in (made.folder / "robots.txt").read_text()


def test_an_edition_from_before_the_switch_gets_it_too(editions):
    old = "<!DOCTYPE html><html><head><title>x</title></head><body><header></header></body></html>"
    publish(editions, 2016, 3, extra={"index.html": old})
    made = make_site(editions, Wanted(YEARS))
    text = (made.folder / "2016/v3/index.html").read_text(encoding="utf-8")
    assert '<nav class="years"' in text.partition("</header>")[0]
    assert YEAR_SWITCH not in text


def test_a_full_disk_leaves_the_site_that_stood(editions, monkeypatch):
    stood = content(make_site(editions, Wanted(YEARS)).folder)

    def full(*_):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(site, "pack", full)
    with pytest.raises(UserError, match="ikke plass"):
        make_site(editions, Wanted((2016,)))
    assert content(editions.outputs / "site") == stood
    assert not [*editions.outputs.glob(".staged*")]


def test_what_a_killed_run_left_is_cleared_away(editions):
    left = editions.outputs / ".staged-site-1"
    left.mkdir()
    make_site(editions, Wanted(YEARS))
    assert not left.exists()


def test_a_year_without_an_edition_is_named(project):
    with pytest.raises(UserError, match="Ingen utgave av 2016 ennå"):
        make_site(project, Wanted((2016,)))


@pytest.mark.parametrize("text", ["eksempel.no", "ftp://x.no", "https://", "https://x.no/?a=1"])
def test_an_address_must_be_one_of_the_web(text):
    with pytest.raises(UserError, match="ingen nettadresse"):
        read_base(text)


def test_an_address_ends_with_a_slash():
    assert read_base("https://x.no/a") == read_base("https://x.no/a/") == "https://x.no/a/"
    assert read_base(None) == ""


def test_the_command_says_where_it_is_and_what_to_think_of(editions, capsys):
    publish(editions, 2016, 3, extra={"results.csv": results_of("microdata")})
    assert main(["site", "2015", "2016", "--base-url", BASE]) == 0
    said = capsys.readouterr()
    assert "outputs/site/index.html (2015 v1, 2016 v3; " in said.out
    assert "2016 viser svar fra kommunene. Se docs/publishing.md" in said.err
