"""Time a whole year from nothing, several times: seconds, processor time and peak memory.

Usage: ``python lib/tools/bench.py YEAR [ARGUMENT...]``; arguments go to ``is248 report``, such as
``--jobs 1`` or ``--chapter housing``. Processor time is that of all processes together; unlike the
seconds it hardly depends on what else the machine does.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
INPUTS = ("params", "data", "notebooks")
RUNS = 5
SAMPLE_SECONDS = 0.05


def build(arguments: list[str]) -> tuple[float, float, float]:
    """Build in an empty folder: seconds, processor seconds, and MiB of all processes together."""
    with tempfile.TemporaryDirectory() as folder:
        for name in INPUTS:
            shutil.copytree(ROOT / name, Path(folder) / name)
        (Path(folder) / "outputs").mkdir()
        environment = os.environ | {"IS248_ROOT": folder}
        command = [sys.executable, "-m", "is248", "report", *arguments]
        start, before, peak = time.perf_counter(), processor_seconds(), 0
        process = psutil.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        while process.poll() is None:
            peak = max(peak, resident(process))
            time.sleep(SAMPLE_SECONDS)
        seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"the build ended with {process.returncode}")
    return seconds, processor_seconds() - before, peak / 2**20


def processor_seconds() -> float:
    """Processor time of all that this process started and that has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def resident(process: psutil.Process) -> int:
    """Bytes resident in a process and all that it started."""
    total = 0
    for each in [process, *process.children(recursive=True)]:
        try:
            total += each.memory_info().rss
        except psutil.NoSuchProcess:  # it ended between the list and the look
            continue
    return total


def spread(values: list[float]) -> dict[str, float]:
    """The lowest, the median and the highest."""
    named = {"min": min(values), "median": statistics.median(values), "max": max(values)}
    return {name: round(value, 1) for name, value in named.items()}


def main() -> None:
    """Print the figures as JSON."""
    runs = [build(sys.argv[1:]) for _ in range(RUNS)]
    figures = {
        "report": sys.argv[1:],
        "runs": RUNS,
        "seconds": spread([run[0] for run in runs]),
        "processor_seconds": spread([run[1] for run in runs]),
        "peak_mib_all_processes": round(max(run[2] for run in runs)),
    }
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
