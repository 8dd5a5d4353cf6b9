"""`python -m bench NAME --json`: one benchmark, one JSON object on stdout, progress on stderr."""

from __future__ import annotations

import json
import sys
from importlib import import_module

NAMES = {"ingest": "bench.ingest", "import": "bench.imports", "desk": "bench.desk", "language": "bench.language"}
"""What can be measured → the module whose `run()` measures it."""


def main(arguments: list[str]) -> int:
    """Run one benchmark. Returns the exit code: 2 for a name that is none."""
    names = [each for each in arguments if each != "--json"]
    if len(names) != 1 or names[0] not in NAMES:
        print(f"usage: python -m bench {'|'.join(NAMES)} [--json]", file=sys.stderr)  # noqa: T201
        return 2
    figures = import_module(NAMES[names[0]]).run()
    print(json.dumps(figures, indent=None if "--json" in arguments else 2))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
