"""A new year is drafted whole or not at all, and nothing that stands is touched."""

import os
import shutil
import subprocess
import sys

import pytest
import yaml

from helpers.project import forget
from helpers.survey import sum_of_files
from helpers.years import ROOT
from is248.base.errors import UserError
from is248.base.paths import Project
from is248.edition.new_year import Wish, new_year
from is248.register.make_register import make_register
from is248.survey.codebook import Codebook, load_codebook
from is248.survey.codebook_draft import draft_codebook
from is248.survey.form_list import read_form

YEAR, LAST = 2033, 2016
"""A year without a register, and the one that it is drafted from."""

KILLED = 9
KILL = """
import os, sys
from pathlib import Path
from is248.base.paths import Project
from is248.edition.new_year import Wish, new_year
replace, moved = Path.replace, []
def one_less(self, target):
    if len(moved) == {after}:
        os._exit({code})
    moved.append(target)
    return replace(self, target)
Path.replace = one_less
new_year(Project(Path(sys.argv[1])), Wish({year}, {last}))
"""


_REGISTERS = {}


def _register_of(year, source_year, project):
    key = year, source_year, sum_of_files(project.data / "municipalities", project.params)
    if key not in _REGISTERS:
        _REGISTERS[key] = make_register(year, source_year, project)
    return _REGISTERS[key]


@pytest.fixture(autouse=True)
def register_made_once(monkeypatch):
    """Seventeen years of reforms cost half a second: a register is made once of the same files."""
    monkeypatch.setattr("is248.register.make_register.make_register", _register_of)


@pytest.fixture
def scratch(tmp_path):
    """The real project's inputs, as links."""
    for name in ("params", "data", "notebooks"):
        ignored = shutil.ignore_patterns("prepared", "synthetic*", "held.csv")
        shutil.copytree(ROOT / name, tmp_path / name, copy_function=os.link, ignore=ignored)
    forget()
    yield Project(tmp_path)
    forget()


def files(project):
    return {
        path.relative_to(project.root).as_posix(): path.read_bytes()
        for path in project.root.rglob("*")
        if path.is_file()
    }


def question(name, label, **more):
    kind = {"type": "single", "categories": {"yes": "Ja", "no": "Nei"}}
    return {"id": name, "part": 3, "number": "1.1", "label": label, "chapter": "housing"} | (
        kind | more
    )


def test_all_that_a_year_is_made_of_is_drafted_and_nothing_else_changes(scratch):
    before = files(scratch)
    done = new_year(scratch, Wish(YEAR, LAST, themes={"relatives": "Pårørende"}))
    after = files(scratch)
    survey = {f"data/survey/{YEAR}/{name}.yml" for name in ("codebook", "columns", "source")}
    register = {f"data/municipalities/{YEAR}{name}.csv" for name in ("", "_areas")}
    assert {*after} - {*before} == {*done.made} == {*survey, *register, f"params/{YEAR}.yml"}
    source = "data/municipalities/source.yml"
    assert done.grown == (source,)
    assert {name for name in before if after[name] != before[name]} == {source}
    assert after[source].startswith(before[source].rstrip(b"\n"))
    chapters = yaml.safe_load(after[f"params/{YEAR}.yml"])["chapters"]
    assert [one["title"] for one in chapters if one["theme"] == "relatives"] == ["Pårørende"]
    assert not [one for one in chapters if "printed" in one or "also" in one]


def test_a_second_time_nothing_is_made_or_touched(scratch):
    new_year(scratch, Wish(YEAR, LAST))
    forget()
    before = files(scratch)
    done = new_year(scratch, Wish(YEAR, LAST))
    assert (done.made, done.grown) == ((), ())
    assert files(scratch) == before


def test_a_file_of_ones_own_is_left_as_it_is(scratch):
    own = scratch.data / "survey" / str(YEAR) / "columns.yml"
    own.parent.mkdir()
    own.write_text("columns: []  # ours\n", encoding="utf-8")
    other = scratch.data / "municipalities" / f"{YEAR}.csv"
    other.write_text("code,name\n0001,Lillevik\n", encoding="utf-8")
    done = new_year(scratch, Wish(YEAR, LAST))
    assert own.read_text(encoding="utf-8") == "columns: []  # ours\n"
    assert other.read_text(encoding="utf-8") == "code,name\n0001,Lillevik\n"
    assert {f"data/survey/{YEAR}/columns.yml", f"data/municipalities/{YEAR}.csv"} <= {*done.kept}
    assert done.grown == ()  # another register than ours is not entered as if it were
    assert "ikke ført" in done.notes[0]


