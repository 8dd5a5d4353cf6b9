"""The desk as a browser meets it: a real process on a real port, asked by plain HTTP and websockets."""

from __future__ import annotations

import html
import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

import store
from config.settings import Settings, read_settings
from config.wiring import Parts, open_parts
from desk.roles import Role
from desk.users import GrantRow, User
from tests.servers import machine
from ui import first_start
from ui.passwords import hash_password

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "ozen-boiynda-2026"
DISTRICT = "113200000"
SERVE = "from config.settings import read_settings; from ui.asgi import serve; serve(read_settings())"


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: str

    @property
    def cookies(self) -> dict[str, str]:
        lines = self.headers.get_all("set-cookie") or []
        return {line.partition("=")[0]: line.partition("=")[2].partition(";")[0] for line in lines}


@dataclass
class Desk:
    """A running desk and the installation it works on."""

    parts: Parts
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def ask(self, method: str, path: str, body: bytes | str | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read().decode("utf-8", "replace"))
        finally:
            connection.close()

    def get(self, path: str, cookie: str = "", **headers: str) -> Answer:
        return self.ask("GET", path, accept="text/html", cookie=cookie, **headers)

    def sign_in(self, login: str = "aigul", password: str = PASSWORD, old: str = "", next: str = "/") -> Answer:
        form = self.get("/sign-in")
        token = re.search(r'name="form" value="([^"]+)"', form.body)
        assert token
        fields = {"form": token[1], "login": login, "password": password, "next": next}
        cookie = f"nazar_form={form.cookies['nazar_form']}" + (f"; nazar={old}" if old else "")
        return self.ask(
            "POST", "/sign-in", urlencode(fields), cookie=cookie, content_type="application/x-www-form-urlencoded"
        )

    def cookie(self, login: str = "aigul") -> str:
        answer = self.sign_in(login)
        assert answer.status == 303, answer.body
        return f"nazar={answer.cookies['nazar']}"

    def change(self, login: str, **more: object) -> None:
        with self.parts.store.writing() as records:
            records.keep_user(replace(records.user(login), **more))  # type: ignore[arg-type]

    def stream(self, cookie: str = "", origin: str | None = "") -> None:
        """Open Streamlit's websocket as a browser would, and close it again."""
        own = f"http://127.0.0.1:{self.port}" if origin == "" else origin
        with connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            origin=own,  # type: ignore[arg-type]
            additional_headers={"cookie": cookie} if cookie else {},
            subprotocols=["streamlit"],  # type: ignore[list-item]
        ):
            pass


def started(settings: Settings, log: Path) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "NAZAR_DATA_DIR": str(settings.data_dir),
        "NAZAR_PORT": str(settings.port),
        "NAZAR_MAX_UPLOAD_MB": "1",
    }
    with log.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-c", SERVE], cwd=ROOT, env=environment, stdout=file, stderr=subprocess.STDOUT
        )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    settings = read_settings(data_dir=folder / "data", port=machine.free_port())
    settings.data_dir.mkdir()
    store.upgrade(settings.store_url)
    with open_parts(settings) as parts:
        with parts.store.writing() as records:
            for login, role in (("aigul", Role.PRESS_OFFICE), ("bolat", Role.EXECUTOR), ("sauule", Role.ADMINISTRATOR)):
                rows = (GrantRow(role, DISTRICT, "roads" if role is Role.EXECUTOR else None),)
                records.keep_user(User(login, login, "kk", parts.now(), rows, password=hash_password(PASSWORD)))
        running = Desk(parts, settings.port, started(settings, folder / "log"), folder / "log")
        for _ in range(300):
            try:
                if running.get("/healthz").status == 200:
                    break
            except OSError:
                time.sleep(0.1)
            assert running.process.poll() is None, running.log.read_text()
        yield running
        running.process.terminate()
        assert running.process.wait(20) is not None


def test_health_is_told_to_everybody_and_tells_nothing(desk):
    answer = desk.get("/healthz")

    assert (answer.status, answer.body) == (200, "ok")


@pytest.mark.parametrize(
    "path",
    ["/", "/queue", "/incidents?number=2026-000001", "/media/x.png", "/upload", "/_stcore/host-config", "/component/x",
     "/_stcore/health", "/queue/_stcore/health", "/sign-in/", "/static/../queue", "//static/x", "/STATIC/x"],
)  # fmt: skip
def test_who_is_not_signed_in_sees_nothing_but_the_way_in(desk, path):
    answer = desk.get(path)

    assert answer.status in (303, 400, 401, 404)
    assert "streamlit" not in answer.body.lower()


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent/x", "/_stcore/upload_file/a/b", "/oauth2callback"]
)
def test_what_the_desk_does_not_use_is_shut_for_everybody(desk, path):
    assert desk.get(path).status == 404
    assert desk.get(path, desk.cookie()).status == 404


