"""A dask scheduler and workers on this machine, for trial: ``make cluster``, ended by Ctrl-C.

It listens on this machine only. docs/cluster.md tells how with SLURM or Kubernetes.
"""

import argparse
import contextlib
import signal
import sys
from importlib.util import find_spec

PORT = 8786


def main() -> int:
    """Start them, say where, and wait."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--port", type=int, default=PORT)
    options = parser.parse_args()
    if find_spec("distributed") is None:
        print("dask is not installed: pip install 'is248[dask]'", file=sys.stderr)
        return 2
    import dask
    from distributed import LocalCluster

    # else each process looks at itself fifty or a hundred times a second: a tenth of a core
    dask.config.set(
        {"distributed.worker.profile.enabled": False, "distributed.admin.tick.interval": "500ms"}
    )
    # one thread a worker: a run sets variables and the folder of its process
    with LocalCluster(
        host="127.0.0.1",
        scheduler_port=options.port,
        n_workers=options.workers,
        threads_per_worker=1,
        dashboard_address=None,
    ) as cluster:
        print(f"is248 report|grid|sheets ... --dask {cluster.scheduler_address}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
    return 0


if __name__ == "__main__":
    sys.exit(main())
