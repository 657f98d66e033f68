"""Prepared answers are made when they are missing or old, and real ones never give way."""

import hashlib
import os
import subprocess
import sys

import pytest
import yaml

from helpers.survey import good_table, survey_project, write
from is248.base.errors import DataError
from is248.survey import freshness as prepare
from is248.survey.answers import load_answers
from is248.survey.codebook import load_codebook
from is248.survey.ingest import ingest


@pytest.fixture
def compendium(tmp_path):
    yield survey_project(tmp_path / "project")
    load_codebook.cache_clear()


def ship(project, name="synthetic.csv", *, synthetic=True, **columns):
    """Put a file into the year's folder and list it."""
    folder = project.data / "survey" / "2016"
    mark = "true" if synthetic else ""
    path = write(good_table(synthetic=mark, **columns), folder / name)
    source = folder / "source.yml"
    listed = (
        yaml.safe_load(source.read_text(encoding="utf-8")) if source.is_file() else {"files": {}}
    )
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    listed["files"][name] = {"sha256": digest, "synthetic": synthetic}
    source.write_text(yaml.safe_dump(listed), encoding="utf-8")
    return path


def fte(project):
    return load_answers(2016, project).values.loc["0101", "fte"]


def test_a_fresh_clone_gets_the_shipped_answers(compendium):
    ship(compendium)
    assert prepare.has_answers(2016, compendium)
    assert prepare.load(2016, compendium).synthetic
    assert fte(compendium) == 12.5


def test_nothing_is_made_twice(compendium):
    ship(compendium)
    assert prepare.ensure(2016, compendium)
    assert not prepare.ensure(2016, compendium)


def test_prepared_answers_are_recognised_without_pandas(compendium):
    """Pandas takes time, and its threads keep the run from forking its workers."""
    ship(compendium)
    prepare.ensure(2016, compendium)
    script = (
        "import sys; from is248.base.paths import find_project; from is248.survey import freshness;"
        "print(freshness.ensure_all(2016, find_project()), 'pandas' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"IS248_ROOT": str(compendium.root)},
    )
    assert done.stdout.split() == ["[]", "False"]


def test_runs_at_once_make_them_once(compendium):
    ship(compendium)
    script = "from is248.survey import freshness as prepare; print(prepare.ensure(2016))"
    environment = os.environ | {"IS248_ROOT": str(compendium.root)}
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=environment
        )
        for _ in range(3)
    ]
    told = [run.communicate()[0].strip() for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert sorted(told) == ["False", "False", "True"]
    assert fte(compendium) == 12.5


def test_a_run_that_never_ends_is_told_of(compendium, monkeypatch):
    ship(compendium)
    monkeypatch.setattr(prepare, "PATIENCE", 0.2)
    with (
        prepare.alone(2016, compendium),
        pytest.raises(DataError, match="En annen kjøring klargjør svarene for 2016"),
    ):
        prepare.ensure(2016, compendium)


@pytest.mark.parametrize("name", ["corrections.yml", "codebook.yml", "synthetic.csv"])
def test_a_changed_input_makes_them_anew(compendium, name):
    ship(compendium)
    prepare.ensure(2016, compendium)
    folder = compendium.data / "survey" / "2016"
    if name == "synthetic.csv":
        ship(compendium, fte=["13", "", "1", "0", ""])
    elif name == "corrections.yml":
        (folder / name).write_text(
            "corrections:\n- {unit: '0101', variable: fte, expected: '12,5', new: '13', "
            "reason: r, who: w, date: 2016-06-01}\n",
            encoding="utf-8",
        )
    else:
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text + "# changed\n", encoding="utf-8")
    assert prepare.ensure(2016, compendium)
    assert fte(compendium) == (12.5 if name == "codebook.yml" else 13)


def test_half_a_folder_is_made_whole(compendium):
    ship(compendium)
    prepare.ensure(2016, compendium)
    (compendium.data / "prepared" / "2016" / "statuses.parquet").unlink()
    assert prepare.ensure(2016, compendium)
    assert len(load_answers(2016, compendium).statuses)


def test_real_answers_go_before_synthetic_ones(compendium):
    ship(compendium)
    ship(compendium, "real.csv", synthetic=False)
    assert not prepare.load(2016, compendium).synthetic


def test_unlisted_real_answers_are_kept(compendium, tmp_path):
    ship(compendium)
    path = write(good_table(), tmp_path / "export.csv")
    assert ingest(2016, path, compendium).folder
    assert not prepare.ensure(2016, compendium)
    assert not load_answers(2016, compendium).synthetic


def test_unlisted_real_answers_that_are_old_stop_the_run(compendium, tmp_path):
    ship(compendium)
    ingest(2016, write(good_table(), tmp_path / "export.csv"), compendium)
    folder = compendium.data / "survey" / "2016"
    (folder / "corrections.yml").write_text("corrections: []\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"klargjort av export\.csv.*is248 ingest 2016 FIL"):
        prepare.ensure(2016, compendium)


def test_a_year_without_answers_is_passed_over(compendium):
    assert not prepare.ensure(2016, compendium)
    assert not prepare.has_answers(2016, compendium)
    assert prepare.ensure_all(2016, compendium) == []
    with pytest.raises(DataError, match="ikke klargjort"):
        prepare.load(2016, compendium)


def test_years_up_to_the_one_asked_for(compendium):
    ship(compendium)
    assert prepare.ensure_all(2015, compendium) == []
    assert prepare.ensure_all(2016, compendium) == [2016]


def test_a_listed_file_that_is_missing_is_told(compendium):
    ship(compendium).unlink()
    with pytest.raises(DataError, match=r"Mangler data/survey/2016/synthetic\.csv"):
        prepare.ensure(2016, compendium)


def test_two_real_files_are_one_too_many(compendium):
    ship(compendium, "one.csv", synthetic=False)
    ship(compendium, "two.csv", synthetic=False)
    with pytest.raises(DataError, match=r"one\.csv og two\.csv"):
        prepare.ensure(2016, compendium)


def test_errors_in_the_file_stop_the_run_and_are_told(compendium):
    ship(compendium, fte=["12,5 (ca)", "", "1", "0", ""])
    with pytest.raises(DataError, match=r"har 1 feil.*12,5 \(ca\)"):
        prepare.ensure(2016, compendium)


def test_a_list_that_cannot_be_read_is_told(compendium):
    folder = compendium.data / "survey" / "2016"
    for text in ("files: [", "files: 3", "- x"):
        (folder / "source.yml").write_text(text, encoding="utf-8")
        with pytest.raises(
            DataError, match=r"kan ikke leses|source\.yml, linje 2, er ikke gyldig YAML"
        ):
            prepare.ensure(2016, compendium)
