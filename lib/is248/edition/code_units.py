"""The definitions of is248's modules, and a sum over what each does.

A run depends on the functions that it called and the blocks of them that it reached, on what its
modules did when they were imported, and on the constants that any of those mention
(:mod:`is248.base.calls` tells what was reached). Left out of the sums is what cannot change a
result: docstrings, comments, places, annotations of functions, what local names are called,
and what does nothing (:mod:`is248.edition.nothing_done`). A new function changes nothing until
something that counts is changed to call it.

Constants are names of a module that are set to a value made of nothing but plain values and names
of its own (:mod:`is248.edition.code_constants`), and plain fields of classes, ``Class.field``.
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

from is248.base.code_blocks import Function, divided, is_text, scope_of
from is248.edition.code_constants import without_constants
from is248.edition.local_names import local_names_apart
from is248.edition.nothing_done import without_nothing, without_unread

BODY = "<module>"
"""The unit of what a module does when it is imported."""


@dataclass(frozen=True)
class ModuleCode:
    """A module.

    Attributes:
        functions: Name (``Class.method`` for methods, and with the way to it for a block) → sum
            and the names that it mentions.
        constants: Name → sum and the names that it mentions, of what is set to a plain value.
        body: The same as for a function, of all else that happens at import.
    """

    functions: Mapping[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    constants: Mapping[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
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
    compile(source, "<module>", "exec", dont_inherit=True)  # not all faults are seen by the parser
    body = [_Bare().visit(one) for one in ast.parse(source).body if not _for_types(one)]
    functions: dict[str, list[ast.AST]] = {}
    unread: list[tuple[str, str]] = []
    for name, node in _functions(body):
        read, names = without_unread(node)
        unread += [(name, argument) for argument in names]
        for block, content in _blocks(name, local_names_apart(read)):
            functions.setdefault(block, []).append(content)
    constants, rest = without_constants(body)
    heads = [head for one in rest if (head := _head(one))]
    made = ModuleCode(
        {name: _summed(nodes) for name, nodes in functions.items()},
        {name: _summed(values) for name, values in constants.items()},
        _summed([*_shadowing(body), *heads], at_import=True),
    )
    return _with_unread(made, unread)


def _with_unread(code: ModuleCode, unread: Iterable[tuple[str, str]]) -> ModuleCode:
    """Arguments that nobody reads as constants, mentioned by their functions.

    A run that calls the function rests on those that are there, as it may give them something; one
    more is nothing to it.
    """
    functions, constants = {**code.functions}, {**code.constants}
    for name, argument in unread:
        digest, mentioned = functions[name]
        functions[name] = digest, mentioned | {f"{name.rpartition('.')[2]}={argument}"}
        constants[f"{name}={argument}"] = "unread", frozenset()
    return ModuleCode(functions, constants, code.body)


def _blocks(name: str, node: Function) -> Iterator[tuple[str, ast.AST]]:
    """A function without its blocks, and each block without those in it."""
    _tell_scopes(node)
    inner: list[tuple[str, list[ast.stmt]]] = []
    head = copy.copy(node)
    head.body = _cut(name, node.body, inner)
    yield name, head
    for block, body in inner:
        yield block, ast.Module(body, [])


def _tell_scopes(node: Function) -> None:
    """Put beside each function, as a decorator, what all of its code settles for each line."""
    functions = [one for one in ast.walk(node) if isinstance(one, Function)]
    scopes = [ast.Constant(f"{scope_of(one)}") for one in functions]
    for one, scope in zip(functions, scopes, strict=True):
        one.decorator_list = [*one.decorator_list, scope]


def _cut(name: str, body: list[ast.stmt], cut: list[tuple[str, list[ast.stmt]]]) -> list[ast.stmt]:
    """Statements with nothing where blocks stand in them; what is cut out is put into a list."""
    number = 0

    def taken(block: list[ast.stmt]) -> list[ast.stmt]:
        nonlocal number
        own, number = f"{name}/{number}", number + 1
        cut.append((own, _cut(own, block, cut)))
        return []

    return divided(body, taken)


def _for_types(node: ast.stmt) -> bool:
    """Whether a statement is for type checkers alone."""
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def _functions(body: Iterable[ast.stmt]) -> Iterator[tuple[str, Function]]:
    for node in body:
        if isinstance(node, Function):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{name}", one) for name, one in _functions(node.body))


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
    return [one for one in body if not is_text(one)] or [ast.Pass()]


def _summed(nodes: Iterable[ast.AST], *, at_import: bool = False) -> tuple[str, frozenset[str]]:
    known = [node for node in nodes if not (isinstance(node, ast.stmt) and is_text(node))]
    known = without_nothing(known)
    text = "\n".join(ast.dump(node) for node in known)
    return _digest(text), frozenset(_mentions(known, at_import=at_import))


def _mentions(nodes: Iterable[ast.AST], *, at_import: bool) -> Iterator[str]:
    """Names, attributes and imported names; what a text names too, for ``getattr``.

    To import a name at the head of a module uses nothing yet: who uses it mentions it again, but
    for one that is given another name there.
    """
    for top in nodes:
        of_import = at_import and isinstance(top, ast.ImportFrom)
        for node in ast.walk(top):
            match node:
                case ast.alias(name=name, asname=asname) if not (of_import and asname is None):
                    yield name
                case ast.Name(id=name, ctx=ast.Load() | ast.Del()) | ast.Attribute(attr=name):
                    yield name
                case ast.Constant(value=str(name)) if name.isidentifier():
                    yield name


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
