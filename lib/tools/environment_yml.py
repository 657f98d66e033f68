"""Write environment.yml from requirements.lock: the same pins for conda, mamba and Binder."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([A-Za-z0-9_.-]+==[^ ;\\]+)(?: ; ([^\\]+?))? ?\\?$")


def main() -> None:
    """Write the file."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    python = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [
        "# Made from requirements.lock by `make lock`; a test holds the two together.",
        "name: is248",
        "channels: [conda-forge]",
        "dependencies:",
        f'  - "python{python["requires-python"]}"',
        "  - pip",
        "  - pip:",
    ]
    for line in lock:
        if match := PIN.match(line):
            marker = f" ; {match[2]}" if match[2] else ""
            lines.append(f'      - "{match[1]}{marker}"')
    lines.append("      - -e .")
    (ROOT / "environment.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