def test_after_signing_in_one_goes_on_where_one_wanted_to(desk):
    wanted = desk.get("/queue?late=1")
    assert wanted.headers["location"] == "/sign-in?next=%2Fqueue%3Flate%3D1"

    answer = desk.sign_in(next="/queue?late=1")

    assert answer.status == 303
    assert answer.headers["location"] == "/queue?late=1"
    assert desk.sign_in(next="https://evil.example/").headers["location"] == "/"


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(desk):
    line = next(each for each in desk.sign_in().headers.get_all("set-cookie") if each.startswith("nazar="))

    assert "HttpOnly" in line
    assert "SameSite=lax" in line
    assert "Path=/" in line


def test_unknown_login_and_wrong_password_get_the_same_answer(desk):
    def told(answer):
        return re.sub(r'value="[^"]*"', "", answer.body)

    unknown, wrong = desk.sign_in("nobody"), desk.sign_in("bolat", "wrong")

    assert unknown.status == wrong.status == 403
    assert told(unknown) == told(wrong)
    assert "nazar" not in unknown.cookies


def test_a_form_without_its_token_signs_nobody_in(desk):
    fields = urlencode({"login": "aigul", "password": PASSWORD, "form": "0" * 32})

    answer = desk.ask("POST", "/sign-in", fields, content_type="application/x-www-form-urlencoded")

    assert answer.status == 400
    assert "nazar" not in answer.cookies


def test_a_session_that_somebody_planted_is_not_used(desk):
    answer = desk.sign_in(old="planted-by-somebody")

    assert answer.cookies["nazar"] != "planted-by-somebody"
    assert desk.get("/", "nazar=planted-by-somebody").status == 303


def test_the_page_speaks_its_users_language_under_a_strict_policy(desk):
    answer = desk.get("/", desk.cookie())

    assert answer.status == 200
    assert '<html lang="kk"' in answer.body
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert "server" not in answer.headers


def test_the_page_is_ours_and_not_streamlits(desk):
    body = desk.get("/", desk.cookie()).body

    assert "<title>Nazar</title>" in body
    assert "You need to enable JavaScript" not in body
    assert "_stcore/agent" not in body
    assert body.index("/nazar.js?v=") < body.index("</head>")


@pytest.mark.parametrize("name", ["nazar.js", "nazar.css", "nazar.svg"])
def test_the_files_of_ours_are_kept_for_good_under_the_address_of_their_content(desk, name):
    page = desk.get("/", desk.cookie()).body
    address = re.search(rf"/{re.escape(name)}\?v=[0-9a-f]+", page)
    assert address

    kept, old = desk.get(address[0]), desk.get(f"/{name}?v=older")

    assert kept.status == old.status == 200
    assert kept.headers["cache-control"].endswith("immutable")
    assert old.headers["cache-control"] == "no-cache"
    assert kept.headers["content-type"].startswith({"js": "text/javascript", "css": "text/css"}.get(name[6:], "image"))


def test_the_script_is_told_its_words_in_the_language_it_asks_for(desk):
    body = desk.get("/", desk.cookie()).body
    address = re.search(r'data-words="([^"]+)"', body)
    assert address

    kept = desk.get(html.unescape(address[1]).replace("lang=", "lang=kk"))

    assert kept.headers["cache-control"].endswith("immutable")
    assert json.loads(kept.body)["words"]["Choose an option"] == "Таңдау"


@pytest.mark.parametrize("path", ["/sign-in", "/first-start?token=x", "/healthz", "/desk.css", "/nazar.js"])
def test_open_pages_are_guarded_by_the_same_headers(desk, path):
    answer = desk.get(path)

    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["x-nazar-session", "X-Nazar-Session", "x_nazar_session"])
def test_an_identity_that_the_client_claims_counts_for_nothing(desk, name):
    token = entrance_token(desk, desk.cookie())

    assert desk.ask("GET", "/", **{"accept": "text/html", name: token}).status == 303


def entrance_token(desk, cookie):
    from ui.entrance import token_of

    return token_of(cookie.partition("=")[2])


def test_the_name_of_a_session_is_no_cookie(desk):
    cookie = desk.cookie()

    assert desk.get("/", f"nazar={entrance_token(desk, cookie)}").status == 303


def test_a_websocket_opens_for_who_is_signed_in(desk):
    desk.stream(desk.cookie())


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "null", None])
def test_a_websocket_from_a_foreign_page_is_refused(desk, origin):
    with pytest.raises(InvalidStatus) as refused:
        desk.stream(desk.cookie(), origin)

    assert refused.value.response.status_code == 403


def test_a_websocket_without_a_session_is_refused(desk):
    for cookie in ("", "nazar=made-up"):
        with pytest.raises(InvalidStatus) as refused:
            desk.stream(cookie)
        assert refused.value.response.status_code == 403


def test_a_foreign_name_of_the_machine_is_refused(desk):
    assert desk.get("/sign-in", host="evil.example").status == 403


