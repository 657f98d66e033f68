"""Papermill's engine ``is248``: a notebook is run by a kernel in the process that runs Papermill.

Parameters, outputs, errors and times are Papermill's and nbclient's own. It is meant for a process
that ends with the notebook, as IPython stays where it has been: see :mod:`is248.edition.pool`.
"""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine, papermill_engines

from is248.edition.inner_kernel import InnerKernel

NAME = "is248"


class WarmEngine(NBClientEngine):  # type: ignore[misc]  # Papermill has no types
    """Papermill's engine for notebooks that are run in the process itself."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **settings: Any) -> None:  # noqa: ANN401
        """Run a notebook as Papermill's own engine does, with our kernel.

        Args:
            nb_man: Papermill's keeper of the notebook.
            kernel_name: The kernel that the notebook asks for.
            **settings: As Papermill's own.
        """
        kernel = InnerKernel(settings.get("execution_timeout"))
        try:
            super().execute_managed_notebook(nb_man, kernel_name, km=kernel, **settings)
        finally:
            kernel.close()


papermill_engines.register(NAME, WarmEngine)
