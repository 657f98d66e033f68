"""DPS areas: a list of one's own, what notes tell, and that no unit falls away."""

import csv
import shutil

import pytest
import yaml

from helpers.years import ROOT
from is248.base.errors import DataError
from is248.base.files import sha256
from is248.base.numbers import NBSP
from is248.base.paths import Project
from is248.chapter.context import open_chapter
from is248.register.dps import SHARED, dps_notes
from is248.register.municipalities import count_oslo, load_units, oslo_for
from is248.year.labels import load_labels

PROJECT = Project(ROOT)


@pytest.fixture
def project(tmp_path):
    """The parts of the project that a register needs, to be changed."""
    for name in ("params", "data/municipalities"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return Project(tmp_path)


def with_list(project, rows):
    """Params of 2016 that name a list of one's own."""
    folder = project.data / "municipalities"
    path, source = folder / "ours.csv", folder / "source.yml"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("code", "dps"), *rows])
    content = yaml.safe_load(source.read_text(encoding="utf-8"))
    content["files"]["ours.csv"] = {
        "sha256": sha256(path), "rows": len(rows), "columns": ["code", "dps"],
        "text_columns": ["code", "dps"], "description": "ours",
    }  # fmt: skip
    source.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    params = project.params / "2016.yml"
    own = "  areas: 2016_areas.csv\n"
    text = params.read_text(encoding="utf-8").replace(own, f"{own}  dps: ours.csv\n")
    params.write_text(text, encoding="utf-8")


def test_a_list_of_ones_own_replaces_that_of_the_register(project):
    codes = [code for code in load_units(2016, PROJECT).index if code != "0301"]
    with_list(project, [(code, "Vest" if code > "0900" else "Øst") for code in codes])
    units = load_units(2016, project)
    assert units["dps"].value_counts().to_dict() == {
        "Øst": sum(code <= "0900" for code in codes),
        "Vest": sum(code > "0900" for code in codes),
        "": 1,
    }
    assert list(load_labels(project, 2016).category("dps").values) == ["Øst", "Vest"]
    notes = dps_notes(units, 2016, project, "ours.csv")
    assert notes == ("DPS-områdene er etter egen liste (ours.csv).",)


def test_a_list_that_lacks_a_unit_is_refused(project):
    codes = [code for code in load_units(2016, PROJECT).index if code not in {"0301", "1640"}]
    with_list(project, [(code, "Øst") for code in codes])
    with pytest.raises(DataError, match=r"ours\.csv: 1640 står bare i ett"):
        load_units(2016, project)


def test_all_inhabitants_and_fte_are_in_an_area():
    units = load_units(2016, PROJECT)
    counted = count_oslo(units, oslo_for("dps"))
    assert (counted["dps"] != "").all()
    by_area = counted.groupby("dps")[["pop_total", "fte_total"]].sum().sum()
    country = count_oslo(units, "one")[["pop_total", "fte_total"]].sum()
    assert by_area.tolist() == pytest.approx(country.tolist())


def test_notes_tell_of_the_year_and_of_what_is_shared():
    carried = dps_notes(load_units(2016, PROJECT), 2016, PROJECT)
    assert "fra 2024" in carried[0]
    assert "ført tilbake til 2016" in carried[0]
    assert "tilnærming" in carried[0]
    assert all(city in carried[1] for city in ("Bergen", "Stavanger", "Trondheim"))
    assert len(dps_notes(load_units(2016, PROJECT), 2024, PROJECT)[0]) < len(carried[0])


def test_models_of_mostly_small_groups_are_not_fitted_and_figures_say_what_they_leave_out():
    chapter = open_chapter("housing", 2016, "dps")
    shares = chapter.question("housing_grant_applied").yes.shares("dps")
    assert "færre enn ti enheter" in str(shares.model_table("table-mine", "size_class"))
    notes = " ".join(note["text"] for note in shares.figure("figure-mine").notes)
    small = int(shares.groups["n"].between(1, 9).sum())
    assert f"{small}{NBSP}DPS-områder har færre enn ti svar" in notes
    assert SHARED in chapter.order("dps")
