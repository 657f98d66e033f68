"""A grid: which runs it has, what is refused, what is gathered, and what its page says."""

import csv
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from helpers import grid_workers
from is248.base.errors import UserError
from is248.edition import executors
from is248.edition.executors import check_workers, in_processes, on_dask
from is248.edition.grid_job import Outcome, failed, read_outcome, variant_job
from is248.edition.grid_page import curves, grid_html, tellings
from is248.edition.grid_plan import leaves_code_alone, make_grid
from is248.edition.grid_results import disagreeing, results_parquet, runs_csv, write_grid
from is248.edition.grid_run import run_grid
from is248.edition.workplace import pack_of, setup_here, unlike
from is248.printed.verdicts import Result

SAYS = "Av {} kommuner har {} prosent tilbud."


def result(row, value, item="text-a", column="value", unit="prosent"):
    return Result("alpha", item, row, column, value, "", unit, "printed")


def outcome(share, words=SAYS, low="0.5", high="4"):
    model = [
        result("large", value, "table-m", column, unit)
        for column, value, unit in (
            ("odds_ratio", "2.0", "oddsratio"),
            ("ci95_low", low, "oddsratio"),
            ("ci95_high", high, "oddsratio"),
        )
    ]
    text = words.format(400, share)
    found = [result("finding", text, column="share", unit=""), result("share", str(share)), *model]
    return Outcome(1.5, "", tuple(found), {"text-a": text})


@pytest.fixture
def grid(project):
    return make_grid(project, 2016, "alpha", ["by=county,hf_area,region"], 2)


def test_every_combination_in_a_fixed_order(project, grid):
    told = [(run.number, dict(run.parameters), run.repeat) for run in grid.runs]
    assert told[:3] == [
        (1, {"year": 2016, "by": "county"}, 1),
        (2, {"year": 2016, "by": "county"}, 2),
        (3, {"year": 2016, "by": "hf_area"}, 1),
    ]
    assert len(told) == 6
    assert grid.name == "alpha+by=county-hf_area-region+repeat=2"
    assert len(make_grid(project, 2016, "beta", []).runs) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["bu=county"], "Mente du «by»"),
        (["by=county,kommune"], r"«kommune» er ingen inndeling. Kjente navn: county, "),
        (["by=county,county"], "to ganger"),
        (["by=county", "by=region"], "to ganger"),
        (["by=county,"], "mangler en verdi"),
        (["by"], "navn=verdi"),
        (["year=2015"], "Året gis som eget argument"),
    ],
)
def test_what_is_not_known_is_refused_before_anything_runs(project, words, says):
    with pytest.raises(UserError, match=says):
        make_grid(project, 2016, "alpha", words)
    assert not list(project.outputs.iterdir())


def test_the_table_of_runs_tells_what_has_no_results(grid):
    made = {1: outcome(40), 2: Outcome(0.5, "Kapittelet stoppet.")}
    rows = list(csv.reader(io.StringIO(runs_csv(grid, made))))
    assert rows[:4] == [
        ["run", "by", "repeat", "status", "seconds", "failure"],
        ["1", "county", "1", "done", "1.50", ""],
        ["2", "county", "2", "failed", "0.50", "Kapittelet stoppet."],
        ["3", "hf_area", "1", "not_run", "", ""],
    ]


def test_one_row_for_each_run_and_result(grid):
    data = results_parquet(grid, {1: outcome(40), 3: outcome(41), 4: Outcome(1, "nei")})
    rows = pq.read_table(pa.BufferReader(data)).to_pylist()
    assert len(rows) == 2 * 5
    shares = [(r["run"], r["by"], r["value"], r["number"]) for r in rows if r["row"] == "share"]
    assert shares == [(1, "county", "40", 40.0), (3, "hf_area", "41", 41.0)]
    assert [r["number"] for r in rows if r["row"] == "finding"] == [None, None]
    assert data == results_parquet(grid, {4: Outcome(9, "nei"), 3: outcome(41), 1: outcome(40)})


def test_in_how_many_variants_a_sentence_says_the_same():
    said = [{"a": "42 av 1 300 har."}, {"a": "42 av 1 300 har."}, {"a": "7,5 av 9 har."}, {}]
    said.append({"a": "Ingen har.", "b": "Nei."})
    first, second = tellings(said, list("ABCDE"))
    assert (first.told, first.same, first.exact, first.share) == (4, 3, 2, 60)
    words = [("42 av 1 300 har.", ["A", "B", "C"]), ("Ingen har.", ["E"])]
    assert [(one, [*names]) for one, names in first.wordings] == words
    assert (second.told, second.share) == (1, 20)


def test_curves_are_sorted_with_the_intervals_of_models():
    found = curves([outcome(40).results, outcome(39, low="1").results, outcome(41).results])
    share, odds = (next(c for c in found if c.key[2] == row) for row in ("share", "large"))
    assert [(point.value, point.variant) for point in share.points] == [(39, 1), (40, 0), (41, 2)]
    assert share.moves
    assert not odds.moves
    assert {(point.variant, point.low, point.high) for point in odds.points} == {
        (0, 0.5, 4), (1, 1, 4), (2, 0.5, 4)
    }  # fmt: skip


def test_a_number_that_one_variant_lacks_has_no_curve():
    lacking = tuple(one for one in outcome(40).results if one.row != "share")
    assert "share" not in {c.key[2] for c in curves([outcome(40).results, lacking])}


def test_repeats_that_differ_are_told(grid):
    made = {1: outcome(40), 2: outcome(41), 3: outcome(40), 4: outcome(40)}
    ((run, places),) = disagreeing(grid, made)
    assert (run.number, places) == (2, ["text-a/finding/share", "text-a/share/value", "text-a"])


