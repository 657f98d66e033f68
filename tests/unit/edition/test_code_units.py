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
        ("    return n / of", "    assert True\n    pass\n    return n / of"),
    ],
)
def test_what_cannot_change_a_result_is_left_out(old, new):
    assert changed(old, new) - {"unused"} == set()


@pytest.mark.parametrize(
    ("old", "new", "unit"),
    [
        ("return n / of", "return n // of", "share"),
        ("return n / of", "assert 0; return n / of", "share"),
        ("return n / of", "assert n; return n / of", "share"),
        ("of: int = FEW", "of: int = 11", "share"),
        ("return x", "return x + 1", "Shares.good/0"),
        ("    def good", "    @property\n    def good", "Shares.good"),
        ("FEW: int = 10", "FEW: int = 5", "FEW"),
        ('("a", "b")', '("a", "c")', "NAMES"),
        ("{key: FEW for", "{key: 2 * FEW for", BODY),
        ("level: float = 0.95", "level: float = 0.9", "Shares.level"),
        ("level: float = 0.95", "level: float", BODY),
        ("level: float = 0.95", "level: float = max(FEW, 1)", BODY),
        ("FEW: int = 10", "FEW: int = max(10, 5)", BODY),
        ("NAMES = (", "half_up = (", BODY),
        ("\nclass Shares", "\nshare = 3\n\nclass Shares", BODY),
        ("\nclass Shares", "\nmax = 3\n\nclass Shares", BODY),
        ("FEW: int = 10\nNAMES", "NAMES", BODY),
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


def test_a_constant_that_is_read_at_import_has_its_place():
    late = BEFORE.replace("FEW: int = 10\n", "").replace(
        "\ndef share", "\nFEW: int = 10\ndef share"
    )
    assert digest(module_code(late), BODY) != digest(module_code(BEFORE), BODY)


def test_constants_are_values_that_nothing_happens_for():
    code = module_code("""
import re
from there import thing
A, B = 1, 2
C = D = {"a": (1, thing), "b": [len, thing]}
E = re.compile("[a-z]+")
F = re.compile("[a-z")
G = frozenset({"a"})
H = nothing
I = thing()
J = {thing: 1}
K = re.compile(thing)
def f(x=C): ...
""")
    assert {*code.constants} == {"C", "D", "E", "G"}
    assert {"thing", "len"} <= code.constants["C"][1]


def test_one_more_argument_that_nobody_reads_does_not_count_and_one_less_does():
    """Who gives it something is stopped when it is gone."""
    before, more = (module_code(f"class C:\n    def f(a, b=1{c}):\n        return a + b\n")
                    for c in ("", ", c=3, *, d=None"))  # fmt: skip
    assert digest(before, "C.f") == digest(more, "C.f")
    assert {"f=c", "f=d"} <= more.functions["C.f"][1]
    assert {"C.f=c", "C.f=d"} == {*more.constants}


@pytest.mark.parametrize(
    "text",
    [
        "def f(a, b=1, c=3):\n    return a + b + c",  # read
        "def f(a, c=3, b=1):\n    return a + b",  # another is given in its place
        "def f(a, b=1, c=g()):\n    return a + b",  # made at import
        "def f(a, b=1, c=3, **d):\n    return a + b",  # was among the others before
        "def f(a, b=1, *d):\n    return a + b",
        "@g\ndef f(a, b=1, c=3):\n    return a + b",
        "def f(a, b=1, c=3):\n    return a + b + len(locals())",
        "def f(a, b=1, c=3):\n    return lambda: a + b + c",
        "def f(a, b=1, *, c):\n    return a + b",
    ],
)
def test_other_arguments_count(text):
    before = module_code("def f(a, b=1):\n    return a + b")
    assert digest(module_code(text), "f") != digest(before, "f")
    assert not module_code(text).constants


def test_names_that_are_imported_are_mentioned_where_they_are_used():
    code = module_code("from a import b\nfrom c import d as e\ndef f():\n    from g import h\n")
    assert code.body[1] == {"d"}
    assert "h" in code.functions["f"][1]


# ---- blocks -------------------------------------------------------------------------------------

FUNCTION = """
def f(a):
    for one in a:
        if one > 2:
            few = one
            continue
        b = one
    try:
        g(a)
    except KeyError:
        return 1
    with h() as c:
        if c:
            a = [d for d in a]
    return e
"""


@pytest.mark.parametrize(
    ("old", "new", "units"),
    [
        ("few = one", "few = one + 1", {"f/0/0"}),
        ("few = one\n            continue", "raise few", {"f", "f/0/0"}),
        ("b = one", "b = one + 1", {"f/0/1"}),
        ("one > 2", "one > 3", {"f/0"}),
        ("return 1", "return 2", {"f/1"}),
        ("in a]", "in a if d]", {"f/2/0"}),
        ("if c:", "if not c:", {"f/2"}),
        ("return e", "return e + 1", {"f/2"}),
        ("few = one", "e = few = one", {"f", "f/0/0"}),  # it makes e local everywhere
        ("for d in a]", "for d in a]; d = 1", {"f", "f/2/0"}),
        ("few = one", "few = yield", {"f", "f/0/0"}),
        ("few = one", "from x import e as g; few = one", {"f", "f/0/0"}),
        ("few = one", "global e; few = one", {"f", "f/0/0"}),
        ("few = one", "def e(): pass; few = one", {"f", "f/0/0"}),
        ("few = one", "(lambda: (e := 1))(); few = one", {"f/0/0"}),  # of the lambda alone
        ("few = one", "few = [0 for e in a]", {"f/0/0"}),
        ("few = one", "few = [e := 0 for d in a]", {"f", "f/0/0"}),
        ("as c", "as few", {"f", "f/2"}),
    ],
)
def test_a_block_counts_by_itself_and_what_is_settled_for_all_with_the_function(old, new, units):
    before, after = module_code(FUNCTION), module_code(FUNCTION.replace(old, new))
    assert old in FUNCTION
    names = {*before.functions, *after.functions}
    found = {one for one in names if digest(before, one) != digest(after, one)}
    assert found >= units
    executed = {"f", "f/0", "f/0/0", "f/0/1", "f/1", "f/2", "f/2/0"} - units
    assert not found & executed or "f" in units  # names are numbered anew


def test_what_local_names_are_called_does_not_count():
    def digest_of(text):
        return module_code(text).functions["f"][0]

    one = digest_of(
        "def f(a):\n    b = a\n    c = [x + b for x in a]\n    return lambda d: b + c + d"
    )
    assert one == digest_of(
        "def f(a):\n    q = a\n    z = [x + q for x in a]\n    return lambda d: q + z + d"
    )
    # arguments, globals, what is seen by its name, and a default that is of another scope
    for before, after in (
        ("def f(a):\n    return a", "def f(b):\n    return b"),
        ("def f(a):\n    return b", "def f(a):\n    return c"),
        ("def f(a):\n    b = 1\n    return locals()", "def f(a):\n    c = 1\n    return locals()"),
        ("def f(a):\n    b = 1\n    return f'{b=}'", "def f(a):\n    c = 1\n    return f'{c=}'"),
        ("def f(a=b):\n    b = 1", "def f(a=c):\n    c = 1"),
        (
            "def f(a):\n    b = 1\n    global c\n    c = b",
            "def f(a):\n    b = 1\n    global d\n    d = b",
        ),
        ("def f(a):\n    b = 1; c = 2\n    return b", "def f(a):\n    b = 1; c = 2\n    return c"),
        ("def f(a):\n    b = 1\n    return g(b=b)", "def f(a):\n    c = 1\n    return g(c=c)"),
    ):
        assert digest_of(before) != digest_of(after)


def test_what_a_compiler_refuses_is_refused():
    with pytest.raises(SyntaxError):
        module_code("def f():\n    if g():\n        break\n")


def test_mentions_are_names_attributes_and_texts_that_could_be_names():
    code = module_code("def f(x):\n    return getattr(x.one, 'two')(three, 'not a name')\n")
    assert {"one", "two", "three"} <= code.functions["f"][1]
    assert "not a name" not in code.functions["f"][1]
