# ruff: noqa: PD002, PD009 - every way to a cell is tried
"""A frame tells what is read of it, and nothing gets at a cell past the telling."""

import copy
import pickle

import numpy as np
import pandas as pd
import pytest

from is248.base import observed
from is248.survey.frame_parts import parts_of_columns, parts_of_rows
from is248.survey.lazy_columns import LazyColumns
from is248.survey.told_frame import by_column, rows_of, told_frame, told_rows


@pytest.fixture
def told(monkeypatch, tmp_path):
    """What was told since it was asked last: names of parts, and "whole" for a file."""
    found = set()
    monkeypatch.setattr(observed, "part", lambda _, name: found.add(name))
    monkeypatch.setattr(observed, "read", lambda path: found.add("whole") or path)

    def ask():
        names = set(found)
        found.clear()
        return names

    ask.file = tmp_path / "answers.parquet"
    return ask


PLAIN = pd.DataFrame(
    {
        "a": pd.array([1, None, 3], dtype="Int8"),
        "b": pd.array(["x", "y", None], dtype="string"),
        "c": pd.array([0.5, 1.5, 2.5], dtype="Float64"),
    },
    index=pd.Index(["0101", "0104", "0301"], name="unit"),
)


def _lazy():
    return LazyColumns(lambda names: PLAIN[names].copy(), PLAIN.columns, PLAIN[[]].copy())


@pytest.fixture(params=[PLAIN.copy, _lazy], ids=["plain", "lazy"])
def frame(request, told):
    made = told_frame(request.param(), told.file)
    assert told() == {""}  # its shape
    return made


SOME = {
    "a column": (lambda f: f["b"], {"b"}),
    "columns": (lambda f: f[["a", "c"]], {"a", "c"}),
    "an attribute": (lambda f: f.b, {"b"}),
    "get": (lambda f: f.get("c"), {"c"}),
    "rows, then a column": (lambda f: f[f["a"] == 1]["b"], {"a", "b"}),
    "cells": (lambda f: f.loc[["0101"], "c"], {"c"}),
    "rows by label, then a column": (lambda f: f.loc[["0104", "0101"]]["a"], {"a"}),
    "other rows": (lambda f: f.reindex(["0301", "9999"])["b"], {"b"}),
    "one column more": (lambda f: f.assign(d=f["a"])[["d", "c"]], {"a", "c"}),
    "one in the place": (lambda f: f.assign(a=f["c"])["a"], {"c"}),
    "fewer columns": (lambda f: f.drop(columns=["a"])["b"], {"b"}),
    "columns beside": (lambda f: f.join(pd.DataFrame({"d": [1]}, ["0101"]))["d"], set()),
    "its shape": (lambda f: [*f.columns, *f.index, *map(str, f.dtypes), len(f)], set()),
    "whether there is a column": (lambda f: "a" in f, set()),
    "another name": (lambda f: f.rename(columns={"a": "z"})["z"], {"a"}),
    "other labels": (lambda f: f.set_axis(["1", "2", "3"])["b"], {"b"}),
}


@pytest.mark.parametrize("name", SOME)
def test_it_gives_what_a_plain_frame_gives_and_tells_what_was_read(frame, told, name):
    read, wanted = SOME[name]
    found = read(frame)
    plain = read(PLAIN.copy())
    same = found.equals(plain) if hasattr(plain, "equals") else found == plain
    assert same
    assert told() == wanted


