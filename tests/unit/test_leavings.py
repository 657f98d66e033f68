"""What dead runs left lying goes at the next command; what a living run has stays."""

import os
import time

import pytest

from is248.base.locks import hold, taken
from is248.cli.leavings import MOMENTS, clear_leavings
from is248.cli.main import main


def hidden(project):
    return sorted(
        path.relative_to(project.root).as_posix()
        for path in project.root.rglob(".*")
        if not path.name.endswith(".lock")
    )


@pytest.fixture
def left(project):
    """Leavings of every kind."""
    names = [
        "outputs/2016/.staging-77/chapters",
        "outputs/2016/.control-abc",
        "outputs/2016/drafts/.old-alpha",
        "data/prepared/.staged-2016-77",
        "data/prepared/.old-2015",
    ]
    for name in names:
        (project.root / name).mkdir(parents=True)
        (project.root / name / "page").touch()
    for name in ("workspace/.copied.json.77", "outputs/2016/.published.jsonl.77"):
        (project.root / name).parent.mkdir(exist_ok=True)
        (project.root / name).touch()
    long_ago = time.time() - MOMENTS - 1
    for name in hidden(project):
        os.utime(project.root / name, (long_ago, long_ago))
    return project


def test_any_command_takes_them_away(left, capsys):
    assert len(hidden(left)) == 7
    assert main(["chapters", "2016"]) == 0
    assert capsys.readouterr().err == ""
    assert hidden(left) == []
    # what had been moved aside is put back
    assert (left.outputs / "2016" / "drafts" / "alpha" / "page").exists()
    assert (left.data / "prepared" / "2015" / "page").exists()


def test_what_a_living_run_has_stays(left):
    staging = left.outputs / "2016" / ".staging-77"
    with (
        (left.data / "prepared" / ".2016.lock").open("w", encoding="utf-8") as prepared,
        hold(staging),
    ):
        assert taken(prepared, 0)
        clear_leavings(left)
        kept = ["data/prepared/.staged-2016-77", "outputs/2016/.staging-77"]
        assert [name for name in hidden(left) if "staged" in name or "staging" in name] == kept
        # nor is anything taken while folders come and go: a new one is not held yet
        (left.outputs / "2016" / "drafts" / ".old-beta").mkdir()
        with (left.outputs / "2016" / ".lock").open("w", encoding="utf-8") as lock:
            assert taken(lock, 0)
            clear_leavings(left)
            assert "outputs/2016/drafts/.old-beta" in hidden(left)
    clear_leavings(left)
    assert hidden(left) == []


def test_what_is_new_and_nobody_locks_stays(left):
    for name in ("workspace/.copied.json.77", "outputs/2016/.control-abc"):
        os.utime(left.root / name)
    clear_leavings(left)
    assert hidden(left) == ["outputs/2016/.control-abc", "workspace/.copied.json.77"]


def test_a_command_runs_where_nothing_may_be_taken_away(left, monkeypatch, capsys):  # noqa: ARG001
    monkeypatch.setattr("is248.cli.leavings.taken", deny)
    assert main(["chapters", "2016"]) == 0
    assert "Første kapittel" in capsys.readouterr().out


def deny(*_):
    raise PermissionError(13, "not yours")
