"""``python -m is248``."""

import sys

from is248.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
