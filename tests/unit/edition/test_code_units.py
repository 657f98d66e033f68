"""What of a module's code counts, and what does not: one edit at a time."""

import pytest

from is248.edition.code_units import BODY, module_code

BEFORE = '''"""A module."""
from __future__ import annotations
from typing import TYPE_CHECKING
from is248.base.rounding import half_up
if TYPE_CHECKING:
    from pathlib import Path
FEW: int = 10
NAMES = ("a", "b")
TABLE = {key: FEW for key in NAMES}

def share(n: int, of: int = FEW) -> float:
    """A share."""
    return n / of  # plain

class Shares:
    """Shares."""
    level: float = 0.95
    def good(self, n: int) -> float:
        """The good."""
        def inner(x):
            """Inside."""
            return x
        return inner(share(n))
'''


def changed(old, new):
    """Names of units that are not as they were."""
    before, after = module_code(BEFORE), module_code(BEFORE.replace(old, new))
    assert old in BEFORE
    units = {*before.functions, *after.functions, BODY}
    found = {name for name in units if digest(before, name) != digest(after, name)}
    constants = {*before.constants, *after.constants}
    return found | {c for c in constants if before.constants.get(c) != after.constants.get(c)}


def digest(code, name):
    return (code.unit(name) or ("-",))[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"""A share."""', '"""Something else."""'),
        ('"""Inside."""', '"""Within."""'),
        ('"""Shares."""', '"""Of shares."""'),
        ('"""A module."""', '"""One."""'),
        ("  # plain", "  # a comment"),
        ("return n / of", "return (\n        n / of\n    )"),
        ("n: int, of: int = FEW) -> float", "n: float, of: object = FEW) -> int"),
        ("    from pathlib import Path\n", "    from pathlib import Path, PurePath\n"),
        ("\nclass Shares", "\ndef unused():\n    return 1\n\nclass Shares"),
    ],
)
def test_what_cannot_change_a_result_is_left_out(old, new):
    assert changed(old, new) - {"unused"} == set()


@pytest.mark.parametrize(
    ("old", "new", "unit"),
    [
        ("return n / of", "return n // of", "share"),
        ("of: int = FEW", "of: int = 11", "share"),
        ("return x", "return x + 1", "Shares.good"),
        ("    def good", "    @property\n    def good", "Shares.good"),
        ("FEW: int = 10", "FEW: int = 5", "FEW"),
        ('("a", "b")', '("a", "c")', "NAMES"),
        ("{key: FEW for", "{key: 2 * FEW for", BODY),
        ("level: float = 0.95", "level: float = 0.9", BODY),
        ("level: float =", "level: int =", BODY),
        ("class Shares:", "class Shares(dict):", BODY),
        ("import half_up", "import half_up as up", BODY),
        ("    def good", "    def __len__(self):\n        return 1\n    def good", BODY),
        ("\nclass Shares", "\ndef sorted(x):\n    return x\n\nclass Shares", BODY),
        ("\nclass Shares", "\n@register\ndef new(x):\n    return x\n\nclass Shares", BODY),
    ],
)
def test_what_can_is_seen(old, new, unit):
    assert unit in changed(old, new)


def test_mentions_are_names_attributes_and_texts_that_could_be_names():
    code = module_code("def f(x):\n    return getattr(x.one, 'two')(three, 'not a name')\n")
    assert {"one", "two", "three"} <= code.functions["f"][1]
    assert "not a name" not in code.functions["f"][1]