ALL = {
    "numbers": lambda f: f.to_numpy(),
    "an array": np.asarray,
    "a ufunc": lambda f: f.eq(1),
    "two frames": lambda f: pd.concat([f, f]),
    "beside a plain one": lambda f: pd.DataFrame(index=f.index).join(f),
    "merged": lambda f: pd.DataFrame({"unit": ["0101"]}).merge(f, on="unit"),
    "shown": repr,
    "as HTML": lambda f: f._repr_html_(),
    "rows": lambda f: [*f.itertuples()],
    "a row": lambda f: f.loc["0101"],
    "by place": lambda f: f.iloc[0],
    "one cell by place": lambda f: f.iat[0, 0],
    "by group": lambda f: f.groupby(["p", "p", "q"]).count(),
    "turned": lambda f: f.T,
    "filled": lambda f: f.fillna({"a": 0}),
    "missing": lambda f: f.isna(),
    "sorted": lambda f: f.sort_index(),
    "chosen": lambda f: f.filter(regex="a"),
    "piped": lambda f: f.assign(d=lambda g: g["a"]),
    "called": lambda f: f[lambda g: g["a"] == 1],
    "rows called": lambda f: f.loc[lambda g: g["a"] == 1],
    "cells called": lambda f: f.loc[lambda g: g["a"] == 1, "b"],
    "a mask of the frame": lambda f: f.where(PLAIN.notna()),
    "equal": lambda f: f.equals(PLAIN),
    "written": lambda f: f.to_csv(),
    "pickled": lambda f: pickle.loads(pickle.dumps(f)),
    "copied to the ground": copy.deepcopy,
    "in place": lambda f: f.fillna({"b": "z"}, inplace=True),
    "to another type": lambda f: f.astype("object"),
    "a new frame": pd.DataFrame,
    "queried": lambda f: f.query("a == 1"),
    "popped": lambda f: f.pop("a"),
    "wide": lambda f: f.melt(),
    "items": lambda f: [series for _, series in f.items()],
    "first rows": lambda f: f.head(1),
    "an index of columns": lambda f: f.set_index("a"),
}


@pytest.mark.parametrize("name", ALL)
def test_all_else_reads_every_column_and_gives_what_a_plain_frame_gives(frame, told, name):
    found, plain = ALL[name](frame), ALL[name](PLAIN.copy())
    if isinstance(plain, pd.DataFrame | pd.Series):
        assert found.equals(plain)
    assert told() >= ({"a", "b", "c"} if name != "popped" else {"a"})


def test_a_list_of_two_rows_is_no_row_and_column(frame):
    assert frame.loc[["0101", "0301"]].shape == (2, 3)


def test_who_answered_is_told_apart_from_what(frame, told):
    assert frame.notna().equals(PLAIN.notna())
    assert told() == {"?"}


def test_what_is_put_in_is_no_longer_of_the_file(frame, told):
    frame["a"] = 1
    frame.loc[["0101"], "b"] = "z"
    told()
    assert frame["a"].tolist() == [1, 1, 1]
    assert told() == set()
    assert frame["b"].tolist()[:2] == ["z", "y"]
    assert told() == {"b"}


def test_a_change_by_column_is_told_by_column_and_nothing_else_of_it(frame, told):
    doubled = by_column(frame, lambda own: pd.concat([own, own]))
    assert told() == set()
    doubled["c"].sum()
    assert told() == {"c"}
    doubled.notna()
    assert told() == {"a", "b", "c"}


def test_rows_of_a_long_frame_are_told_by_their_value(told):
    long = pd.DataFrame({"unit": ["1", "1", "2"], "variable": ["p", "q", "p"]})
    frame = told_rows(long, told.file)
    assert rows_of(frame, "variable", ["p"]).equals(rows_of(long, "variable", ["p"]))
    assert told() == {"p"}
    assert len(frame) == 3
    assert told() == {"whole"}
    assert len(frame[frame["unit"] == "1"]) == 2
    assert told() == {"whole"}


def test_a_part_has_another_sum_when_and_only_when_it_is_another():
    before = parts_of_columns(PLAIN, "mark")
    other = PLAIN.copy()
    other.loc["0101", "c"] = np.nextafter(0.5, 1)
    after = parts_of_columns(other, "mark")
    assert {name for name in after if after[name] != before[name]} == {"c"}
    other.loc["0301", "b"] = "z"
    after = parts_of_columns(other, "mark")
    assert {name for name in after if after[name] != before[name]} == {"b", "c", "?"}
    changed = [
        parts_of_columns(PLAIN, "another"), parts_of_columns(PLAIN[["b", "a", "c"]], "mark"),
        parts_of_columns(PLAIN.astype({"a": "Int16"}), "mark"),
        parts_of_columns(PLAIN.set_axis(["1", "2", "3"]).rename_axis("unit"), "mark"),
    ]  # fmt: skip
    assert all(one[""] != before[""] for one in changed)
    long = pd.DataFrame({"unit": ["1", "1", "2"], "variable": ["p", "q", "p"], "status": "blank"})
    told = parts_of_rows(long.assign(status=["blank", "blank", "x"]), "variable")
    assert told["p"] != parts_of_rows(long, "variable")["p"]
    assert told["q"] == parts_of_rows(long, "variable")["q"]
