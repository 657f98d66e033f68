"""What a run says: estimates, plain lines, the closing lines."""

import pytest
import yaml

from helpers.project import PARAMS
from is248.params import YearParams
from is248.paths import Project
from is248.publishing import progress
from is248.publishing.chapter import Built
from is248.publishing.execute import ChapterFailure
from is248.publishing.normalise import CellWarning
from is248.publishing.parameters import Notebook
from is248.publishing.plan import Task
from is248.publishing.progress import Clock, Live, Plain, duration
from is248.publishing.results import Change
from is248.publishing.runner import BuildResult
from is248.publishing.summary import failures, summary

YEAR = YearParams.model_validate(yaml.safe_load(PARAMS))
ALPHA, BETA = YEAR.chapters


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.2, "under 1 s"),
        (3.4, "3 s"),
        (59.4, "59 s"),
        (125, "2 min 5 s"),
        (-1, "under 1 s"),
    ],
)
def test_durations(seconds, text):
    assert duration(seconds) == text


def test_plain_lines(capsys):
    said = Plain()
    said.started([ALPHA, BETA], {"alpha": 2.0, "beta": 3.0})
    said.chapter(ALPHA, 12)
    said.cell(3)
    said.chapter_done(2.0, failed=False)
    said.chapter(BETA, 1)
    said.chapter_done(65.0, failed=True)
    said.stopped()
    assert capsys.readouterr().out.splitlines() == [
        "2 kapitler. Sist tok det 5 s.",
        "[1/2] 1 Første kapittel: 12 celler",
        "[1/2] 1 Første kapittel: ferdig etter 2 s",
        "[2/2] 2 Andre kapittel: 1 celler",
        "[2/2] 2 Andre kapittel: stoppet etter 1 min 5 s",
    ]


def test_no_estimate_without_a_last_run(capsys):
    Plain().started([ALPHA], {})
    assert capsys.readouterr().out == "1 kapittel.\n"
    assert Clock({"alpha": None}).left(0.5) is None
    assert Clock({}).left(0.0) is None


def test_the_clock_follows_the_pace(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    clock = Clock({"alpha": 10.0, "beta": 20.0})
    clock.begin("alpha")
    assert clock.left(0.0) == 30.0
    now[0] = 4.0
    assert clock.left(0.5) == 26.0
    clock.end(20.0)  # twice as slow as the last time
    clock.begin("beta")
    assert clock.left(0.0) == 40.0
    clock.end(40.0)
    assert clock.done == 2


def test_live_display(capsys):
    said = Live()
    said.started([ALPHA], {"alpha": 2.0})
    said.chapter(ALPHA, 12)
    said.cell(6)
    row = said._bar.tasks[0]
    assert row.fields["place"] == "celle 6 av 12"
    assert row.fields["left"].startswith("om lag ")
    assert row.completed == 0.5
    said.chapter_done(2.0, failed=False)
    said.step("Setter sammen rapporten")
    said.stopped()
    assert "1 Første kapittel: ferdig etter 2 s" in capsys.readouterr().out


def built(failure=None, warnings=()):
    return Built(Task(ALPHA, Notebook("alpha", 3, 0, {}), {}), 2.0, warnings, failure=failure)


def ended(tmp_path, status, **rest):
    return BuildResult(status, 2016, tmp_path / "outputs" / "2016" / "v2", **rest)


def test_closing_lines_of_a_version(tmp_path):
    warning = CellWarning(3, "x.py:1: UserWarning: for få\n  warn()")
    change = Change("alpha", "t", "r", "c", "1", "2")
    result = ended(
        tmp_path,
        "new",
        version=2,
        built=(built(warnings=(warning,)),),
        previous=1,
        changes=(change,),
        touched=("index.html",),
    )
    assert summary(result, Project(tmp_path)) == [
        "  ferdig      2 s  1 Første kapittel",
        "  advarsel (alpha, celle 3): x.py:1: UserWarning: for få",
        "v1 er endret etter at den ble laget: index.html.",
        "1 tall er endret siden v1.",
        "Ny versjon: outputs/2016/v2/index.html",
    ]
    assert failures(result, Project(tmp_path)) == []


@pytest.mark.parametrize(
    ("status", "part"),
    [
        ("unchanged", "Ingen endringer siden v2"),
        ("confirmed", "samme resultat"),
        ("draft", "Utkast, ikke en versjon"),
        ("failed", "Ingenting er publisert. v2 står urørt."),
    ],
)
def test_other_endings(tmp_path, status, part):
    assert part in summary(ended(tmp_path, status, version=2), Project(tmp_path))[-1]


def test_nothing_changed(tmp_path):
    result = ended(tmp_path, "new", version=2, previous=1, changes=())
    assert "Ingen tall er endret siden v1." in summary(result, Project(tmp_path))


def test_a_failure_names_chapter_cell_line_and_how_to_open_it(tmp_path):
    failure = ChapterFailure(ALPHA, 5, "# Del", "ZeroDivisionError", "division by zero")
    lines = failures(ended(tmp_path, "failed", built=(built(failure),)), Project(tmp_path))
    assert lines == [
        "Kapittelet «1 Første kapittel» (alpha) stoppet i celle 5, «# Del». "
        "ZeroDivisionError: division by zero",
        "  Se på den: make lab, og åpne outputs/2016/v2/chapters/01-alpha.ipynb",
    ]


def test_a_difference_is_loud(tmp_path):
    names = tuple(f"f{i}" for i in range(12))
    lines = failures(ended(tmp_path, "differs", version=2, differing=names), Project(tmp_path))
    assert lines[0].startswith("ADVARSEL: v2 lot seg ikke gjenskape.")
    assert lines[0].endswith("f9 og 2 til.")
    assert "v2 står urørt" in lines[1]
