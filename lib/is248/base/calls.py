"""Which functions of is248 a kernel calls, which of their blocks, and which modules it imports.

Each function, and each block of one (:mod:`is248.base.code_blocks`), tells once that it was
reached: a line put in front of it when the module is imported, the file left as it is. What was
called before a fork counts for all that come of it.
Compiled code with the line is kept in a folder of its own; where it may not be kept, or where the
finder is not in place, nothing is told, and the store of runs takes all code to be called.
"""

from __future__ import annotations

import ast
import builtins
import sys
import zlib
from functools import lru_cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING, Any

from is248.base import code_blocks, observed
from is248.base.code_blocks import Function, divided, is_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import CodeType, ModuleType

PACKAGE = "is248."
TELLER, TOLD = "__is248_called__", "__is248_told__"
KEEP_VARIABLE = "IS248_CALLS"
"""Environment variable that names the folder for compiled code."""

_OF_THE_RUN = ("is248.edition", "is248.cli")
"""Rooms that no chapter uses; import-linter holds them to that."""

ENGINE = tuple(
    f"is248.edition.{name}"
    for name in (
        "execute", "forks", "inner_kernel", "kernels", "normalise", "warm", "warm_engine",
    )
)  # fmt: skip
"""Modules of those rooms that run a chapter's cells: what they do is seen in what cells show."""


def is_of_chapters(module: str) -> bool:
    """Whether what a module of is248 does can be seen in what a chapter's cells show."""
    return module in ENGINE or not module.startswith(_OF_THE_RUN)


def install(keep: str) -> None:
    """Let every module of is248 that is imported from now on tell of its calls.

    Args:
        keep: Folder for the compiled code.
    """
    for name in sorted(sys.modules):  # they cannot tell: all of them counts
        if f"{name}.".startswith(PACKAGE) and is_of_chapters(name):
            observed.imported(name)
            observed.called(f"{name}:*")
    setattr(builtins, TELLER, observed.called)
    setattr(builtins, TOLD, observed.CALLED)
    sys.meta_path.insert(0, _Finder(keep))
    sys.meta_path.append(_NotFound())


class _Finder(MetaPathFinder):
    def __init__(self, keep: str) -> None:
        self._keep = keep

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module with a loader that puts the lines in; None for other packages'."""
        if not name.startswith(PACKAGE) or not is_of_chapters(name):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec and spec.origin and type(spec.loader) is SourceFileLoader:
            spec.loader = _Loader(name, spec.origin, self._keep)
        return spec


class _NotFound(MetaPathFinder):
    """The last that is asked: tells of packages that are looked for in vain."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> None:
        """Nothing."""
        if path is None:
            observed.package(name)


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, keep: str) -> None:
        super().__init__(name, path)
        self._keep = keep

    def exec_module(self, module: ModuleType) -> None:
        """Import it, and tell that it was."""
        observed.imported(module.__name__)
        super().exec_module(module)

    def path_stats(self, path: str) -> dict[str, int]:
        """What compiled code is known by: its source, for a clock may not tell two edits apart."""
        data = self.get_data(path)
        return {"mtime": zlib.crc32(data, _ours()), "size": len(data)}

    def get_code(self, fullname: str) -> CodeType | None:
        """The code, kept apart from that which tells nothing."""
        before, sys.pycache_prefix = sys.pycache_prefix, self._keep
        try:
            return super().get_code(fullname)
        finally:
            sys.pycache_prefix = before

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> CodeType:  # type: ignore[override]  # noqa: ANN401 - as in importlib
        """The code with its lines."""
        tree = ast.parse(data)
        put_tellers(tree.body, self.name, "")
        code: CodeType = compile(tree, path, "exec", dont_inherit=True, optimize=_optimize)
        return code


@lru_cache(maxsize=1)
def _ours() -> int:
    """A sum over what puts the lines in: code with other lines is other code."""
    return zlib.crc32(Path(__file__).read_bytes() + Path(code_blocks.__file__).read_bytes())


def put_tellers(body: Iterable[ast.stmt], module: str, owner: str) -> None:
    """Put a line in front of each function and each of its blocks that tells when it is reached.

    Args:
        body: Statements of a module or a class, changed in place.
        module: The module.
        owner: The classes that they stand in, each with a dot.
    """
    for node in body:
        if isinstance(node, ast.ClassDef):
            put_tellers(node.body, module, f"{owner}{node.name}.")
        elif isinstance(node, Function):
            node.body = _told(node.body, f"{module}:{owner}{node.name}")


def _told(block: list[ast.stmt], name: str) -> list[ast.stmt]:
    """A block with a line in front that tells its name, and the blocks in it with theirs."""
    number = 0

    def told(inner: list[ast.stmt]) -> list[ast.stmt]:
        nonlocal number
        number += 1
        return _told(inner, f"{name}/{number - 1}")

    at = 1 if is_text(block[0]) else 0  # a docstring stays the first
    return [*block[:at], _line(block[0], name), *divided(block[at:], told)]


def _line(node: ast.stmt, name: str) -> ast.stmt:
    """``name in TOLD or TELLER(name)``: to ask first is cheaper in a loop."""
    what = ast.Constant(name)
    known = ast.Compare(what, [ast.In()], [ast.Name(TOLD, ast.Load())])
    call = ast.Call(ast.Name(TELLER, ast.Load()), [what], [])
    line = ast.copy_location(ast.Expr(ast.BoolOp(ast.Or(), [known, call])), node)
    return ast.fix_missing_locations(line)
