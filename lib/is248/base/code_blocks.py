"""The blocks of a function: what is executed only when a branch is taken, a loop runs, and so on.

The same division is made where a function is told to tell of its blocks (:mod:`is248.base.calls`)
and where sums are taken of them, so both call a block by the same name. A block is known by the way
to it: ``/0/1`` is the second block of the first block of the function.
"""

from __future__ import annotations

import ast
import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Change = Callable[[list[ast.stmt]], list[ast.stmt]]

Function = ast.FunctionDef | ast.AsyncFunctionDef
_OF_FUNCTIONS: tuple[type[ast.stmt], ...] = (ast.Return, ast.Raise)
_JUMPS = (*_OF_FUNCTIONS, ast.Break, ast.Continue)
_ALWAYS = {
    ast.With: ("body",), ast.AsyncWith: ("body",),
    ast.Try: ("body", "finalbody"), ast.TryStar: ("body", "finalbody"),
}  # fmt: skip
"""Lists of statements that are executed where their statement is."""

_BRANCHES = ("body", "orelse")
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def divided(body: Sequence[ast.stmt], change: Change) -> list[ast.stmt]:
    """Statements with each block directly below them replaced; they themselves are left alone.

    What follows a statement that may leave in its midst, by ``return`` or the like, is a block too.

    Args:
        body: The statements.
        change: Given a block, what stands in its place; called in the order of the blocks.
    """
    made: list[ast.stmt] = []
    for at, node in enumerate(body):
        made.append(_divided(node, change))
        rest = list(body[at + 1 :])
        if rest and made[-1] is not node and not isinstance(node, Function) and _leaves(node):
            return [*made, *change(rest)]
    return made


def _divided(node: ast.stmt, change: Change) -> ast.stmt:
    always = _ALWAYS.get(type(node), ())
    if not always and not isinstance(
        node, ast.If | ast.For | ast.AsyncFor | ast.While | ast.Match | Function
    ):
        return node
    made: Any = copy.copy(node)
    for name in _BRANCHES:
        if found := getattr(node, name, None):
            setattr(made, name, divided(found, change) if name in always else change(found))
    for name in ("handlers", "cases"):
        if found := getattr(node, name, None):
            setattr(made, name, [_with_body(one, change) for one in found])
    if isinstance(node, ast.Try | ast.TryStar) and node.finalbody:
        made.finalbody = divided(node.finalbody, change)
    return made  # type: ignore[no-any-return]


def _with_body(
    node: ast.ExceptHandler | ast.match_case, change: Change
) -> ast.ExceptHandler | ast.match_case:
    made = copy.copy(node)
    made.body = change(node.body)
    return made


def _leaves(node: ast.AST, jumps: tuple[type[ast.stmt], ...] = _JUMPS) -> bool:
    """Whether a statement may end the block that it stands in, other than by an error."""
    if isinstance(node, jumps):
        return True
    if isinstance(node, ast.For | ast.AsyncFor | ast.While):
        jumps = _OF_FUNCTIONS  # what ends a loop in it does not end what is around it
    below = (one for one in ast.iter_child_nodes(node) if not isinstance(one, ast.expr))
    return any(_leaves(one, jumps) for one in below if not isinstance(one, Function | ast.ClassDef))


def scope_of(function: Function) -> tuple[tuple[str, ...], bool]:
    """What all of a function's code settles for each line of it: its own names, and its kind.

    A name that is set anywhere in a function is its own everywhere in it, and a ``yield`` anywhere
    makes it a generator, also where that line is never reached.
    """
    names: set[str] = set()
    yields = False
    left: list[ast.AST] = [*function.body]
    while left:
        node = left.pop()
        names.update(_bound(node))
        yields = yields or isinstance(node, ast.Yield | ast.YieldFrom)
        if isinstance(node, Function):
            left += [*node.decorator_list, node.args]
        elif isinstance(node, _COMPREHENSIONS):  # its own names are no one else's
            names.update(one.target.id for one in ast.walk(node) if isinstance(one, ast.NamedExpr))
        elif not isinstance(node, ast.ClassDef | ast.Lambda):
            left += ast.iter_child_nodes(node)
    return tuple(sorted(names)), yields


def declared(node: ast.AST) -> Sequence[str]:
    """The names that something other than an assignment gives a meaning in its function."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.ExceptHandler(name=str(name)) | ast.MatchStar(name=str(name)):
            return [name]
        case ast.MatchAs(name=str(name)) | ast.MatchMapping(rest=str(name)):
            return [name]
        case ast.alias(name=name, asname=asname):
            return [asname or name.partition(".")[0]]
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            return names
    return []


def _bound(node: ast.AST) -> Sequence[str]:
    if isinstance(node, ast.Name):
        return [] if isinstance(node.ctx, ast.Load) else [node.id]
    names = declared(node)
    elsewhere = isinstance(node, ast.Global | ast.Nonlocal)
    return [f"{type(node).__name__} {name}" for name in names] if elsewhere else names


def is_text(node: ast.stmt) -> bool:
    """Whether a statement is a text alone, as a docstring is."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
