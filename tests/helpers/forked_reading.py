"""Binary files read in a fork of this process, which has imported what reads them."""

import os
import signal
import subprocess
import traceback
from pathlib import Path

from is248.survey import (  # noqa: F401 - warm
    read_apart,
    read_excel,
    read_parquet,
    read_statistics,
    reading_child,
)

NEW_PROCESS = read_apart.ask


def forked(arguments):
    """In place of a new process that reads a file: a fork of this one, with the same limits."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_PROF, 0)
        os.dup2(tell, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a library's last words
        code = 1
        try:
            with open(1, "w", closefd=False) as reading_child.sys.stdout:
                what, path, largest, sheet = arguments
                reading_child.main(what, Path(path), int(largest), sheet)
            code = 0
        except SystemExit as leaving:
            code = leaving.code
        except BaseException:  # noqa: BLE001 - would be told as a damaged file: it is our fault
            Path(arguments[1]).with_suffix(".fault").write_text(traceback.format_exc())
        finally:
            os._exit(code)
    os.close(tell)
    with os.fdopen(told, "rb") as stream:
        content = stream.read()
    _, status = os.waitpid(child, 0)
    fault = Path(arguments[1]).with_suffix(".fault")
    if fault.exists():
        said = fault.read_text()
        fault.unlink()
        raise AssertionError(said)
    return subprocess.CompletedProcess(arguments, os.waitstatus_to_exitcode(status), content)


def forked_without_threads(arguments):
    """A fork where that is safe: Arrow, which reads Parquet, has threads that a fork lacks."""
    ask = NEW_PROCESS if arguments[1].lower().endswith(".parquet") else forked
    return ask(arguments)
