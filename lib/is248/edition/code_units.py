"""The definitions of is248's modules, and a sum over what each does.

A run depends on the functions that it called, on what its modules did when they were imported, and
on the constants that any of those mention (:mod:`is248.base.calls` tells which were called). Left
out of the sums is what cannot change a result: docstrings, comments, places, annotations of
functions. A new function changes nothing until something that counts is changed to call it.
"""

from __future__ import annotations

import ast
import builtins
import copy
import hashlib
from collections.abc import (
    Iterable,  # noqa: TC003 - kept beside the code
    Iterator,  # noqa: TC003
    Mapping,  # noqa: TC003
)
from dataclasses import dataclass, field
from functools import lru_cache

BODY = "<module>"
"""The unit of what a module does when it is imported."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class ModuleCode:
    """A module.

    Attributes:
        functions: Name (``Class.method`` for methods) → sum and the names that it mentions.
        constants: Name → sum, of what is set to a plain value.
        body: The same as for a function, of all else that happens at import.
    """

    functions: Mapping[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    body: tuple[str, frozenset[str]] = ("", frozenset())

    def unit(self, name: str) -> tuple[str, frozenset[str]] | None:
        """Sum and mentions of a function or of :data:`BODY`; None when there is none."""
        return self.body if name == BODY else self.functions.get(name)


@lru_cache(maxsize=1024)
def module_code(source: str) -> ModuleCode:
    """The units of a module.

    Args:
        source: Its text.

    Returns:
        Its code. Functions of one name in a class or module are one unit.

    Raises:
        SyntaxError: It is not Python.
    """
    tree = ast.parse(source)
    bare = [_Bare().visit(one) for one in tree.body if not _for_types(one)]
    functions: dict[str, list[ast.AST]] = {}
    for name, node in _functions(bare):
        functions.setdefault(name, []).append(node)
    constants = {name: value for one in bare for name, value in _constants(one)}
    rest = [_head(one) for one in bare if not [*_constants(one)]]
    return ModuleCode(
        {name: _summed(nodes) for name, nodes in functions.items()},
        {name: _digest(ast.dump(value)) for name, value in constants.items()},
        _summed([*_shadowing(bare), *filter(None, rest)]),
    )


def _for_types(node: ast.stmt) -> bool:
    """Whether a statement is for type checkers alone."""
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def _functions(body: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    for node in body:
        if isinstance(node, Function):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{name}", one) for name, one in _functions(node.body))


def _constants(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """Names that a statement sets to a plain value, and does nothing else."""
    if isinstance(node, ast.Assign) and all(isinstance(one, ast.Name) for one in node.targets):
        names, value = [one.id for one in node.targets if isinstance(one, ast.Name)], node.value
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        names, value = [node.target.id], node.value
    else:
        return
    if _plain(value):
        yield from ((name, value) for name in names)


def _plain(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, RecursionError):
        return False
    return True


def _head(node: ast.stmt) -> ast.stmt | None:
    """What a statement does at import; of a class its fields, bases and the names of methods."""
    if isinstance(node, Function):
        return None if not node.decorator_list else _declared(node)
    if not isinstance(node, ast.ClassDef):
        return node
    head = copy.copy(node)
    head.body = [_declared(one) if isinstance(one, Function) else one for one in node.body]
    head.body = [_nested(one) for one in head.body]
    return head


def _nested(node: ast.stmt) -> ast.stmt:
    return (_head(node) or node) if isinstance(node, ast.ClassDef) else node


def _declared(node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
    """A function's name and decorators: a method may stand before another class's."""
    made = copy.copy(node)
    made.body, made.args = [ast.Pass()], ast.arguments([], [], None, [], [], None, [])
    return made


def _shadowing(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Functions that stand before a builtin or before what is imported under their name."""
    taken = {*dir(builtins)} | {
        alias.asname or alias.name
        for one in body
        if isinstance(one, ast.Import | ast.ImportFrom)
        for alias in one.names
    }
    yield from (_declared(one) for one in body if isinstance(one, Function) and one.name in taken)


class _Bare(ast.NodeTransformer):
    """Takes away what cannot change a result."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A function without docstring and annotations."""
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        """The same of an asynchronous one."""
        return self._function(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """A class without docstrings; its annotations are its fields."""
        self.generic_visit(node)
        node.body = _without_texts(node.body)
        return node

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.body = _without_texts(node.body)
        node.returns = None if not node.decorator_list else node.returns
        for argument in ast.walk(node.args) if not node.decorator_list else ():
            if isinstance(argument, ast.arg):
                argument.annotation = None
        return node


def _without_texts(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements but those that are a text alone."""
    return [one for one in body if not _is_text(one)] or [ast.Pass()]


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _summed(nodes: Iterable[ast.AST]) -> tuple[str, frozenset[str]]:
    known = [node for node in nodes if not (isinstance(node, ast.stmt) and _is_text(node))]
    text = "\n".join(ast.dump(node) for node in known)
    return _digest(text), frozenset(_mentions(known))


def _mentions(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Names, attributes and imported names; what a text names too, for ``getattr``."""
    for node in (one for top in nodes for one in ast.walk(top)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                yield name
            case ast.Constant(value=str(name)) if name.isidentifier():
                yield name


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