@pytest.mark.slow
@pytest.mark.parametrize("after", [2, 5])
def test_killed_on_the_way_every_file_is_whole_and_the_next_run_makes_the_rest(
    scratch, tmp_path_factory, after
):
    other = tmp_path_factory.mktemp("whole")
    shutil.copytree(scratch.root, other, dirs_exist_ok=True)
    new_year(Project(other), Wish(YEAR, LAST))
    whole, before = files(Project(other)), files(scratch)
    code = KILL.format(after=after, code=KILLED, year=YEAR, last=LAST)
    done = subprocess.run([sys.executable, "-c", code, str(scratch.root)], check=False)
    assert done.returncode == KILLED
    left = {k: v for k, v in files(scratch).items() if "prepared" not in k and v != before.get(k)}
    assert len(left) == after
    assert left.items() <= whole.items()
    assert f"params/{YEAR}.yml" not in left  # which would make it a year
    forget()
    new_year(scratch, Wish(YEAR, LAST))
    assert {k: v for k, v in files(scratch).items() if "prepared" not in k} == {
        k: v for k, v in whole.items() if "prepared" not in k
    }


def test_a_year_before_the_one_it_is_drafted_from_is_refused(scratch):
    with pytest.raises(UserError, match="er ikke etter"):
        new_year(scratch, Wish(LAST - 1, LAST))


def test_a_promised_report_gets_an_empty_file_of_claims(scratch):
    new_year(scratch, Wish(YEAR, LAST, printed="rapporten"))
    claims = scratch.data / "published" / str(YEAR) / "claims.csv"
    assert claims.read_text(encoding="utf-8").startswith("statement,theme,item,")
    assert claims.read_text(encoding="utf-8").count("\n") == 1


# The codebook.


ASKED = Codebook.model_validate({
    "year": LAST,
    "topics": {"housing": "Bolig"},
    "variables": [
        question("applied", "Søkt Husbanken om tilskudd", note="Nytt i år"),
        question("follow_up", "God oppfølging i bolig", number="1.2"),
        question("reason", "Hvorfor ikke søkt", number="1.3", type="open", categories={},
                 asked={"variable": "applied", "codes": ["no"]}),
        question("refugees", "Mottak av flyktninger", number="1.4"),
        question("plan", "Boligplan vedtatt i kommunestyret", number="1.5",
                 asked={"variable": "refugees", "codes": ["yes"]}),
    ],
})  # fmt: skip


def drafted(tmp_path, *lines):
    path = tmp_path / "form.csv"
    path.write_text("\n".join(["number,label,answers", *lines]) + "\n", encoding="utf-8")
    text = draft_codebook(ASKED, YEAR, read_form(path))
    book = Codebook.model_validate(yaml.safe_load(text))
    return {v.id: v for v in (*book.variables, *book.dropped)}, book


def test_each_question_is_kept_changed_dropped_or_new(tmp_path):
    found, book = drafted(
        tmp_path,
        "2.1,Søkt Husbanken om tilskudd,Ja; Nei; Vet ikke",
        "2.2,God oppfølging i bolig,Ja; Nei",
        "2.3,Hvorfor ikke søkt,",
        "2.4,Boligplan vedtatt i kommunestyret,Ja; Nei",
        "3.1,Vold i nære relasjoner,Ja; Nei",
    )
    assert {name: one.status for name, one in found.items()} == {
        "applied": "changed", "follow_up": "kept", "reason": "kept", "plan": "kept",
        "refugees": "kept", "vold_i_nare_relasjoner": "new",
    }  # fmt: skip
    assert found["applied"].number == "2.1"
    assert not found["applied"].note  # it told of another year
    assert "Vet ikke" in found["applied"].decide
    assert not found["follow_up"].decide
    assert "«plan» spørres etter" in found["refugees"].decide  # a filter that the form lacks
    assert dict(found["vold_i_nare_relasjoner"].categories) == {"yes": "Ja", "no": "Nei"}
    assert book.year == YEAR


def test_what_the_form_lacks_is_not_asked(tmp_path):
    found, book = drafted(
        tmp_path, "2.1,Søkt Husbanken om tilskudd,Ja; Nei", "2.2,God oppfølging i bolig,Ja; Nei"
    )
    assert [one.id for one in book.variables] == ["applied", "follow_up"]
    assert {one.id for one in book.dropped} == {"reason", "refugees", "plan"}
    assert all(one.decide for one in book.dropped)
    assert found["plan"].asked == ASKED.variable("plan").asked  # whole, should it come back


def test_without_a_form_all_is_kept_and_the_book_says_that_nobody_compared():
    text = draft_codebook(load_codebook(LAST), YEAR)
    book = Codebook.model_validate(yaml.safe_load(text))
    assert [v.id for v in book.variables] == [v.id for v in load_codebook(LAST).variables]
    assert {v.status for v in book.variables} == {"kept"}
    assert book.decide
    assert not book.undecided
