"""The gate against known weaknesses: every pin of the locks must have been looked up, and none may be known to be weak.

pip-audit alone is not a gate: what its service does not know it skips, says so in a table, and exits 0.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

WEAK, UNAUDITED = 1, 2


def pins_of(lock: Path) -> set[str]:
    """`name==version` of every pin that this machine would install."""
    lines = [line.rstrip(" \\") for line in lock.read_text("utf-8").splitlines() if line[:1].isalnum()]
    wanted = [Requirement(line) for line in lines]
    return {
        f"{canonicalize_name(one.name)}{one.specifier}" for one in wanted if one.marker is None or one.marker.evaluate()
    }


def report_on(lock: Path, service: list[str]) -> tuple[list[dict[str, Any]], str]:
    """pip-audit's findings, one for each package, and what it complained of."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--no-deps", "--disable-pip"]
    run = subprocess.run(
        [*command, "--format", "json", "--progress-spinner", "off", *service],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        return json.loads(run.stdout)["dependencies"], run.stderr
    except (ValueError, KeyError):
        return [], run.stderr


def audit(lock: Path, service: list[str]) -> int:
    findings, complaint = report_on(lock, service)
    # What was skipped has no version, only a reason.
    seen = {f"{canonicalize_name(one['name'])}=={one['version']}": one["vulns"] for one in findings if "vulns" in one}
    weak = {pin: found for pin, found in seen.items() if found}
    unaudited = pins_of(lock) - seen.keys()
    for pin, found in sorted(weak.items()):
        names = ", ".join(one["id"] for one in found)
        print(f"{lock.name}: {pin} is known to be weak: {names}")
    if unaudited:
        last = complaint.strip().splitlines()[-1:] or [""]
        print(f"{lock.name}: {len(unaudited)} pins could not be audited: {', '.join(sorted(unaudited)[:5])}… {last[0]}")
    print(f"{lock.name}: {len(seen)} audited, {len(weak)} weak, {len(unaudited)} not audited")
    return WEAK if weak else UNAUDITED if unaudited or not seen else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("locks", nargs="+", type=Path)
    parser.add_argument("--osv-url", help="ask this service (OSV's shape) instead of the package index")
    chosen = parser.parse_args()
    service = ["--vulnerability-service", "osv", "--osv-url", chosen.osv_url] if chosen.osv_url else []
    return max(audit(lock, service) for lock in chosen.locks)


if __name__ == "__main__":
    sys.exit(main())
