"""Cells run in a fork, and by an ordinary kernel: the same, output by output."""

import json
import os
import re
from pathlib import Path

import nbformat
import papermill
import pytest

from helpers.project import ALPHA, code, write_notebook
from helpers.years import ROOT, copy_inputs, report
from is248.base.paths import Project
from is248.edition.execute import Setting, execute
from is248.edition.forks import Died, fork_server, in_fork
from is248.edition.kernels import environment, variables
from is248.edition.parameters import read_notebook
from is248.edition.pool import ONCE_MORE
from is248.year.params import load_year

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here"),
]

CASES = {
    "streams": (
        # what is written below Python may come too late from an ordinary kernel: give it time
        "import os, subprocess, sys, time",
        "print('a')\nos.system('echo b')\ntime.sleep(0.5)\nprint('c')",
        "print('æ', file=sys.stderr)",
        "print(sys.stdout.isatty(), sys.stdout.encoding, sys.stdin.read())",
        "os.write(1, b'raw\\n')\nos.write(2, b'raw too\\n')\ntime.sleep(0.5)",
        "subprocess.run(['echo', 'sub'])\ntime.sleep(0.5)",
        "print('x' * 3_000_000)",
        "import logging, warnings\nlogging.warning('logged')\nwarnings.warn('warned')",
        "import multiprocessing as mp\n"
        "one = mp.get_context('fork').Process(target=print, args=('from a fork',))\n"
        "one.start(); one.join()",
        "%%bash\necho from bash; echo too >&2",
        "!echo from a shell",
    ),
    "displays": (
        "from IPython.display import HTML, Markdown, clear_output, display",
        "display(HTML('<b>x</b>'), {'a': 1}); 5",
        "shown = display('one', display_id=True); display('two')",
        "shown.update('one, later')",
        "print(1); clear_output(); print(2); display(3)",
        "display({'text/plain': 'p', 'application/json': {'a': [1, 2.5, None]}}, raw=True)",
        "import matplotlib.pyplot as plt\nplt.rcParams['svg.hashsalt'] = '1'\nplt.plot([1, 2]);",
        "import pandas as pd\npd.DataFrame({'a': range(100)})",
        "print('before'); display('between'); print('after')",
        "_, In[-2], len(Out)",
        "get_ipython().run_cell('3 + 3'); get_ipython().run_line_magic('matplotlib', 'inline')",
        "def f(): pass\nf?",
    ),
    "errors": (
        "1 / 0",
        "def down(n): return down(n - 1) if n else 1 / 0\ndown(3)",
        "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError('x') from error",
        "raise ExceptionGroup('both', [ValueError(1), TypeError(2)])",
        "x = (",
        "%no_such_magic",
        "input()",
        "raise KeyboardInterrupt",
        "import sys\nsys.exit(3)",
        "raise SystemExit",
        "class Odd:\n    def __repr__(self): raise ValueError('no repr')\nOdd()",
        "print('still here')",
    ),
    "loops": (
        "import asyncio, contextvars, decimal, threading, time",
        "await asyncio.sleep(0.01)\nprint('awaited')",
        "async def fails():\n    1 / 0\nawait fails()",
        "asyncio.run(asyncio.sleep(0))",
        "later = asyncio.create_task(asyncio.sleep(0.01, 'done'))",
        "await later",
        "decimal.getcontext().prec = 3\nimport numpy as np\nnp.seterr(all='ignore');",
        "decimal.getcontext().prec, np.geterr()['divide']",
        "one = threading.Thread(target=lambda: print('from a thread'))\none.start(); one.join()",
        "threading.Thread(target=time.sleep, args=(600,)).start()\nprint('left behind')",
        "import os\nos.getcwd(), __name__, get_ipython().__class__.__name__, sorted(vars())[:9]",
    ),
}


@pytest.fixture(scope="module", autouse=True)
def found():
    """A fork finds the functions of this module."""
    here = [str(Path(__file__).parent), str(ROOT / "tests"), os.environ.get("PYTHONPATH")]
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, here)))
        yield


@pytest.fixture(scope="module")
def forks(found):  # noqa: ARG001 - pytest wants it by name
    modules = (
        "pandas",
        "matplotlib.pyplot",
        "is248.edition.chapter_files",
        "is248.edition.warm_engine",
    )
    with fork_server(modules) as context:
        yield context


def run(project, *, warm):
    """What the cells of a chapter showed, as they showed it, and how it ended."""
    chapter = load_year(2016, project).chapter("alpha")
    notebook = read_notebook(project, "alpha")
    done = execute(project, chapter, notebook, {"year": 2016}, setting=Setting(warm=warm))
    cells = [(count, pieces(outputs)) for count, outputs in done.cells]
    why = done.failure and (done.failure.cell, done.failure.ename, done.failure.message)
    return json.loads(plain(json.dumps(cells))), why, plain(nbformat.writes(done.notebook))


def pieces(outputs):
    """Outputs; neighbouring pieces of a stream as one, for how it was cut depends on the clock."""
    found = []
    for output in outputs:
        if found and output.get("name") and output["name"] == found[-1].get("name"):
            found[-1]["text"] += output["text"]
        else:
            found.append(dict(output))
    return found


def plain(text):
    """Without numbers of processes and addresses in memory."""
    return re.sub(r"0x[0-9a-f]{6,}", "0x", re.sub(r"ipykernel_\d+", "ipykernel", text))


def both(project, forks):
    with variables({"PYTEST_CURRENT_TEST": None}):  # ipykernel does less where it finds it
        return in_fork(forks, run_warm, project), run(project, warm=False)


def run_warm(project):
    return run(project, warm=True)


