"""What stands in code and does nothing, taken away."""

from __future__ import annotations

import ast
import copy
from typing import TYPE_CHECKING

from is248.edition.local_names import sees_local_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from is248.base.code_blocks import Function


def without_nothing(nodes: Iterable[ast.AST]) -> list[ast.AST]:
    """Code without ``pass`` and without assertions of a constant that holds; changed in place."""
    doing = _Doing()
    return [kept for node in nodes if (kept := doing.visit(node)) is not None]


class _Doing(ast.NodeTransformer):
    def visit_Pass(self, _: ast.Pass) -> None:
        """Nothing."""

    def visit_Assert(self, node: ast.Assert) -> ast.AST | None:
        """Nothing, where it is a constant that holds."""
        holds = isinstance(node.test, ast.Constant) and bool(node.test.value)
        return None if holds else node


def without_unread(function: Function) -> tuple[Function, list[str]]:
    """A function without its last arguments that nobody reads, and the names of those.

    They have a constant when they are left out. Whoever calls the function calls it as well when
    there is one more of them; not when one is gone.
    """
    given = function.args
    if given.vararg or given.kwarg or function.decorator_list or sees_local_names(function):
        return function, []
    read = {one.id for one in ast.walk(function) if isinstance(one, ast.Name)}
    args, defaults = [*given.args], [*given.defaults]
    while args and defaults and _is_unread(args[-1], defaults[-1], read):
        args, defaults = args[:-1], defaults[:-1]
    named = [*zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    named = [one for one in named if not _is_unread(*one, read)]
    made, made_args = copy.copy(function), copy.copy(given)
    made_args.args, made_args.defaults = args, defaults
    made_args.kwonlyargs = [one for one, _ in named]
    made_args.kw_defaults = [default for _, default in named]
    made.args = made_args
    kept = {*args, *made_args.kwonlyargs}
    return made, [one.arg for one in (*given.args, *given.kwonlyargs) if one not in kept]


def _is_unread(argument: ast.arg, default: ast.expr | None, read: set[str]) -> bool:
    return isinstance(default, ast.Constant) and argument.arg not in read
