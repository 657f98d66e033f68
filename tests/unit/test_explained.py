"""Explanations of printed numbers: arithmetic that must hold, and errors that say where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from is248.base.errors import UserError
from is248.base.paths import Project
from is248.printed.explanations import Explanation, explained, holds, in_norwegian


@pytest.mark.parametrize(
    ("arithmetic", "right"),
    [
        ("0.5 + 0.4 + 0.2 = 1.1", True),
        ("0.5 + 0.4 + 0.2 = 1.2", False),
        ("81 / 397 * 100 = 20.4", True),  # 20.403 by hand
        ("81 / 397 * 100 = 20.5", False),
        ("4 * 2.5 < 11", True),
        ("4 * 2.5 > 11", False),
        ("(1 - 3) * 2 = -4", True),
        ("1 / 8 = 0.13", True),  # half up
    ],
)
def test_arithmetic_is_calculated(arithmetic, right):
    assert holds(arithmetic) is right


@pytest.mark.parametrize(
    "arithmetic", ["1.1", "2 = 2", "1 + 1 = 2 = 2", "a + 1 = 2", "f(1) + 1 = 2", "2 ** 3 = 8"]
)
def test_other_forms_are_refused(arithmetic):
    with pytest.raises(ValueError, match=r"wanted|calculated|not arithmetic"):
        holds(arithmetic)


@given(st.integers(-999, 999), st.integers(-999, 999))
def test_any_sum_holds_and_no_other(a, b):
    assert holds(f"{a} + {b} = {a + b}")
    assert not holds(f"{a} + {b} = {a + b + 1}")


def test_it_reads_as_norwegian():
    one = Explanation(
        item="table-14.2", row="total", column="n", reason="Delene gir en annen sum.",
        arithmetic="4 * 2.5 = 10",
    )  # fmt: skip
    assert str(one) == "Delene gir en annen sum (4\u00a0·\u00a02,5\u00a0=\u00a010)."
    assert in_norwegian("-1 / 2 < 3") == "−1\u00a0:\u00a02\u00a0<\u00a03"
    assert in_norwegian("1200.1234 < 30000") == "1\u00a0200,1234\u00a0<\u00a030\u00a0000"
    told = one.model_copy(update={"reason": "Av 1 200 er 7."})
    assert str(told).startswith("Av 1\u00a0200 er 7 (")


def listed(tmp_path, text):
    folder = tmp_path / "params" / "exceptions" / "2016"
    folder.mkdir(parents=True)
    (folder / "housing.yml").write_text(text, encoding="utf-8")
    return explained(2016, Project(tmp_path))


ENTRY = "- {item: statement-7, reason: Delene gir en annen sum enn trykt., arithmetic: 1 + 1 = 2}\n"


def test_they_are_found_by_place(tmp_path):
    assert list(listed(tmp_path, ENTRY)) == [("statement-7", "", "")]
    assert explained(2015, Project(tmp_path)) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ENTRY.replace("= 2", "= 3"), r"housing.yml, oppføring 1: .*does not hold"),
        (ENTRY + ENTRY, "ført to ganger"),
        ("- [", "ikke gyldig YAML"),
        (ENTRY.replace("statement-7", "side 7"), "oppføring 1"),
    ],
)
def test_a_wrong_list_says_where(tmp_path, text, said):
    with pytest.raises(UserError, match=said):
        listed(tmp_path, text)
