"""The whole campaign: ``make fuzz`` (``ARGS="--seed 7"``). With faults listed it ends with 1."""

import argparse
import collections
import contextlib
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).resolve().parents[2])]

from runs import HOSTILE, Campaign  # noqa: E402 - found below the path above

COUNTS = {".csv": 5_000, ".xlsx": 1_000, ".sav": 500, ".dta": 500, ".yml": 500, HOSTILE: 0}


def report(kind, verdicts, seconds):
    """One row of the table in docs/quality.md."""
    codes = collections.Counter(verdict.code for verdict in verdicts)
    checked = sum(verdict.checked for verdict in verdicts)
    slowest = max(verdict.seconds for verdict in verdicts)
    most = max(verdict.mib for verdict in verdicts)
    faults = sum(bool(verdict.fault) for verdict in verdicts)
    told = f"{codes[0]} / {codes[1]} / {codes[2]}"
    return (
        f"| {kind} | {len(verdicts)} | {told} | {checked} | {slowest:.1f} s | {most} MiB | "
        f"{faults} | {seconds:.0f} s |"
    )


def main():
    """Run it, or a part of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--kind", choices=COUNTS, action="append")
    parser.add_argument("--share", type=float, default=1.0, help="part of the full count")
    parser.add_argument("--at", type=int, help="one file alone")
    options = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        campaign = Campaign(folder, options.seed)
        print("| Kind | Files | Exit 0 / 1 / 2 | Totals checked | Slowest | Most | Faults | Took |")
        for kind in options.kind or COUNTS:
            count = round(COUNTS[kind] * options.share)
            if kind == HOSTILE:
                count = len(campaign.hostile)
            numbers = range(count) if options.at is None else [options.at]
            start = time.perf_counter()
            verdicts = []
            with contextlib.suppress(KeyboardInterrupt):  # what was run until then is told
                for verdict in campaign.run(kind, numbers):
                    verdicts.append(verdict)
            print(report(kind, verdicts, time.perf_counter() - start), flush=True)
            for verdict in verdicts:
                if verdict.fault:
                    failed += 1
                    print(f"{kind} no. {verdict.at}: {verdict.fault}", file=sys.stderr, flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
