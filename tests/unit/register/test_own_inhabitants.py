"""One's own inhabitants beside params: taken in by one command, gone with their folder."""

import csv
import json
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from helpers.project import forget
from helpers.years import ROOT
from is248.base.errors import UserError
from is248.base.paths import Project
from is248.cli.main import main
from is248.edition.runner import build_year
from is248.printed.explanations import explained
from is248.register.inhabitants_fetch import fetch
from is248.register.municipalities import load_units, verify
from is248.year.params import load_year
from is248_synthetic.fte_joint import joint_draw

SHIPPED = ROOT / "data" / "municipalities"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


REGISTER = [row for row in rows(SHIPPED / "2016.csv") if row["pop_18plus"]]
LATER = [row for row in rows(SHIPPED / "2020.csv") if row["pop_18plus"]]
"""A year without FTE in print: none are drawn."""


def table(path, register, year=2016, **other):
    """A file as the table bank gives it, with the shipped numbers in place of the official ones."""
    lines = [f"region;alder;Personer {year}"]
    for row in register:
        under, over = other.get(row["code"], (row["pop_under18"], row["pop_18plus"]))
        name = f"{row['code']} {row['name']}"
        lines += [f"{name};0-17 år;{under}", f"{name};18 år eller eldre;{over}"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def compendium(tmp_path, monkeypatch):
    """The real params and registers, with print, in a folder of their own."""
    project = Project(tmp_path / "project")
    shutil.copytree(ROOT / "params", project.params)
    for name in ("municipalities", "published"):
        shutil.copytree(ROOT / "data" / name, project.data / name,
                        ignore=shutil.ignore_patterns("own"))  # fmt: skip
    for folder in (project.notebooks, project.outputs):
        folder.mkdir()
    monkeypatch.setenv("IS248_ROOT", str(project.root))
    forget()
    yield project
    forget()


def test_one_command_and_the_pages_rest_on_the_register(compendium, tmp_path, capsys):
    before = load_units(2016, compendium)
    file = table(tmp_path / "07459.csv", REGISTER)
    assert main(["inhabitants", "2016", str(file)]) == 0
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert "428 kommuner 1. januar 2016: 1 127 402 under 18 år og 4 086 583 fra 18 år" in told
    assert "2 994 av 2 994 trykte årsverk og rater kommer ut" in told
    forget()
    params = load_year(2016, compendium)
    assert (params.inhabitants.basis, params.fte.basis) == ("register", "calibrated")
    assert load_year(2016, compendium, own=False).inhabitants.file == "2016.csv"
    verify(compendium, 2016)
    # the file holds the shipped numbers, and the draw nearest to the shipped one is that itself
    assert load_units(2016, compendium).equals(before)
    told = {one.inhabitants for one in explained(2016, compendium).values()}
    assert told == {None, "register"}  # none that holds with reconstructed inhabitants only
    shutil.rmtree(compendium.data / "municipalities" / "own")
    forget()
    assert load_year(2016, compendium).inhabitants.basis == "reconstructed"


def test_without_districts_the_basis_stays(compendium, tmp_path, capsys):
    towns = [row for row in LATER if row["kind"] == "municipality"]
    words = ["inhabitants", "2020", str(table(tmp_path / "towns.csv", towns, 2020))]
    assert main(words) == 0
    told = capsys.readouterr().out
    assert "10826" in told
    assert "Skrevet data/municipalities/own/2020/" in told
    folder = compendium.data / "municipalities" / "own" / "2020"
    assert "basis: reconstructed" in (folder / "params.yml").read_text(encoding="utf-8")
    assert not (folder / "fte.csv").exists()
    assert main(words) == 0
    assert "own/2020/ er som det var" in capsys.readouterr().out


def test_nothing_is_written_of_a_file_with_a_fault(compendium, tmp_path, capsys):
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    wrong = table(tmp_path / "wrong.csv", REGISTER, **{"0101": (6_252, 24_326)})
    for words, part in [
        (["2016", str(wrong)], "1 127 403 og 4 086 583"),
        (["2017", str(wrong)], "ikke for 2017"),
        (["2016", str(tmp_path / "gone.csv")], "Fant ikke filen"),
        (["2016", str(tmp_path / "broken.json")], "er ikke JSON"),
        (["2016"], "Gi enten filer"),
        (["2016", str(wrong), "--fetch"], "Gi enten filer"),
    ]:
        assert main(["inhabitants", *words]) == 2
        assert part in capsys.readouterr().err.replace("\u00a0", " ")
    assert not (compendium.data / "municipalities" / "own").exists()


@pytest.mark.slow
def test_a_number_that_cannot_hold_is_told_by_name():
    units = load_units(2016, Project(ROOT), own=False)
    units.loc["0101", "pop_18plus"] /= 2  # 39 FTE for 12 163 adults are 32 per 10 000, not 16
    drawn = joint_draw(2016, units, Project(ROOT))
    # and 624 for 216 000 in the county (and the HF area) are 29, not 27; 2 347 for 928 000 in the
    # size class are 25, as printed
    assert set(drawn.missed) == {
        "vedlegget, 0101 Halden, fte_adult_per10k",
        "tabell 4.4, Østfold, fte_adult_per10k",
        "tabell 4.6, Østfold, fte_adult_per10k",
    }


def test_an_edition_of_ones_own_files_says_so(project, no_kernel):  # noqa: ARG001 - by name
    folder = project.data / "municipalities" / "own" / "2016"
    folder.mkdir(parents=True)
    content = "inhabitants: {file: own/2016/inhabitants.csv, basis: register}\n"
    (folder / "params.yml").write_text(content, encoding="utf-8")
    shutil.copy(project.data / "municipalities" / "2016.csv", folder / "inhabitants.csv")
    shutil.copy(project.data / "municipalities" / "source.yml", folder / "source.yml")
    text = (folder / "source.yml").read_text(encoding="utf-8")
    (folder / "source.yml").write_text(text.replace("2016.csv", "inhabitants.csv"), "utf-8")
    forget()
    result = build_year(project, 2016)
    assert result.status == "new"
    manifest = json.loads((result.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["own_files"] == ["own/2016/inhabitants.csv"]
    assert "data/municipalities/own/2016/inhabitants.csv" in manifest["inputs"]
    assert "own/2016/inhabitants.csv" in (result.folder / "index.html").read_text(encoding="utf-8")


def test_git_leaves_ones_own_files_out():
    if not (ROOT / ".git").exists():
        pytest.skip("not in git")
    path = "data/municipalities/own/2016/inhabitants.csv"
    asked = ["git", "-C", str(ROOT), "check-ignore", "--quiet", path]
    assert subprocess.run(asked, check=False).returncode == 0


# ---- the open API ------------------------------------------------------------------------------

META = {"title": "07459: Befolkning", "variables": [
    {"code": "Region", "values": ["0", "01", "0101", "K-0104", "030101a"], "elimination": True},
    {"code": "Kjonn", "values": ["2", "1"], "elimination": True},
    {"code": "Alder", "values": ["000", "105+"], "elimination": True},
    {"code": "ContentsCode", "values": ["Personer1"]},
    {"code": "Tid", "values": ["2015", "2016"], "time": True},
]}  # fmt: skip
"""As https://data.ssb.no/api/v0/no/table/07459 describes the table, shortened."""


class Answers(BaseHTTPRequestHandler):
    """The API on this machine: what it is asked is kept, what it answers is set by the test."""

    def do_GET(self):
        self.answer(self.server.meta)

    def do_POST(self):
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.answer(self.server.data)

    def answer(self, content):
        self.send_response(404 if content is None else 200)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode() if content != "html" else b"<html>")

    def log_message(self, *_):
        pass


@pytest.fixture
def api():
    server = HTTPServer(("127.0.0.1", 0), Answers)
    server.meta, server.data, server.asked = META, {"class": "dataset"}, []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server, f"http://127.0.0.1:{server.server_port}/table/"
    server.shutdown()
    server.server_close()


def test_the_api_is_asked_for_the_years_regions_by_single_age(api):
    server, address = api
    assert json.loads(fetch("07459", 2016, {"0101", "0104"}, address)) == {"class": "dataset"}
    (asked,) = server.asked
    assert {one["code"]: one["selection"]["values"] for one in asked["query"]} == {
        "Region": ["0101", "K-0104"], "Alder": ["000", "105+"], "ContentsCode": ["Personer1"],
        "Tid": ["2016"],
    }  # fmt: skip
    assert asked["response"] == {"format": "json-stat2"}


def without(code):
    return {"variables": [one for one in META["variables"] if one["code"] != code]}


@pytest.mark.parametrize(
    ("meta", "data", "year", "words"),
    [
        (None, {}, 2016, "svarer med feil 404"),
        (META, None, 2016, "svarer med feil 404"),
        ("html", {}, 2016, "svaret er ikke JSON"),
        (META, "html", 2016, "svaret er ikke JSON"),
        ([], {}, 2016, "beskrivelsen har en annen form"),
        (without("Alder"), {}, 2016, "variabelen Alder mangler"),
        (META, {}, 2020, "har ikke 2020, bare 2015–2016"),
        ({"variables": [{**META["variables"][0], "values": ["3001"]}, *META["variables"][1:]]},
         {}, 2016, "ingen av registerets kommunenummer"),
    ],
)  # fmt: skip
def test_a_changed_table_is_told(api, meta, data, year, words):
    server, address = api
    server.meta, server.data = meta, data
    with pytest.raises(UserError) as fault:
        fetch("07459", year, {"0101"}, address)
    assert words in str(fault.value)
    assert "ssb.no/statbank" in str(fault.value) or year not in (2016,)


def test_no_network_is_told(api):
    server, address = api
    server.shutdown()
    server.server_close()
    with pytest.raises(UserError, match=r"Får ikke svar fra .*Er nettet oppe"):
        fetch("07459", 2016, {"0101"}, address)


def test_fetched_tables_are_read_and_kept(compendium, api, monkeypatch, capsys):
    server, address = api
    monkeypatch.setattr("is248.register.inhabitants_fetch.API", address)
    codes = {row["code"]: row for row in LATER}
    known = {"code": "Region", "values": [*codes]}, {"code": "Tid", "values": ["2020"]}
    server.meta = {"variables": [*known, *META["variables"][2:4]]}
    own = {"07459": "municipality", "10826": "district"}
    answers = iter(own.values())

    def data(handler):
        handler.rfile.read(int(handler.headers["Content-Length"]))
        kind = next(answers)
        chosen = {code: row for code, row in codes.items() if row["kind"] == kind}
        ages = {"F0": "0-17 år", "F18": "18 år eller eldre"}
        names = {code: row["name"] for code, row in chosen.items()}
        labels = {"Region": names, "Alder": ages, "Tid": {"2020": "2020"}}
        return {"class": "dataset", "id": [*labels], "size": [len(one) for one in labels.values()],
                "dimension": {name: {"category": {"index": [*one], "label": one}}
                              for name, one in labels.items()},
                "value": [int(row[group]) for row in chosen.values()
                          for group in ("pop_under18", "pop_18plus")]}  # fmt: skip

    monkeypatch.setattr(Answers, "do_POST", lambda self: self.answer(data(self)))
    assert main(["inhabitants", "2020", "--fetch"]) == 0
    assert "sidene sier «register»" in capsys.readouterr().out
    folder = compendium.data / "municipalities" / "own" / "2020"
    assert {path.name for path in folder.iterdir()} == {
        "07459.json", "10826.json", "inhabitants.csv", "params.yml", "source.yml",
    }  # fmt: skip
    shipped = {row["code"]: row["pop_18plus"] for row in rows(SHIPPED / "2020.csv")}
    assert {r["code"]: r["pop_18plus"] for r in rows(folder / "inhabitants.csv")} == shipped
