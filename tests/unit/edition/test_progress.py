"""What a run says: estimates, plain lines, the closing lines."""

import pytest
import yaml

from helpers.project import PARAMS
from is248.base.paths import Project
from is248.cli.report_words import failures, summary
from is248.edition import progress
from is248.edition.chapter_files import Built
from is248.edition.execute import ChapterFailure
from is248.edition.normalise import CellWarning
from is248.edition.parameters import Notebook
from is248.edition.plan import Task
from is248.edition.progress import Clock, Live, Plain, duration
from is248.edition.results import Change
from is248.edition.runner import BuildResult
from is248.year.params import YearParams

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


def test_plain_lines_of_two_at_once(capsys):
    said = Plain()
    said.started([ALPHA, BETA], {"alpha": 2.0, "beta": 3.0}, 2)
    said.chapter(ALPHA, 12)
    said.chapter(BETA, 1)
    said.cell(ALPHA, 3)
    said.chapter_done(BETA, 65.0, failed=True)
    said.chapter_done(ALPHA, 2.0, failed=False)
    said.step("Setter sammen rapporten")
    said.stopped()
    assert capsys.readouterr().out.splitlines() == [
        "2 kapitler, 2 om gangen. Det tar om lag 3 s.",
        "[1/2] 1 Første kapittel: 12 celler",
        "[2/2] 2 Andre kapittel: 1 celler",
        "[2/2] 2 Andre kapittel: stoppet etter 1 min 5 s",
        "[1/2] 1 Første kapittel: ferdig etter 2 s",
        "Setter sammen rapporten",
    ]


def test_one_after_another_takes_the_sum(capsys):
    Plain().started([ALPHA, BETA], {"alpha": 2.0, "beta": 3.0}, 1)
    assert capsys.readouterr().out == "2 kapitler. Det tar om lag 5 s.\n"


def test_no_estimate_without_a_last_run(capsys):
    Plain().started([ALPHA], {}, 2)
    assert capsys.readouterr().out == "1 kapittel, 2 om gangen.\n"
    assert Clock({"alpha": None}, 1).left({"alpha": 0.5}) is None
    assert Clock({}, 1).left({}) is None


def test_the_clock_follows_the_pace(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    clock = Clock({"alpha": 10.0, "beta": 20.0}, 1)
    clock.begin("alpha")
    assert clock.left({}) == 30.0
    now[0] = 4.0
    assert clock.left({"alpha": 0.5}) == 26.0
    clock.end("alpha", 20.0)  # twice as slow as the last time
    clock.begin("beta")
    assert clock.left({}) == 40.0
    clock.end("beta", 40.0)
    assert clock.done == 2


def test_the_clock_knows_that_a_chapter_is_not_shared(monkeypatch):
    monkeypatch.setattr(progress.time, "monotonic", lambda: 0.0)
    clock = Clock({"alpha": 4.0, "beta": 20.0, "gamma": 6.0}, 2)
    assert clock.left({}) == 20.0  # beta alone; the others together take half of it
    assert Clock({"alpha": 10.0, "beta": 10.0, "gamma": 10.0}, 2).left({}) == 15.0


def test_live_display_of_two_at_once(capsys):
    said = Live()
    said.started([ALPHA, BETA], {"alpha": 2.0, "beta": 2.0}, 2)
    said.chapter(ALPHA, 12)
    said.chapter(BETA, 4)
    said.cell(ALPHA, 6)
    said.cell(BETA, 1)
    whole, first, second = said.bar.tasks
    assert (whole.fields["place"], whole.completed) == ("0 av 2", 0.75)
    assert whole.fields["left"].startswith("om lag ")
    assert (first.description, first.fields["place"]) == ("1 Første kapittel", "celle 6 av 12")
    assert (second.description, second.fields["place"]) == ("2 Andre kapittel", "celle 1 av 4")
    said.chapter_done(BETA, 2.0, failed=True)
    assert [row.description for row in said.bar.tasks] == ["I alt", "1 Første kapittel"]
    said.step("Setter sammen rapporten")
    said.stopped()
    assert "2 Andre kapittel: stoppet etter 2 s" in capsys.readouterr().out


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
        "Hva som er endret: outputs/2016/v2/changes.html",
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
        "  Det som ble kjørt: outputs/2016/v2/chapters/01-alpha.ipynb",
    ]


def test_a_difference_is_loud(tmp_path):
    names = tuple(f"f{i}" for i in range(12))
    lines = failures(ended(tmp_path, "differs", version=2, differing=names), Project(tmp_path))
    assert lines[0].startswith("ADVARSEL: v2 lot seg ikke gjenskape.")
    assert lines[0].endswith("f9 og 2 til.")
    assert "v2 står urørt" in lines[1]
