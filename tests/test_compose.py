"""The production set-up is a valid Compose file whose secrets are files, and its scripts do what they say."""

import json
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from elasticsearch import AuthorizationException, Elasticsearch
from jsonschema import Draft201909Validator

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "tests" / "data" / "compose-spec" / "compose_spec.json"
DEPLOY = ROOT / "deploy"

Service = dict[str, Any]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, Service] = COMPOSE["services"]
# Those that do their work once and end.
ONE_SHOT = {name for name, service in SERVICES.items() if service.get("restart") == "no"}
OURS = {name for name, service in SERVICES.items() if service["image"].startswith("nazar")}

SECRET_WORDS = re.compile(r"PASSWORD|SECRET|KEY|TOKEN|DATABASE_URL")


def environment(service: Service) -> dict[str, str]:
    return service.get("environment") or {}


def test_the_file_is_what_the_compose_specification_allows():
    faults = Draft201909Validator(json.loads(SCHEMA.read_text("utf-8"))).iter_errors(COMPOSE)
    assert [f"{'/'.join(map(str, fault.path))}: {fault.message}" for fault in faults] == []


def test_docker_itself_reads_the_file():
    if (
        not shutil.which("docker")
        or subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode
    ):
        pytest.skip("no docker compose on this machine")
    read = subprocess.run(
        ["docker", "compose", "--file", ROOT / "docker-compose.yml", "config", "--quiet"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert read.returncode == 0, read.stderr


def test_every_part_of_the_house_is_there():
    assert {"proxy", "worker", "postgres", "elasticsearch", "database-upgrade"} <= SERVICES.keys()
    assert SERVICES["elasticsearch"]["image"] == "elasticsearch:9.4.3"
    assert len([name for name in SERVICES if name.startswith("desk-")]) > 1


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - ONE_SHOT))
def test_every_lasting_service_is_watched(name: str):
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_gives_up_what_it_does_not_need(name: str):
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert not any("docker.sock" in str(volume) for volume in service.get("volumes", ()))


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_containers_write_nowhere_but_their_volumes(name: str):
    assert SERVICES[name]["read_only"] is True
    assert "cap_add" not in SERVICES[name]


def test_every_secret_is_a_file():
    assert {name for name, secret in COMPOSE["secrets"].items() if set(secret) != {"file"}} == set()


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_is_told_a_secret_by_its_environment(name: str):
    told = {variable for variable in environment(SERVICES[name]) if SECRET_WORDS.search(variable)}
    assert {variable for variable in told if not variable.endswith("_FILE")} == set()


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_reads_only_secrets_it_was_given(name: str):
    named = {value for value in environment(SERVICES[name]).values() if value.startswith("/run/secrets/")}
    assert {Path(value).name for value in named} <= set(SERVICES[name].get("secrets", ()))


def test_every_setting_of_ours_exists():
    from config.settings import Settings

    known = {f"NAZAR_{field.upper()}" for field in Settings.model_fields}
    used = {variable for name in OURS for variable in environment(SERVICES[name]) if variable.startswith("NAZAR_")}
    used |= set(re.findall(r"\b(NAZAR_[A-Z_]+)=", (ROOT / "Dockerfile").read_text("utf-8")))
    assert used - known == set()


def test_every_volume_is_declared_and_used():
    used = {
        volume.partition(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", ())
        if not volume.startswith((".", "/", "$"))
    }
    assert used == COMPOSE["volumes"].keys()


def test_every_mounted_file_of_the_checkout_exists():
    mounted = {v.partition(":")[0] for s in SERVICES.values() for v in s.get("volumes", ()) if v.startswith("./")}
    assert mounted
    assert {path for path in mounted if not (ROOT / path).exists()} == set()


def test_only_the_proxy_is_open_to_the_outside():
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}
    inside = {name for name, network in COMPOSE["networks"].items() if network.get("internal")}
    assert set(SERVICES["postgres"]["networks"]) <= inside
    assert set(SERVICES["elasticsearch"]["networks"]) <= inside


def test_the_desks_believe_the_proxy_and_nobody_else():
    address = SERVICES["proxy"]["networks"]["desks"]["ipv4_address"]
    assert environment(SERVICES["desk-1"])["NAZAR_TRUSTED_PROXIES"] == address


def test_the_image_holds_the_packages_and_no_secret():
    copied = set(re.findall(r"^COPY (\w+) \1$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE))
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"bench"}
    assert copied == packages
    assert packages <= let_in
    assert let_in.isdisjoint({"secrets", "data", ".env", ".git"})


def make_secrets(folder: Path) -> str:
    made = subprocess.run([DEPLOY / "make-secrets", folder], capture_output=True, text=True, check=True)
    return made.stdout


def test_secrets_are_made_once_each_its_own(tmp_path: Path):
    folder = tmp_path / "secrets"
    make_secrets(folder)
    first = {path.name: path.read_text() for path in folder.iterdir()}

    assert first.keys() == COMPOSE["secrets"].keys()
    assert len(set(first.values())) == len(first)
    assert first["postgres_password"].strip() in first["database_url"]
    assert len(bytes.fromhex(first["secret_key"])) == 32
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    assert make_secrets(folder) == ""
    assert {path.name: path.read_text() for path in folder.iterdir()} == first


def test_the_desks_user_is_granted_its_own_indices_and_no_others(elastic, tmp_path: Path):
    make_secrets(tmp_path)
    (tmp_path / "elastic_password").chmod(0o644)
    (tmp_path / "elastic_password").write_text(elastic.password + "\n")
    password = (tmp_path / "elasticsearch_password").read_text().strip()
    granted = subprocess.run(
        ["bash", DEPLOY / "elasticsearch" / "grant.sh"],
        env={
            "PATH": os.environ["PATH"],
            "ELASTICSEARCH_URL": elastic.url,
            "CA_FILE": str(elastic.ca_file),
            "SECRETS": str(tmp_path),
            "ROLE_FILE": str(DEPLOY / "elasticsearch" / "role.json"),
            "ADMIN_USER": elastic.user,
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert granted.returncode == 0, granted.stdout + granted.stderr

    client = Elasticsearch(elastic.url, basic_auth=("nazar", password), ca_certs=str(elastic.ca_file))
    client.indices.create(index="nazar-granted")
    client.indices.delete(index="nazar-granted")
    with pytest.raises(AuthorizationException):
        client.indices.create(index="somebody-elses")
    client.close()


def test_everything_an_operator_may_set_is_told():
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text("utf-8")))
    told = (ROOT / "docs" / "installing.md").read_text("utf-8")
    assert {name for name in asked if f"`{name}`" not in told} == set()
