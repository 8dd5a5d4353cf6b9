"""Bringing in: what the form asks, and what it writes down for the worker."""

from __future__ import annotations

import json

import pytest
from streamlit.util import calc_hash

from crawlers.files.reading import ReadOptions, preview
from desk.chores import ImportRun, ImportState
from desk.roles import Role
from desk.sources import Source
from ui import session
from ui.uploads import Uploads

DISTRICT, ELSEWHERE = "113200000", "750000000"
PAYLOAD = "![x](http://127.0.0.1:9/p.png) <img src=x onerror=alert(1)> :red[x]"
EXPORT = {
    "name": f"Өзен {PAYLOAD}",
    "type": "public_supergroup",
    "id": 77,
    "messages": [
        {
            "id": 1, "type": "message", "date": "2026-11-20T10:00:00", "date_unixtime": "1795150800", "from": "Ерлан",
            "from_id": "user5", "text": "Су жоқ", "text_entities": [{"type": "plain", "text": "Су жоқ"}],
        }
    ],
}  # fmt: skip


@pytest.fixture
def bring(parts):
    session.open_desk(parts, lambda path, seen_at: preview(path, ReadOptions(seen_at)))

    def arrive(login, name, body):
        arriving = Uploads.of(parts).begin(name, len(body))
        arriving.write(body)
        return arriving.finish(login, parts.now())

    return arrive


@pytest.fixture
def page(parts, sit, person):
    def look(user=None):
        screen = sit(user or person(Role.PRESS_OFFICE, login="aigul"))
        screen._page_hash = calc_hash("files")
        screen.run()
        assert not screen.exception
        return screen

    return look


def words(screen):
    return "\n".join(str(getattr(each, "value", "")) for each in screen.main)


def runs(parts):
    with parts.store.reading() as records:
        return records.imports(10)


def go(screen):
    screen.button(key="import-go").click()
    screen.run()
    assert not screen.exception
    return screen


def test_an_empty_page_says_so(page):
    assert "Nothing has been brought in yet." in [each.value for each in page().info]


def test_an_export_is_asked_about_and_handed_to_the_worker(parts, bring, page):
    bring("aigul", "result.json", json.dumps(EXPORT, ensure_ascii=False).encode())
    screen = page()
    assert len(screen.multiselect(key="import-chats").value) == 1
    screen.text_input(key="import-title").input("Чат Өзен")
    go(screen)

    (run,) = runs(parts)
    assert (run.source, run.state, run.asked_by) == ("chat-ozen", ImportState.WAITING, "aigul")
    assert run.options["chats"]
    assert ReadOptions.from_stored(run.options, parts.now()).chats
    with parts.store.reading() as records:
        assert records.source("chat-ozen").territory == DISTRICT
        assert [line.entry.action for line in records.journal(kind="source")] == ["import"]
    assert "waiting for its turn" in words(screen)
    assert Uploads.of(parts).by("aigul") == []


def test_a_table_is_mapped_by_hand(parts, bring, page):
    bring("aigul", "109.csv", "Номер;Когда;Что\n1;20.11.2026 10:00;Яма\n".encode("cp1251"))
    screen = page()
    screen.selectbox(key="import-column-id").set_value("Номер")
    screen.selectbox(key="import-column-published_at").set_value("Когда")
    screen.selectbox(key="import-column-text").set_value("Что")
    screen.text_input(key="import-constant-network").input("phone")
    screen.text_input(key="import-constant-place").input("109")
    go(screen)

    (run,) = runs(parts)
    assert run.options["columns"] == {"id": "Номер", "published_at": "Когда", "text": "Что"}
    assert run.options["constants"] == {"network": "phone", "place": "109"}


def test_a_day_and_its_time_in_two_columns_are_proposed_together(parts, bring, page):
    bring("aigul", "109.csv", "№;Дата;Время;Текст\n1;20.11.2026;10:05;Яма\n".encode())
    screen = page()
    assert screen.selectbox(key="import-column-published_at").value == "Дата+Время"
    go(screen)

    assert runs(parts)[0].options["columns"]["published_at"] == "Дата+Время"


