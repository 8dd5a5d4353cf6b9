"""A mother process for `test_killed_imports`: everything is loaded once, each import runs in a child to be killed.

Told on stdin: the address of the database and the file, then `go` for each child. Answers `PID`, then `committed` with
the child's first batch, then `ended CODE` (negative: by that signal); to `memory` with the peak of its children in KiB.
"""

import os
import resource
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import store
from crawlers.files.importing import ImportParts, run_import
from crawlers.files.media import MediaFolder
from crawlers.files.reading import ReadOptions
from desk.chores import ImportRun, ImportState
from desk.inbox import Inbox
from desk.people import Mask
from desk.sources import Source

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def bring(url: str, file: Path) -> bool:
    opened = store.open_store(url, journal_head=file.parent / "head.json", now=lambda: NOW)
    inbox = Inbox(opened, lambda: NOW, due=lambda published, territory, topic, urgency: published + timedelta(hours=9))
    parts = ImportParts(opened, inbox, Mask(b"key"), lambda: NOW, MediaFolder(file.parent / "media"))
    told: list[ImportRun] = []

    def progress(run: ImportRun) -> None:
        if not told:
            told.append(run)
            say("committed")
        time.sleep(0.002)  # a little slower, so that fifty kills find something to hit

    run = run_import(
        parts,
        Source("chat", "import", "chat", NOW),
        file,
        ReadOptions(NOW),
        ImportRun(str(file), file.name, "chat", "console:test", NOW),
        progress=progress,
    )
    return run.state is ImportState.DONE


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main() -> None:
    url, file = sys.stdin.readline().strip(), Path(sys.stdin.readline().strip())
    for word in sys.stdin:
        if word.strip() == "memory":
            say(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
            continue
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = 0 if bring(url, file) else 2
            finally:
                os._exit(code)
        say(child)
        _, status = os.waitpid(child, 0)
        say("ended", os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
