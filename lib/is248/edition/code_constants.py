"""What modules and classes set to values that nothing happens for: known by name, one by one.

To make such a value reads names and nothing else, so the module does the same at import whatever
the value is; who uses it mentions its name, or for a field the name of its class.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import copy
import re
from collections.abc import (
    Iterator,  # noqa: TC003 - kept beside the code
    Sequence,  # noqa: TC003
)
from typing import Any

_DISPLAYS = (ast.Tuple, ast.List, ast.Set)
_HARMLESS = frozenset({"frozenset", "tuple", "set", "list"})
"""Builtins that are given a display of texts and numbers."""

_MARK = ast.Constant("\0")
"""Stands where a field's value was; no text can, as each text is such a value."""

Values = dict[str, list[ast.AST]]


def without_constants(body: Sequence[ast.stmt]) -> tuple[Values, list[ast.stmt]]:
    """The constants of a module, and its statements without them.

    Args:
        body: The statements.

    Returns:
        Name → what it is set to; the rest, where fields of classes have a mark for a value, and
        where a constant that is read at import still has its place.
    """
    found: Values = {}
    rest: list[ast.stmt] = []
    taken = {*dir(builtins)} | {name for node in body for name in _bound(node)}
    bound, read = {*dir(builtins)}, _read_at_import(body)
    for node in body:
        names, value = _set(node)
        if value and not taken & {*names} and _plain(value, bound):
            for name in names:
                found.setdefault(name, []).append(value)
            places = (ast.Constant(f"={name}") for name in names if name in read)
            rest += [ast.Expr(ast.Tuple([one], ast.Load())) for one in places]
        else:
            rest.append(_without_fields(node, found) if isinstance(node, ast.ClassDef) else node)
        bound.update(names or _bound(node))
    return found, rest


def _read_at_import(body: Sequence[ast.stmt]) -> set[str]:
    """Names that stand anywhere but in functions' bodies."""
    found: set[str] = set()
    left: list[ast.AST] = [*body]
    while left:
        node = left.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.add(node.id)
        inner = ast.iter_child_nodes(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = iter([*node.decorator_list, node.args])
        left += inner
    return found


def _set(node: ast.stmt) -> tuple[list[str], ast.expr | None]:
    """Names that a statement sets, and does nothing else; and to what."""
    if isinstance(node, ast.Assign) and all(isinstance(one, ast.Name) for one in node.targets):
        return [one.id for one in node.targets if isinstance(one, ast.Name)], node.value
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        return [node.target.id], node.value
    return [], None


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (one.asname or one.name.partition(".")[0] for one in node.names)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name


def _plain(value: ast.expr, bound: set[str]) -> bool:
    """Whether to make a value cannot fail or do anything: literals, and displays of names."""
    match value:
        case ast.Name(id=name):
            return name in bound
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return all(_plain(one, bound) for one in parts)
        case ast.Dict(keys=keys, values=parts) if all(isinstance(k, ast.Constant) for k in keys):
            return all(_plain(one, bound) for one in parts)
        case ast.Call(func=called, args=given, keywords=[]):
            return _harmless(called, given, bound)
    return _literal(value)


def _harmless(called: ast.expr, given: list[ast.expr], bound: set[str]) -> bool:
    match called:
        case ast.Name(id=name) if name in _HARMLESS and len(given) == 1:
            return isinstance(given[0], _DISPLAYS) and _literal(given[0])
        case ast.Attribute(value=ast.Name(id="re"), attr="compile"):
            return "re" in bound and _pattern(given)
    return False


def _literal(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, RecursionError):
        return False
    return True


def _pattern(given: list[ast.expr]) -> bool:
    match given:
        case [ast.Constant(value=str(pattern))]:
            with contextlib.suppress(re.error, RecursionError, OverflowError):
                re.compile(pattern)
                return True
    return False


def _without_fields(node: ast.ClassDef, found: Values) -> ast.ClassDef:
    """A class with marks where fields have a number or a text; of a kind that reads none itself."""
    if not _reads_no_field(node):
        return node
    made = copy.copy(node)
    made.body = []
    for one in node.body:
        names, value = _set(one)
        if value and len(names) == 1 and _is_field(names[0], value):
            found.setdefault(f"{node.name}.{names[0]}", []).append(value)
            made.body.append(_marked(one))
        else:
            made.body.append(one)
    return made


def _marked(field: ast.stmt) -> ast.stmt:
    made: Any = copy.copy(field)
    made.value = _MARK
    return made  # type: ignore[no-any-return]


def _reads_no_field(node: ast.ClassDef) -> bool:
    """Whether a class is a plain one or a dataclass: no enumeration, no model, no other's kind."""
    called = (one.func if isinstance(one, ast.Call) else one for one in node.decorator_list)
    names = {one.id if isinstance(one, ast.Name) else "" for one in called}
    return not node.keywords and not node.bases and names <= {"dataclass"}


def _is_field(name: str, value: ast.expr) -> bool:
    plain = isinstance(value, ast.Constant) and isinstance(value.value, str | int | float | None)
    return plain and not name.startswith("__")