def test_a_date_that_is_none_is_refused_and_the_form_keeps_what_was_typed(parts, bring, page):
    bring("aigul", "result.json", json.dumps(EXPORT).encode())
    screen = page()
    screen.text_input(key="import-work-from").input("вчера")
    go(screen)

    assert screen.error
    assert runs(parts) == []
    assert screen.text_input(key="import-work-from").value == "вчера"


def test_work_from_is_the_beginning_of_that_day_in_the_desks_zone(parts, bring, page):
    bring("aigul", "result.json", json.dumps(EXPORT).encode())
    screen = page()
    screen.text_input(key="import-work-from").input("2026-11-01")
    go(screen)

    assert runs(parts)[0].work_from.isoformat().startswith(("2026-11-01T00:00:00+05", "2026-10-31T19:00:00+00"))


def test_a_file_nobody_can_read_is_said_to_be_so(bring, page):
    bring("aigul", f"{PAYLOAD}.zip", b"PK\x03\x04 and then nothing a reader could use")
    screen = page()

    assert screen.warning
    assert not any("onerror" in each.value for each in screen.markdown)


def test_a_file_can_be_thrown_away(parts, bring, page):
    upload = bring("aigul", "result.json", json.dumps(EXPORT).encode())
    screen = page()
    screen.button(key=f"drop-{upload.id}").click()
    screen.run()

    assert Uploads.of(parts).by("aigul") == []


def test_a_source_of_another_territory_takes_no_file_of_ours(parts, bring, page):
    with parts.store.writing() as records:
        records.keep_source(Source("theirs", "import", "theirs", parts.now(), territory=ELSEWHERE))
    bring("aigul", "result.json", json.dumps(EXPORT).encode())
    screen = page()
    screen.text_input(key="import-title").input("theirs")
    go(screen)

    assert "You may not do this here." in screen.error[0].value
    assert runs(parts) == []


@pytest.mark.parametrize(
    ("state", "told"),
    [(ImportState.RUNNING, "being read"), (ImportState.DONE, "done"), (ImportState.FAILED, "failed")],
)
def test_what_becomes_of_a_file_is_told(parts, page, state, told):
    keep_run(parts, "chat", DISTRICT, state=state, size=100, read=50, received=7, new=5, dead_letters=2)
    shown = words(page())

    assert told in shown
    assert "7 posts read · 5 new ones · 2 refused ones" in shown


def test_an_error_and_a_name_that_play_tricks_stay_words(parts, page):
    keep_run(parts, "chat", DISTRICT, state=ImportState.FAILED, title=PAYLOAD, error=PAYLOAD)
    screen = page()

    assert PAYLOAD in words(screen)
    assert not any("onerror" in each.value for each in screen.markdown)


def test_the_files_of_another_territory_are_not_shown(parts, page):
    keep_run(parts, "theirs", ELSEWHERE, title="theirs.json")

    assert "theirs" not in words(page())


def keep_run(parts, source, territory, title="result.json", **more):
    with parts.store.writing() as records:
        records.keep_source(Source(source, "import", source, parts.now(), territory=territory))
        records.keep_import(ImportRun("file", title, source, "somebody", parts.now(), **more))


@pytest.mark.parametrize(
    ("title", "topic"), [("Участковый полицейский Жайлау", "order"), ("Жайлау ауданының әкімдігі", None)]
)
def test_the_name_of_the_chat_proposes_what_a_new_source_is_about(parts, bring, page, title, topic):
    bring("aigul", "result.json", json.dumps({**EXPORT, "name": title}, ensure_ascii=False).encode())
    screen = page()
    screen.text_input(key="import-title").input("Chat")

    go(screen)

    with parts.store.reading() as records:
        source = records.source("chat")
    assert (source.topic, source.department) == (topic, parts.catalogues().topics.department_of(topic))
