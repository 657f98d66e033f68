"""``is248 lab``: JupyterLab on working copies, which nothing is published from."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

from is248.cli.commands import say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from is248.base.paths import Project
    from is248.edition.workspace import Copy

SOCKET = f"is248-12345678/kernel-{'0' * 36}-ipc-5"
"""A socket of JupyterLab's kernels below the folder for temporary files."""

WORDS_HELP = "ord til JupyterLab, etter --, for eksempel: is248 lab -- --no-browser"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Words for JupyterLab."""
    parser.add_argument("words", metavar="ORD", nargs="*", help=WORDS_HELP)


def run(options: argparse.Namespace, project: Project) -> int:
    """Make the copies, and open JupyterLab where they are until the user closes it."""
    from is248.edition.kernels import room
    from is248.edition.workspace import fill_workspace

    say(told(fill_workspace(project)))
    sys.stdout.flush()
    with tempfile.TemporaryDirectory(
        prefix="is248-", dir=room(SOCKET), ignore_cleanup_errors=True
    ) as place:
        done = subprocess.run(  # noqa: S603 - the words are the user's own
            command(project, options.words),
            check=False,
            cwd=project.workspace,
            env=os.environ | {"JUPYTER_RUNTIME_DIR": place},
        )
    return done.returncode


def command(project: Project, words: Sequence[str]) -> list[str]:
    """The words that start JupyterLab."""
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    place = f"--ServerApp.root_dir={project.workspace}"
    # its kernels talk through sockets in a folder of the user's, as those of a run
    sockets = ["--KernelManager.transport=ipc"] if os.name == "posix" else []
    return [sys.executable, "-m", "jupyterlab", place, *sockets, *root, *words]


def told(copies: Sequence[Copy]) -> list[str]:
    """What the user should know of the copies."""
    behind = [copy.name for copy in copies if copy.state == "behind"]
    lines = [
        "Arbeidskopiene ligger i workspace/. Det du endrer der, kommer aldri med i rapporten; "
        "kopier det tilbake til notebooks/ når det skal det."
    ]
    if behind:
        lines.append(
            f"Endret av deg, men originalen er nyere: {', '.join(behind)}. Flytt eller slett "
            "kopien for å få den nye."
        )
    return lines
