"""When prepared answers are made again."""

import re

import pytest

from is248.survey import freshness


@pytest.fixture
def code(tmp_path, monkeypatch):
    """The sum over code that prepares, after a module has been changed."""
    monkeypatch.setattr(freshness, "PACKAGE", tmp_path)

    def changed(name):
        before = freshness.code_sum()
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n")
        return freshness.code_sum() != before

    return changed


@pytest.mark.parametrize(
    ("module", "counts"),
    [
        ("survey/mapping/rules.py", True),
        ("base/numbers.py", True),
        ("register/reforms.py", True),
        ("year/labels.py", True),
        ("chapter/grids.py", False),
        ("stats/design.py", False),
    ],
)
def test_the_code_that_may_prepare_answers_counts(code, module, counts):
    assert code(module) == counts


def test_what_prepares_imports_no_other_room():
    imported = re.compile(r"^ *(?:from|import) is248\.(\w+)", re.MULTILINE)
    texts = (path.read_text(encoding="utf-8") for path in freshness.sources())
    assert {room for text in texts for room in imported.findall(text)} == {*freshness.ROOMS}
