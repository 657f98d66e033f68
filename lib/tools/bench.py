"""Time a whole year from nothing, several times, with the peak memory of all its processes."""

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

ROOT = Path(__file__).parents[2]
INPUTS = ("params", "data", "notebooks")
RUNS = 3


def build(year: str) -> tuple[float, float]:
    """Build the year in an empty folder: seconds, and MiB of the largest single process."""
    with tempfile.TemporaryDirectory() as folder:
        for name in INPUTS:
            shutil.copytree(ROOT / name, Path(folder) / name)
        (Path(folder) / "outputs").mkdir()
        environment = os.environ | {"IS248_ROOT": folder}
        start = time.perf_counter()
        command = [sys.executable, "-m", "is248", "report", year]
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - start
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    """Print the figures as JSON."""
    runs = [build(sys.argv[1]) for _ in range(RUNS)]
    seconds = [run[0] for run in runs]
    figures = {
        "year": sys.argv[1],
        "runs": RUNS,
        "seconds": {"median": round(statistics.median(seconds), 1), "max": round(max(seconds), 1)},
        "largest_process_mib": round(max(run[1] for run in runs)),
    }
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