def test_a_post_from_a_foreign_page_is_refused(desk):
    answer = desk.ask("POST", "/sign-out", "", cookie=desk.cookie(), origin="http://evil.example")

    assert answer.status == 403


def test_signing_out_ends_the_stolen_cookie_too(desk):
    cookie = desk.cookie()
    token = found(r'name="form" value="([^"]+)"', desk.get("/sign-out", cookie).body)
    assert desk.ask("POST", "/sign-out", "form=x", cookie=cookie).status == 200
    assert desk.get("/", cookie).status == 200

    answer = desk.ask("POST", "/sign-out", f"form={token}", cookie=cookie)

    assert answer.status == 303
    assert desk.get("/", cookie).status == 303


def test_a_changed_role_ends_the_session_at_once(desk):
    cookie = desk.cookie("bolat")
    assert desk.get("/", cookie).status == 200
    with desk.parts.store.reading() as records:
        before = records.user("bolat").epoch

    desk.change("bolat", epoch=before + 1)

    assert desk.get("/", cookie).status == 303
    with pytest.raises(InvalidStatus):
        desk.stream(cookie)


def test_a_disabled_user_is_out_at_once(desk):
    cookie = desk.cookie("sauule")
    desk.change("sauule", disabled=True)

    assert desk.get("/", cookie).status == 303
    assert desk.sign_in("sauule").status == 403
    desk.change("sauule", disabled=False)


def test_too_many_tries_are_told_so_even_with_the_right_password(desk):
    for _ in range(10):
        assert desk.sign_in("yerlan", "wrong").status == 403

    assert desk.sign_in("yerlan", "wrong").status == 429


def test_a_used_up_link_says_so(desk):
    assert first_start.link(desk.parts) is None
    assert desk.get("/first-start?token=abc").status == 410


def found(pattern, text):
    match = re.search(pattern, text)
    assert match
    return match[1]


def upload(desk, body, cookie, name="чат.json", form=None):
    page = desk.get("/upload", cookie)
    found = re.search(r'data-form="([^"]+)"', page.body)
    token = form if form is not None else (found[1] if found else "")
    return desk.ask("POST", f"/upload?{urlencode({'name': name})}", body, cookie=cookie, x_form=token)


def test_a_file_arrives_in_the_data_folder(desk):
    answer = upload(desk, b'{"name": "chat"}' * 1000, desk.cookie())

    assert answer.status == 201
    next = json.loads(answer.body)["next"]
    folder = desk.parts.settings.uploads_dir / next.partition("=")[2]
    assert (folder / "чат.json").read_bytes() == b'{"name": "chat"}' * 1000
    assert (folder / "чат.json").stat().st_mode & 0o077 == 0


def test_a_file_beyond_the_limit_leaves_nothing_behind(desk):
    before = set(desk.parts.settings.uploads_dir.glob("*"))

    answer = upload(desk, b"x" * 1_100_000, desk.cookie())

    assert answer.status == 413
    assert set(desk.parts.settings.uploads_dir.glob("*")) == before


def test_a_file_in_pieces_of_unknown_length_meets_the_limit_too(desk):
    before = set(desk.parts.settings.uploads_dir.glob("*"))
    cookie = desk.cookie()
    form = found(r'data-form="([^"]+)"', desk.get("/upload", cookie).body)
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=20)
    pieces = (b"x" * 100_000 for _ in range(12))
    try:
        connection.request(
            "POST", "/upload?name=a.csv", pieces, {"cookie": cookie, "x-form": form}, encode_chunked=True
        )
        assert connection.getresponse().status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass  # the desk hung up in the middle: refused as well
    finally:
        connection.close()

    assert set(desk.parts.settings.uploads_dir.glob("*")) == before


def test_a_file_is_taken_only_with_the_forms_token(desk):
    assert upload(desk, b"{}", desk.cookie(), form="0" * 32).status == 403


@pytest.mark.parametrize("login", ["sauule"])
def test_a_role_that_brings_nothing_in_is_refused_at_the_route(desk, login):
    cookie = desk.cookie(login)
    token = desk.parts.mask.digest(f"form/{entrance_token(desk, cookie)}")

    assert desk.get("/upload", cookie).status == 403
    assert upload(desk, b"{}", cookie, form=token).status == 403


def test_a_hostile_name_stays_inside_its_folder(desk):
    answer = upload(desk, b"{}", desk.cookie(), name="../../../<script>alert(1)</script>.json")

    folder = desk.parts.settings.uploads_dir / json.loads(answer.body)["next"].partition("=")[2]
    assert [path.name for path in folder.iterdir() if path.suffix == ".json" and path.stem != "upload"] == [
        "script_.json"
    ]


def test_the_log_holds_no_cookie_and_no_password(desk):
    cookie = desk.cookie().partition("=")[2]
    desk.sign_in("aigul", "wrong-but-secret-word")
    log = desk.log.read_text()

    assert cookie not in log
    assert PASSWORD not in log
    assert "wrong-but-secret-word" not in log