def test_the_page(project, grid):
    made = {1: outcome(40), 2: outcome(41), 3: outcome(44, "{}: {} prosent."), 5: outcome(40)}
    page = grid_html(grid, {**made, 6: Outcome(1, "Kapittelet <stoppet>.")})
    assert page == grid_html(grid, {6: Outcome(7, "Kapittelet <stoppet>."), **made})
    assert "67 %" in page  # two of three variants
    assert "Fra 40 (by=county) til 44 (by=hf_area)" in page
    assert "Kapittelet &lt;stoppet&gt;." in page
    assert "1 gjentakelser ga noe annet" in page
    assert page.count('<path class="ticks"') == 3
    assert "style=" not in page.partition("<body")[2]
    folder = write_grid(project, grid, {"index.html": page})
    assert project.relative(folder) == f"outputs/2016/grids/{grid.name}"
    assert [path.name for path in folder.parent.iterdir()] == [grid.name]


def test_nothing_finished_well_is_a_page_too(grid):
    page = grid_html(grid, {1: Outcome(1, "Nei.")})
    assert "6 av 6 kjøringer har ikke resultater" in page


def fake_runner(asked, *, stop_after=99):
    def runner(jobs, _pack, _heard):
        for at, job in enumerate(jobs):
            if at == stop_after:
                raise KeyboardInterrupt
            asked.append(job)
            yield job, failed("Nei." if at == 1 else "")

    return runner


def test_what_is_finished_is_kept_and_what_is_not_is_run(project, grid):
    first, second, third = [], [], []
    got, stopped = run_grid(project, grid, fake_runner(first, stop_after=4), lambda *_: None)
    assert stopped
    assert sorted(got) == [1, 2, 3, 4]
    assert got[2].failure
    got, stopped = run_grid(project, grid, fake_runner(second), lambda *_: None)
    assert not stopped
    assert sorted(got) == [1, 2, 3, 4, 5, 6]
    assert second == [first[1], *second[1:]]  # the failed one, and the two that were not run
    assert len(second) == 3
    run_grid(project, grid, fake_runner(third), lambda *_: None, fresh=True)
    assert len(third) == 6


def test_a_damaged_result_is_run_again(project, grid):
    run_grid(project, grid, fake_runner([]), lambda *_: None)
    for path in (project.outputs / ".store" / "runs").iterdir():
        path.write_bytes(path.read_bytes()[:-5])
    asked = []
    run_grid(project, grid, fake_runner(asked), lambda *_: None)
    assert len(asked) == 6


def test_an_input_that_changes_gives_other_jobs(project, grid):
    before = pack_of(project, grid.plan.inputs.files)
    assert before == pack_of(project, grid.plan.inputs.files)
    notebook = project.notebook("alpha")
    notebook.write_text(notebook.read_text() + "\n")
    after = pack_of(project, grid.plan.inputs.files)
    assert not {variant_job(grid, run, before) for run in grid.runs} & {
        variant_job(grid, run, after) for run in grid.runs
    }


@pytest.mark.parametrize("dies", ["dies", "once {}"])
def test_a_process_that_dies_costs_its_own_run_only(tmp_path, monkeypatch, dies):
    monkeypatch.setattr(executors, "run_job", grid_workers.run_job)
    lost = dies.format(tmp_path / "died").encode()
    jobs = [b"a", lost, b"b", b"c"]
    made = in_processes(2)(jobs, b"p", executors.unheard)
    got = [(j, str(d) if isinstance(d, Exception) else read_outcome(d).failure) for j, d in made]
    assert sorted(job for job, _ in got) == sorted(jobs)  # none lost, none twice
    words = dict(got)
    assert words.pop(lost) == (executors.DIED if dies == "dies" else "once av p")
    assert words == {job: f"{job.decode()} av p" for job in (b"a", b"b", b"c")}


def test_workers_with_something_else_installed_are_named():
    here = setup_here()
    check_workers({"tcp://a:1": here})
    other = {**here, "pandas": "0.1 (abc)"}
    with pytest.raises(UserError, match=r"tcp://b:2 har noe annet.*pandas: ventet .*, fant 0\.1"):
        check_workers({"tcp://a:1": here, "tcp://b:2": other})
    with pytest.raises(UserError, match="tcp://c:3 kan ikke bruke is248: No module named"):
        check_workers({"tcp://c:3": ModuleNotFoundError("No module named 'is248'")})
    assert unlike({"a": "1", "b": "2"}, {"b": "2", "c": "3"}) == (
        "a: ventet 1, fant ingen; c: ventet ingen, fant 3"
    )


@pytest.mark.parametrize(
    ("source", "alone"),
    [
        ("from is248 import open_chapter\nchapter = open_chapter('alpha', year)", True),
        ("import is248.stats\nx = [1]\nx[0] = chapter.n", True),
        ("import is248.stats.permutation as p\np.SEED = 1", False),
        ("from unittest import mock", False),
        ("from . import x", False),
        ("setattr(chapter, 'n', 1)", False),
        ("chapter.say.__globals__['SEED'] = 1", False),
        ("for chapter.n in [1]: pass", False),
        ("del chapter.n", False),
        ("exec('1')", False),
        ("%run other.py", False),
    ],
)
def test_a_cell_that_could_change_what_code_does(source, alone):
    cells = [{"cell_type": "markdown", "source": "%"}, {"cell_type": "code", "source": [source]}]
    assert leaves_code_alone(cells) is alone


def test_an_address_that_is_none():
    with pytest.raises(UserError, match="ingen adresse"):
        on_dask("localhost")
