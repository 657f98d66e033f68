"""nbformat, imported without a second of work that no notebook needs.

jsonschema compiles a grammar of international addresses when it finds the package for it, as it
does wherever JupyterLab is installed. The schema of notebooks has no such addresses.
"""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

GRAMMAR = "rfc3987_syntax"


@contextlib.contextmanager
def _without(name: str) -> Iterator[None]:
    """Hide a package from those who would use it if it were there; one in use stays."""
    hidden = sys.modules.setdefault(name, None) is None  # type: ignore[arg-type]
    try:
        yield
    finally:
        if hidden:
            del sys.modules[name]


with _without(GRAMMAR):
    import nbformat

__all__ = ["nbformat"]
