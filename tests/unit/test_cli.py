"""The command line: Norwegian, one sentence per fault, the right exit code, nothing touched."""

import os
import signal
import subprocess
import sys
import time

import pytest

from helpers.project import ALPHA, PARAMS, code, forget, write_notebook
from is248 import __version__
from is248.cli.main import BAD_INPUT, INTERNAL_FAULT, STOPPED, main


def outputs(project):
    """What a reader finds: not the lock, nor the store of runs, which may always grow."""
    places = (path.relative_to(project.outputs) for path in project.outputs.rglob("*"))
    kept = (
        place for place in places if not place.name.endswith(".lock") and place.parts[0] != ".store"
    )
    return sorted(place.as_posix() for place in kept)


def refused(project, capsys, *words):
    """Run words that cannot be used; returns the sentence."""
    before = outputs(project)
    assert main(list(words)) == BAD_INPUT
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    assert outputs(project) == before
    return said.err


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["report", "2061"], "2061 finnes ikke"),
        (["report", "../x"], "fire sifre"),
        (["report", "2016/../../x"], "fire sifre"),
        (["chapters", "16"], "fire sifre"),
        (["chapters", "2061"], "2061 finnes ikke"),
        (["report", "2016", "--chapter", "alfa"], "Mente du «alpha»"),
        (["report", "2016", "--chapter", "../x"], "har ikke noe kapittel «../x»"),
        (["report", "2016", "--chapter", "2016/../../x"], "har ikke noe kapittel"),
        (["report", "2016", "-p", "bye=x"], "Mente du «by»"),
        (["report", "2016", "-p", "by"], "navn=verdi"),
        (["report", "2016", "-p", "by=Ås"], "ASCII"),
        (["report", "2016", "-p", "top=mange"], "helt tall"),
        (["report", "2016", "-p"], "-p mangler en verdi"),
        (["report", "2016", "--chaper", "alpha"], "Kjenner ikke --chaper"),
        (["report"], "Mangler ÅR"),
        (["rapport", "2016"], "Mente du «report»"),
    ],
)
def test_what_cannot_be_used(published, capsys, words, part):
    assert part in refused(published, capsys, *words)


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("params/2016.yml", "year: [", "gyldig YAML"),
        ("params/2016.yml", PARAMS + "extra: 1\n", "extra"),
        ("params/2016.yml", None, "2016 finnes ikke"),
        ("params/labels.yml", None, "Mangler params/labels.yml"),
        ("data/municipalities/2016.csv", None, "Mangler data/municipalities/2016.csv"),
        ("data/municipalities/2016.csv", "code\n1\n", "er endret"),
        ("data/municipalities/source.yml", None, "Mangler data/municipalities/source.yml"),
        ("notebooks/beta.ipynb", None, "Mangler notebooks/beta.ipynb"),
        ("notebooks/beta.ipynb", "{", "gyldig notatbok"),
    ],
)
def test_files_that_cannot_be_used(published, capsys, name, content, part):
    path = published.root / name
    if content is None:
        path.unlink()
    else:
        path.write_text(content, encoding="utf-8")
    forget()
    assert part in refused(published, capsys, "report", "2016")


def test_outputs_is_a_file(project, capsys):
    project.outputs.rmdir()
    project.outputs.write_text("a file", encoding="utf-8")
    assert main(["report", "2016"]) == BAD_INPUT
    assert "Kan ikke skrive til outputs/2016" in capsys.readouterr().err


