"""What Papermill finds of us among the packages installed: the warm engine, imported when used.

Papermill loads all entry points while it is imported itself; a module that imports Papermill would
be loaded half made whenever it comes first.
"""

from __future__ import annotations

from typing import Any


class _Later:
    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - Papermill has no types
        from is248.edition.warm_engine import WarmEngine

        return getattr(WarmEngine, name)


engine = _Later()
"""The engine, as Papermill asks for it."""
