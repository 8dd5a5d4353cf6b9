"""A whole import with reading and index on every core, beside the reading of the same posts on one."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.imports import NEWS, whole_way

CORES = 2
"""Of the machine that the bar was set for."""
ONE_CORE = """
import gzip, json, sys, time
from config.catalogues import read_catalogues
from config.reading import standing_reader
from desk.territories import COUNTRY

reads = standing_reader(read_catalogues(None), COUNTRY).read
reads("су жоқ, нет воды")
with gzip.open(sys.argv[1], "rt", encoding="utf-8") as lines:
    texts = [json.loads(line)["text"] for line in lines]
seconds = []
for _ in range(2):
    begun = time.process_time()
    for text in texts:
        reads(text)
    seconds.append(time.process_time() - begun)
print(json.dumps([len(texts) / each for each in seconds]))
"""
"""What one process reads in a second of its own time: words seen for the first time, and all words known."""


def figures() -> dict[str, Any]:
    """Posts a second of `nazar import` to the last searchable post, as a share of CORES times the reading on one core.

    The import meets every word for the first time too, so that is what it is held against; the share of the warm speed
    stands beside it. Left out where the posts are not there.
    """
    if not NEWS.exists():
        return {}
    command = [sys.executable, "-c", ONE_CORE, str(NEWS)]
    first, warm = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    with tempfile.TemporaryDirectory(prefix="nazar-bench-") as folder:
        whole = whole_way(Path(folder), NEWS)
    return {
        "import_of_reading": {"reached": round(whole / (CORES * first), 2), "asked": 0.7, "n": posts()},
        "import_of_warm_reading": round(whole / (CORES * warm), 2),
        "import_posts_per_s": whole,
        "one_core_posts_per_s": {"first_time": round(first), "warm": round(warm)},
    }


def posts() -> int:
    """How many posts the file holds."""
    with gzip.open(NEWS, "rb") as lines:
        return sum(1 for _ in lines)