def test_no_project(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    assert main(["report", "2016"]) == BAD_INPUT
    assert "Fant ikke prosjektmappen" in capsys.readouterr().err


def test_a_report(published, capsys):
    (published.notebook("beta")).touch()
    assert main(["report", "2016"]) == 0
    said = capsys.readouterr().out
    assert said == "Ingen endringer siden v1; ingenting ble kjørt: outputs/2016/v1/index.html\n"


@pytest.mark.usefixtures("published")
def test_a_draft(capsys):
    assert main(["report", "2016", "--chapter", "alpha", "-p", "top=5"]) == 0
    said = capsys.readouterr().out
    assert "Utkast, ikke en versjon: outputs/2016/drafts/alpha+top=5/index.html" in said


def test_a_failed_chapter(published, capsys):
    write_notebook(published, "alpha", *ALPHA, code("# Sjekk\n1 / 0"))
    assert main(["report", "2016"]) == 1
    said = capsys.readouterr()
    assert "Ingenting er publisert. v1 står urørt." in said.out
    assert "«1 Første kapittel» (alpha) stoppet i celle 3, «# Sjekk»" in said.err
    assert "Det som ble kjørt: outputs/2016/failed/chapters/01-alpha.ipynb" in said.err


@pytest.mark.usefixtures("published")
def test_a_rebuild_that_differs(capsys, monkeypatch):
    monkeypatch.setattr("is248.edition.chapter_files.workbook_bytes", lambda *_: b"otherwise")
    assert main(["report", "2016", "--rebuild"]) == 1
    assert "ADVARSEL: v1 lot seg ikke gjenskape" in capsys.readouterr().err


def test_chapters(project, capsys):
    assert main(["chapters", "2016"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "  1  alpha                 Første kapittel",
        '     by="county", top=3, exact=False',
        "  2  beta                  Andre kapittel",
    ]
    assert outputs(project) == []


def test_help_is_norwegian(capsys):
    for words in (["-h"], ["report", "-h"], ["chapters", "-h"]):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 0
        said = capsys.readouterr().out
        assert "Bruk: is248" in said
        assert said.count("Bruk") == 1
        assert not any(word in said for word in ("usage", "options", "show this", "positional"))


def test_version(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.strip() == __version__


def test_no_command_shows_help(capsys):
    assert main([]) == BAD_INPUT
    assert "Kommandoer" in capsys.readouterr().out


def broken(*_, **__):
    raise ZeroDivisionError("one\ntwo")


@pytest.mark.usefixtures("project")
def test_a_fault_in_the_program(monkeypatch, capsys):
    monkeypatch.setattr("is248.edition.runner.build_year", broken)
    assert main(["report", "2016"]) == INTERNAL_FAULT
    said = capsys.readouterr().err
    assert said.startswith("Uventet feil (ZeroDivisionError: one).")
    assert "IS248_DEBUG=1" in said
    assert said.count("\n") == 1


@pytest.mark.usefixtures("project")
def test_the_traceback_when_asked_for(monkeypatch, capsys):
    monkeypatch.setattr("is248.edition.runner.build_year", broken)
    monkeypatch.setenv("IS248_DEBUG", "1")
    assert main(["report", "2016"]) == INTERNAL_FAULT
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.usefixtures("project")
def test_stopped(monkeypatch, capsys):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("is248.edition.runner.build_year", stop)
    assert main(["report", "2016"]) == STOPPED
    assert "Stoppet" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_stopped_in_the_middle_of_a_cell(published, how):
    """A real process with a real kernel."""
    mark = published.root / "started"
    wait = code(f"import time\nopen({str(mark)!r}, 'w').close()\ntime.sleep(60)")
    write_notebook(published, "alpha", *ALPHA[:1], wait)
    before = outputs(published)
    process = subprocess.Popen(
        [sys.executable, "-m", "is248", "report", "2016"], stdout=subprocess.DEVNULL
    )
    while not mark.exists() and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(how)
    process.wait(30)
    left = [name for name in outputs(published) if ".staging-" not in name]
    assert left == before
    if how == signal.SIGINT:
        assert process.returncode == STOPPED
        assert outputs(published) == before
    else:
        assert process.returncode == -signal.SIGKILL
        assert main(["report", "2016", "--chapter", "beta"]) == 0
        assert not [name for name in outputs(published) if ".staging-" in name]


def test_starting_is_light():
    """Listing chapters must not pay for kernels, exporters or pandas."""
    heavy = ["pandas", "matplotlib", "nbformat", "nbconvert", "papermill", "typst", "pikepdf"]
    script = (
        "import sys, is248.cli.main, is248.edition.runner, is248.edition.plan;"
        "from is248.printed import report; from is248.register import municipalities;"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.strip() == "[]"


def test_exporting_needs_no_pandas_and_no_grammar_of_addresses():
    """Nor numpy, which takes long to import and starts threads."""
    script = (
        "import sys, is248.edition.chapter_files, is248.edition.edition_files,"
        " is248.edition.runner, is248.survey.freshness;"
        "print(bool({'numpy', 'pandas', 'rapidfuzz', 'rfc3987_syntax'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
