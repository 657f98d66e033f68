"""What an agreement rests on, held by experiment: print is changed; ours follows or does not."""

import csv
import hashlib
import random

import pytest

from helpers.years import copy_inputs, report
from is248.base.paths import Project, find_project
from is248.edition.results import RESULTS, read_results
from is248.printed.claims import answering, read_claims
from is248.printed.values import printed_values

pytestmark = pytest.mark.slow

YEAR = 2016
THEMES = ("fte_national", "user_involvement", "municipal_appendix")
OF_PRINT = {"same source", "other print"}


def changed(text, draw):
    """A printed number, moved by a little that no other is likely to be moved by."""
    step = draw.randint(1, 30) if abs(float(text)) >= 100 else draw.randint(1, 9)
    return f"{float(text) + step:.{len(text.partition('.')[2])}f}"


def change_print(folder, items):
    """Change all cells of some files of print, and their checksums."""
    draw, source = random.Random(8), (folder / "source.yml").read_text(encoding="utf-8")
    for name in items:
        path = folder / name
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            for column in row:
                if (
                    column.startswith(
                        (
                            "fte_",
                            "pct_",
                            "change_",
                            "real_",
                            "nominal_",
                            "adult_",
                            "child_",
                            "total_",
                        )
                    )
                    and row[column]
                ):
                    row[column] = changed(row[column], draw)
        old = hashlib.sha256(path.read_bytes()).hexdigest()
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        new = hashlib.sha256(path.read_bytes()).hexdigest()
        source = source.replace(f"{name}:\n    sha256: {old}", f"{name}:\n    sha256: {new}")
    (folder / "source.yml").write_text(source, encoding="utf-8")


@pytest.fixture(scope="module")
def other_print(tmp_path_factory):
    """Printed values and results of a project whose print is changed."""
    root = copy_inputs(tmp_path_factory.mktemp("other") / "print")
    folder = root / "data" / "published" / str(YEAR)
    tables = sorted(
        path.relative_to(folder).as_posix() for path in folder.glob("tables/table_03_*")
    )
    change_print(folder, [*tables, "tables/table_06_01.csv", "appendix.csv"])
    done = report(root, YEAR, *(word for theme in THEMES for word in ("--chapter", theme)))
    assert done.returncode == 0, done.stderr
    (draft,) = (root / "outputs" / str(YEAR) / "drafts").iterdir()
    results = {(r.chapter, r.item, r.row, r.column): r for r in read_results(draft / RESULTS)}
    return printed_values(YEAR, Project(root)), results


def follows(value, claim, results):
    result = results[claim.theme, claim.result, value.row, value.column]
    return float(result.computed or result.value) == float(value.text)


def test_ours_is_the_printed_cell_where_we_say_so_and_nowhere_else(other_print):
    values, results = other_print
    project = find_project()
    before = {one.place: one.text for one in printed_values(YEAR, project)}
    belongs = answering(values, read_claims(YEAR, project))
    followed = {}
    for value in values:
        claim = belongs.get(value.place)
        if claim and claim.rests_on in OF_PRINT and before[value.place] != value.text:
            followed.setdefault(claim, []).append(follows(value, claim, results))
    assert len(followed) > 30
    for claim, cells in followed.items():
        if claim.rests_on == "same source":
            assert all(cells), claim
        else:  # a sum may by chance meet the number that its cell was changed to
            assert sum(cells) <= len(cells) / 2, claim
