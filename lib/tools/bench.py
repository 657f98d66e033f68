"""Time a whole year from nothing, several times, with the peak memory of all its processes."""

import json
import os
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


def build(year: str) -> tuple[float, float]:
    """Build the year in an empty folder: seconds, and MiB of all its processes together."""
    with tempfile.TemporaryDirectory() as folder:
        for name in INPUTS:
            shutil.copytree(ROOT / name, Path(folder) / name)
        (Path(folder) / "outputs").mkdir()
        environment = os.environ | {"IS248_ROOT": folder}
        command = [sys.executable, "-m", "is248", "report", year]
        start, peak = time.perf_counter(), 0
        process = psutil.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        while process.poll() is None:
            peak = max(peak, resident(process))
            time.sleep(SAMPLE_SECONDS)
        seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"the build ended with {process.returncode}")
    return seconds, peak / 2**20


def resident(process: psutil.Process) -> int:
    """Bytes resident in a process and all that it started."""
    total = 0
    for each in [process, *process.children(recursive=True)]:
        try:
            total += each.memory_info().rss
        except psutil.NoSuchProcess:  # it ended between the list and the look
            continue
    return total


def main() -> None:
    """Print the figures as JSON."""
    runs = [build(sys.argv[1]) for _ in range(RUNS)]
    seconds = [run[0] for run in runs]
    figures = {
        "year": sys.argv[1],
        "runs": RUNS,
        "seconds": {
            "min": round(min(seconds), 1),
            "median": round(statistics.median(seconds), 1),
            "max": round(max(seconds), 1),
        },
        "peak_mib_all_processes": round(max(run[1] for run in runs)),
    }
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
