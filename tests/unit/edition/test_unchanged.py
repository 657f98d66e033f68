"""A year without changes is known at once, and never when anything has changed."""

import os
import resource
import subprocess
import sys
from dataclasses import replace

import pytest

from helpers.project import ALPHA, PARAMS, code, forget, write_notebook
from is248.cli.main import main
from is248.edition import manifest, runner, versions
from is248.edition.installed import SHADOWED
from is248.edition.plan import make_plan
from is248.edition.unchanged import note, stands

SAID = "Ingen endringer siden v1; ingenting ble kjørt: outputs/2016/v1/index.html\n"
ONE_CHAPTER = PARAMS[: PARAMS.index("  - theme: beta")]
GENEROUS = 0.6
"""Seconds of processor time; it takes 0.1 on a machine with nothing else to do."""


@pytest.fixture
def standing(published):
    """A year with a version that nobody has touched."""
    assert main(["report", "2016"]) == 0
    assert stands(published, "2016") == 1
    return published


def run_alone(project):
    """The command in a process of its own; its modules are told on stderr."""
    script = (
        "import sys, pathlib; from is248.edition import manifest; from is248.cli.main import main;"
        f"manifest.PACKAGE = pathlib.Path({str(manifest.PACKAGE)!r}); code = main(sys.argv[1:]);"
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    return subprocess.run(
        [sys.executable, "-c", script, "report", "2016"],
        env={**os.environ, "IS248_ROOT": str(project.root)},
        capture_output=True,
        text=True,
        check=True,
    )


def test_nothing_heavy_is_imported_to_find_that_out(standing):
    run_alone(standing)  # another way to start has another path, and looks once
    done = run_alone(standing)
    assert done.stdout == SAID
    heavy = {"pandas", "numpy", "pydantic", "yaml", "packaging", "jupyter_client", "nbformat"}
    assert not heavy & set(done.stderr.split())
    assert "is248.edition.runner" not in done.stderr.split()


@pytest.mark.slow
@pytest.mark.alone
def test_it_takes_a_moment(standing):
    run_alone(standing)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert run_alone(standing).stdout == SAID
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < GENEROUS


@pytest.mark.usefixtures("standing")
def test_it_says_the_same_as_a_run(capsys, monkeypatch):
    capsys.readouterr()
    assert main(["report", "2016", "--why"]) == 0
    quick = capsys.readouterr().out
    monkeypatch.setattr("is248.edition.unchanged.stands", lambda *_, **__: None)
    assert main(["report", "2016", "--why"]) == 0
    assert (
        capsys.readouterr().out
        == quick
        == f"  Ingen kapitler ble kjørt: ingenting er endret.\n{SAID}"
    )


def test_what_was_only_touched_has_not_changed(standing):
    standing.notebook("alpha").touch()
    (standing.params / "2016.yml").touch()
    (standing.data / "municipalities" / ".hidden").write_text("of no import", encoding="utf-8")
    assert stands(standing, "2016") == 1


def _exchanged(path):
    """Another content of the same size and time."""
    was, data = path.stat(), path.read_bytes()
    path.write_bytes(data[:-2] + data[-2:][::-1])
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))


CHANGES = {
    "a notebook": lambda p: write_notebook(p, "alpha", *ALPHA, code("x = 1")),
    "the year": lambda p: (p.params / "2016.yml").write_text(f"{PARAMS}# a comment\n"),
    "a chapter left out": lambda p: (p.params / "2016.yml").write_text(ONE_CHAPTER),
    "labels": lambda p: (p.params / "labels.yml").open("a").write("\n# a comment\n"),
    "a file of data come": lambda p: (p.data / "new.csv").write_text("a\n1\n"),
    "a file of params gone": lambda p: (p.params / "checks.yml").unlink(),
    "a notebook gone": lambda p: p.notebook("beta").unlink(),
    "a page touched": lambda p: (p.outputs / "2016" / "v1" / "index.html").open("a").write(" "),
    "a page exchanged": lambda p: _exchanged(p.outputs / "2016" / "v1" / "results.csv"),
    "a page gone": lambda p: (p.outputs / "2016" / "v1" / "results.csv").unlink(),
    "a page come": lambda p: (p.outputs / "2016" / "v1" / "new.html").write_text(""),
    "the manifest": lambda p: (p.outputs / "2016" / "v1" / "manifest.json").open("a").write("\n"),
    "the list of versions": lambda p: (p.outputs / "2016" / "versions.html").unlink(),
    "prepared answers": lambda p: [
        (p.data / "prepared").mkdir(),
        (p.data / "prepared" / "2016.inputs.json").write_text("{}"),
    ],
    "the note": lambda p: (p.outputs / ".store" / "stands" / "2016.json").write_text("{"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_run_looks_closer(standing, change):
    change(standing)
    forget()
    assert stands(standing, "2016") is None


def test_a_library_in_front_and_code_of_ours(standing, tmp_path):
    for change in (
        lambda patch: patch.syspath_prepend(str(tmp_path)),
        lambda patch: patch.setattr("is248.edition.manifest.PACKAGE", tmp_path),
    ):
        with pytest.MonkeyPatch.context() as patch:
            change(patch)
            assert stands(standing, "2016") is None
        assert stands(standing, "2016") == 1


def test_a_file_of_a_package_altered_where_it_is(standing, tmp_path, monkeypatch):
    file = tmp_path / "altered" / "__init__.py"
    file.parent.mkdir()
    file.write_text("answer = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("is248.edition.unchanged.names_installed", lambda: ["altered"])
    with versions.opened(standing, 2016) as shelf:
        note(standing, shelf, make_plan(standing, 2016).inputs)
    assert stands(standing, "2016") == 1
    file.write_text("answer = 2\n")
    assert stands(standing, "2016") is None


def test_where_a_library_is_hidden_there_is_no_note(standing):
    place = standing.outputs / ".store" / "stands" / "2016.json"
    place.unlink()
    inputs = make_plan(standing, 2016).inputs
    hidden = {**inputs.packages, "firthmodels": f"1.0 (0123), {SHADOWED} 4567"}
    with versions.opened(standing, 2016) as shelf:
        note(standing, shelf, replace(inputs, packages=hidden))
        assert not place.exists()
        note(standing, shelf, inputs)
    assert place.exists()


@pytest.mark.parametrize(
    "words", [["--fresh"], ["--rebuild"], ["--chapter", "alpha"], ["-p", "top=4"]]
)
@pytest.mark.usefixtures("standing")
def test_who_asks_for_more_gets_a_run(monkeypatch, words):
    began = []
    usual = runner.make_plan
    monkeypatch.setattr(runner, "make_plan", lambda *a, **k: began.append(1) or usual(*a, **k))
    assert main(["report", "2016", *words]) == 0
    assert began


def test_a_version_of_files_not_saved_stands_only_for_who_takes_such(standing):
    subprocess.run(["git", "init"], cwd=standing.root, check=True, capture_output=True)
    assert main(["report", "2016", "--dirty"]) == 0
    assert stands(standing, "2016", dirty=True) == 2
    assert stands(standing, "2016") is None


@pytest.mark.parametrize("year", ["../x", "16", "2061", "٢٠١٦", "2016/v1", ""])
def test_no_such_year(standing, year):
    assert stands(standing, year) is None
