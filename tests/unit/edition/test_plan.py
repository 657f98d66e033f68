"""Every input is checked before anything is run or written."""

import pytest

from helpers.project import PARAMS, code, forget, write_data, write_notebook
from is248.base.errors import DataError, UserError
from is248.edition.plan import draft_name, make_plan, read_overrides, read_year


def test_a_whole_year(project):
    plan = make_plan(project, 2016)
    assert [task.chapter.theme for task in plan.tasks] == ["alpha", "beta"]
    assert plan.tasks[0].parameters == {"year": 2016}
    assert plan.draft is None


def test_chapters_in_the_order_of_the_year_and_none_twice(project):
    plan = make_plan(project, 2016, ["beta", "alpha", "beta"])
    assert [task.chapter.theme for task in plan.tasks] == ["alpha", "beta"]
    assert plan.draft == "alpha+beta"


def test_parameters_go_where_they_are_known(project):
    plan = make_plan(project, 2016, None, {"by": "hf_area"})
    assert [dict(task.parameters) for task in plan.tasks] == [
        {"year": 2016, "by": "hf_area"},
        {"year": 2016},
    ]
    assert plan.draft == "alle+by=hf_area"


@pytest.mark.parametrize("text", ["16", "2016/../../x", "../x", "", "år", "٢٠١٦", "2016\n"])
def test_years_that_are_none(project, text):
    with pytest.raises(UserError, match="fire sifre"):
        read_year(text, project)


def test_unknown_year_and_chapter(project):
    with pytest.raises(UserError, match=r"2017 finnes ikke.*«2016»"):
        make_plan(project, 2017)
    with pytest.raises(UserError, match="Mente du «alpha»"):
        make_plan(project, 2016, ["alfa"])


@pytest.mark.parametrize("theme", ["../x", "2016/../../x", "", "alpha.ipynb"])
def test_chapters_that_are_paths(project, theme):
    with pytest.raises(UserError, match="har ikke noe kapittel"):
        make_plan(project, 2016, [theme])


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("year: [", "gyldig YAML"),
        (PARAMS + "extra: 1\n", "extra"),
        (PARAMS.replace("year: 2016", "year: 2015"), "rett «year»"),
        ("", "filen"),
    ],
)
def test_broken_params(project, content, part):
    (project.params / "2016.yml").write_text(content, encoding="utf-8")
    forget()
    with pytest.raises(UserError, match=part):
        make_plan(project, 2016)


def test_missing_labels(project):
    (project.params / "labels.yml").unlink()
    forget()
    with pytest.raises(UserError, match=r"labels\.yml"):
        make_plan(project, 2016)


def test_missing_and_changed_data(project):
    path = project.data / "municipalities" / "2016.csv"
    path.write_bytes(path.read_bytes() + b"0002,Storevik,13\n")
    with pytest.raises(DataError, match=r"2016\.csv er endret"):
        make_plan(project, 2016)
    path.unlink()
    with pytest.raises(DataError, match=r"Mangler data/municipalities/2016\.csv"):
        make_plan(project, 2016)


def test_a_word_where_a_number_belongs(project):
    write_data(project, "code,name,people\n0001,Lillevik,mange\n")
    forget()
    with pytest.raises(DataError, match="«mange» er ikke et tall"):
        make_plan(project, 2016)


def test_overrides():
    words = ["n=3", "low=-2", "code=0301", "on=true", "off=False", "by=hf_area", "e=", "eq=a=b"]
    assert read_overrides(words) == {
        "n": 3,
        "low": -2,
        "code": "0301",
        "on": True,
        "off": False,
        "by": "hf_area",
        "e": "",
        "eq": "a=b",
    }


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["by"], "navn=verdi"),
        (["=x"], "navn=verdi"),
        (["a b=x"], "navn=verdi"),
        (["by=Ås"], "ASCII"),
        (["by=a\nb"], "ASCII"),
        (["by=a", "by=b"], "to ganger"),
    ],
)
def test_odd_overrides(words, part):
    with pytest.raises(UserError, match=part):
        read_overrides(words)


def test_draft_names_are_safe_and_their_own():
    assert draft_name(["b", "a", "b"], {}) == "a+b"
    assert draft_name([], {"on": True}) == "alle+on=true"
    odd = [
        draft_name([], {"by": value}) for value in ("../../x", "..-..-x", "a b", "a_b", "x" * 99)
    ]
    assert len(set(odd)) == len(odd)
    assert all("/" not in name and " " not in name and len(name) <= 80 for name in odd)
    assert draft_name([], {"by": 3}) == draft_name([], {"by": "3"})


@pytest.mark.parametrize(
    ("by", "part"),
    [
        ("fylke", r"«fylke» er ingen inndeling\. Mente du «county» \(Fylke\)\?"),
        ("cuonty", "Mente du «county»"),
        ("xx", "Kjente navn: county, dps, hf_area, region, size_class"),
    ],
)
def test_a_grouping_that_there_is_not(project, by, part):
    with pytest.raises(UserError, match=part):
        make_plan(project, 2016, None, {"by": by})


def test_a_notebook_with_a_default_that_there_is_not(project):
    write_notebook(project, "alpha", code('year = 2016\nby = "fylke"', "parameters"))
    with pytest.raises(UserError, match="«fylke» er ingen inndeling"):
        make_plan(project, 2016)


def test_planning_writes_nothing(project):
    before = sorted(project.root.rglob("*"))
    make_plan(project, 2016)
    assert sorted(project.root.rglob("*")) == before
