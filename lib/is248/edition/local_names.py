"""Functions with their local names taken away: what those are called changes no result."""

from __future__ import annotations

import ast
import pickle

from is248.base.code_blocks import Function, declared

_TELLING = frozenset({"locals", "vars", "eval", "exec", "dir", "query"})
"""What sees local names: where a function mentions any, they stand as they are."""


def local_names_apart(function: Function) -> Function:
    """A function whose local variables are numbered, in the order in which they are first set.

    Only names that the function itself sets in plain assignments, loops and the like, and never in
    another way, are numbered: each of them is then the same variable wherever it stands.
    """
    if sees_local_names(function):
        return _copied(function)
    numbers = {name: f"${at}" for at, name in enumerate(_own(function))}
    made, numbered = _copied(function), _Numbered(numbers)
    made.body = [numbered.visit(one) for one in made.body]  # arguments are another scope's
    return made


def _copied(function: Function) -> Function:
    made: Function = pickle.loads(pickle.dumps(function))  # noqa: S301 - five times deepcopy's pace
    return made


def sees_local_names(function: Function) -> bool:
    """Whether a function mentions anything that sees local names."""
    return bool(_TELLING & _mentioned(function))


def _mentioned(function: Function) -> set[str]:
    nodes = [*ast.walk(function)]
    names = {one.id for one in nodes if isinstance(one, ast.Name)}
    return names | {one.attr for one in nodes if isinstance(one, ast.Attribute)}


def _own(function: Function) -> dict[str, None]:
    """The names that are set by the function's own statements, without those set otherwise."""
    found: dict[str, None] = {}
    for node in (one for line in function.body for one in _of_function(line)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.setdefault(node.id)
    other = _set_otherwise(function)
    return {name: None for name in found if name not in other}


def _of_function(node: ast.AST) -> list[ast.AST]:
    """What stands in a function in order, without what has names of its own."""
    found = [node]
    if not isinstance(node, Function | ast.ClassDef | ast.Lambda | ast.comprehension):
        for one in ast.iter_child_nodes(node):
            found += _of_function(one)
    return found


def _set_otherwise(function: Function) -> set[str]:
    """Arguments, imports, functions, errors that are caught, and what is declared elsewhere's."""
    inner = [one for line in function.body for one in ast.walk(line)]
    classes = [one for one in inner if isinstance(one, ast.ClassDef)]
    within = {n.id for one in classes for n in ast.walk(one) if isinstance(n, ast.Name)}
    arguments = {one.arg for one in ast.walk(function) if isinstance(one, ast.arg)}
    return within.union(arguments, *map(declared, inner))


class _Numbered(ast.NodeTransformer):
    def __init__(self, numbers: dict[str, str]) -> None:
        self._numbers = numbers

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """A name, numbered when it is a local variable."""
        node.id = self._numbers.get(node.id, node.id)
        return node
