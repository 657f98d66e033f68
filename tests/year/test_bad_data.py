"""Bad data files of the real project, through the command line: one sentence, exit code 2."""

import hashlib
import shutil
from pathlib import Path

import pytest
import yaml

from is248.base import data_files as datafiles
from is248.cli.main import main

ROOT = Path(__file__).parents[2]
TABLE = "data/published/2016/tables/table_04_02.csv"
REGISTER = "data/municipalities/2016.csv"


@pytest.fixture
def real(tmp_path, monkeypatch):
    """A copy of the real inputs with a published version that nothing may touch."""
    for name in ("params", "data", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("prepared"))
    version = tmp_path / "outputs" / "2016" / "v1"
    version.mkdir(parents=True)
    (version / "index.html").write_text("published", encoding="utf-8")
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    datafiles.read_source.cache_clear()
    yield tmp_path
    datafiles.read_source.cache_clear()
    found = [p.relative_to(version.parent).as_posix() for p in version.parent.rglob("*")]
    assert [name for name in found if "." not in name or name.endswith("html")] == [
        "v1",
        "v1/index.html",
    ]


def change(root, name, old, new, *, listed=True):
    path = root / name
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode(), 1))
    if listed:
        relist(path)


def relist(path):
    """Enter the changed file's checksum, so that its content is what is found fault with."""
    source = next(p for p in path.parents if (p / "source.yml").is_file()) / "source.yml"
    content = yaml.safe_load(source.read_text(encoding="utf-8"))
    name = path.relative_to(source.parent).as_posix()
    content["files"][name]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    source.write_text(yaml.safe_dump(content), encoding="utf-8")


def complaint(capsys):
    assert main(["report", "2016"]) == 2
    message = capsys.readouterr().err
    assert "Traceback" not in message
    assert message.count("\n") == 1
    return message


def test_a_missing_file(real, capsys):
    (real / TABLE).unlink()
    assert f"Mangler {TABLE}" in complaint(capsys)


def test_a_changed_file(real, capsys):
    change(real, TABLE, "317", "318", listed=False)
    message = complaint(capsys)
    assert f"{TABLE} er endret" in message
    assert "git restore" in message


def test_a_wrong_column(real, capsys):
    change(real, TABLE, "fte_adult,", "fte_adlt,")
    message = complaint(capsys)
    assert f"{TABLE}, linje 1: kolonnen «fte_adlt» er ukjent; mangler «fte_adult»" in message


def test_a_value_that_is_not_a_number(real, capsys):
    change(real, TABLE, "1019", "1 019")
    message = complaint(capsys)
    assert f"{TABLE}, linje 3, kolonne «fte_adult»: «1 019» er ikke et tall" in message


def test_an_infinite_number_of_inhabitants(real, capsys):
    change(real, REGISTER, ",6251,", ",inf,")
    assert f"{REGISTER}, linje 2, kolonne «pop_under18»: «inf»" in complaint(capsys)


def test_own_inhabitants_that_are_not_listed(real, capsys):
    (real / "data/municipalities/own.csv").write_text("code,pop_under18,pop_18plus\n")
    change(real, "params/2016.yml", "file: 2016.csv", "file: own.csv", listed=False)
    message = complaint(capsys)
    assert "own.csv er ikke ført i source.yml" in message