@pytest.mark.parametrize("case", CASES)
def test_cells_show_the_same(project, forks, case):
    cells = [code(source, "raises-exception") for source in CASES[case]]
    write_notebook(project, "alpha", *ALPHA[:1], *cells)
    ours, theirs = both(project, forks)
    for source, mine, other in zip(("", *CASES[case]), ours[0], theirs[0], strict=True):
        assert mine == other, source
    assert ours == theirs
    assert len(ours[0]) == len(cells) + 1
    assert any(outputs for _, outputs in ours[0])


@pytest.mark.parametrize("last", ["1 / 0", "import sys\nsys.exit(2)", "await later()"])
def test_a_chapter_that_fails_does_so_alike(project, forks, last):
    write_notebook(project, "alpha", *ALPHA[:1], code("print(1)"), code(last), code("print(2)"))
    ours, theirs = both(project, forks)
    assert ours == theirs
    assert ours[1][0] == 3


@pytest.mark.parametrize(
    "death", ["os._exit(3)", "os.kill(os.getpid(), 9)", "os.kill(os.getpid(), 15)"]
)
def test_a_cell_that_takes_its_process_along(project, forks, death):
    """The fork is gone; that is for the pool, which lets an ordinary kernel tell of the cell."""
    write_notebook(project, "alpha", *ALPHA[:1], code(f"import os\n{death}"))
    with pytest.raises(Died):
        in_fork(forks, run_warm, project)
    assert run(project, warm=False)[1][:2] == (2, "DeadKernelError")


SLOW = "import time\nprint('begun')\ntime.sleep(30)"
STUBBORN = (
    "import time\nfor _ in range(3):\n    try:\n        time.sleep(30)\n"
    "    except KeyboardInterrupt:\n        print('no')"
)


def timed(project, scratch, source, **settings):
    """A notebook with a limit for its cells: what it showed, and what ended it."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    output = scratch / "timed.ipynb"
    with environment(project, scratch, None):
        try:
            papermill.execute_notebook(
                notebook, str(output), kernel_name="python3", progress_bar=False,
                execution_timeout=1, shutdown_kernel="immediate", **settings,
            )  # fmt: skip
            why = None
        except Exception as error:  # noqa: BLE001 - whatever it is, it is compared
            why = type(error).__name__
    cells = nbformat.read(output, as_version=4).cells
    return why, [pieces(cell.outputs) for cell in cells if cell.cell_type == "code"]


def timed_warm(project, scratch, source, settings):
    from is248.edition.warm_engine import NAME

    return timed(project, scratch, source, engine_name=NAME, **settings)


@pytest.mark.parametrize("source", [SLOW, "import asyncio\nawait asyncio.sleep(3)", STUBBORN])
@pytest.mark.parametrize("settings", [{}, {"interrupt_on_timeout": True}])
def test_a_cell_that_takes_too_long(project, forks, tmp_path, source, settings):
    if source is STUBBORN and settings:
        pytest.skip("nbclient asks an ordinary kernel once only, and waits for ever")
    ours = in_fork(forks, timed_warm, project, tmp_path, source, settings)
    assert ours == timed(project, tmp_path, source, **settings)
    assert ours[0] in {"CellTimeoutError", "PapermillExecutionError"}


def test_forks_draw_different_numbers_unless_told(project, forks):
    drawn = (
        "import random, uuid\nimport numpy as np\n(np.random.rand(), random.random(), uuid.uuid4())"
    )
    write_notebook(
        project, "alpha", *ALPHA[:1], code(drawn), code("np.random.seed(1)\nnp.random.rand()")
    )
    first, second = (in_fork(forks, run_warm, project)[0] for _ in range(2))
    assert first[1] != second[1]
    assert first[2] == second[2]


def test_nothing_of_the_users_is_touched_or_used(project, forks, tmp_path, monkeypatch):
    home = tmp_path / "home"
    startup = home / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "first.py").write_text("print('of the user')\nmine = 1\n", encoding="utf-8")
    (project.root / "statistics.py").write_text(
        "raise ImportError('the wrong one')", encoding="utf-8"
    )
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("IPYTHONDIR", str(home / ".ipython"))
    monkeypatch.chdir(project.root)
    before = sorted(home.rglob("*"))
    write_notebook(
        project,
        "alpha",
        *ALPHA[:1],
        code("import statistics\n'mine' in dir(), statistics.__file__[-13:]"),
    )
    ours, theirs = both(project, forks)
    assert ours == theirs
    assert "(False, 'statistics.py')" in json.dumps(ours[0])
    assert sorted(home.rglob("*")) == before


@pytest.mark.alone
def test_much_output(project, forks):
    """50 MB (200 by hand, see decision 0043): as it was written, and not kept in many copies."""
    much = "line = 'x' * 999_999\nfor _ in range(50):\n    print(line)"
    write_notebook(project, "alpha", *ALPHA[:1], code(much))
    length, most = in_fork(forks, measured, project)
    assert length == 50_000_000
    assert most < 1_000_000_000


def measured(project):
    import resource

    cells, _, _ = run(project, warm=True)
    return len(cells[1][1][0]["text"]), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_a_real_chapter_has_the_same_bytes(tmp_path):
    place = Project(copy_inputs(tmp_path))
    files = {}
    for engine in ("warm", "kernel"):
        done = report(place.root, 2015, "--chapter", "outreach", "--fresh", "--engine", engine)
        assert done.returncode == 0, done.stderr
        assert ONCE_MORE not in done.stdout
        folder = place.outputs / "2015" / "drafts" / "outreach"
        paths = [
            path for path in folder.rglob("*") if path.is_file() and path.name != "run_log.json"
        ]
        files[engine] = {path.relative_to(folder): path.read_bytes() for path in paths}
    assert files["warm"].keys() == files["kernel"].keys()
    assert [name for name, data in files["warm"].items() if data != files["kernel"][name]] == []
