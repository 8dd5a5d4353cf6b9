"""WhatsApp's “Export chat” of Russian, Kazakh and English phones."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime

import pytest

from crawlers.files import whatsapp
from crawlers.files.formats import Format, recognise
from crawlers.files.reading import ReadOptions, preview
from desk.posts import PlaceEvent, Post, Tombstone

PHONES = {
    "russian android": "20.11.2026, 14:05 - Айгуль: Нет воды",
    "russian iphone": "[20.11.2026, 14:05:09] Айгуль: Нет воды",
    "kazakh android": "20.11.2026, 14:05 – Айгуль: Нет воды",
    "english of twelve hours": "11/20/26, 2:05\u202fPM - Айгуль: Нет воды",
    "english iphone": "\u200e[11/20/26, 2:05:09\u202fPM] Айгуль: Нет воды",
    "british": "20/11/2026, 2:05 pm - Айгуль: Нет воды",
    "iso": "2026-11-20, 14:05 - Айгуль: Нет воды",
    "with dots in the clock": "20.11.2026 14.05 - Айгуль: Нет воды",
    "russian of twelve hours": "20.11.2026, 2:05 ПП - Айгуль: Нет воды",
    "kazakh of twelve hours": "20.11.2026, 2:05 түстен кейін - Айгуль: Нет воды",
    "kazakh iphone of twelve hours": "[20.11.2026, 2:05:09\u202fтүстен\u00a0кейін] Айгуль: Нет воды",
    "kazakh with slashes": "20/11/26, 2:05 түстен кейінгі - Айгуль: Нет воды",
}


@pytest.fixture
def written(tmp_path):
    """Writes the text of a chat as a phone names the file."""

    def write(*lines, name="Чат WhatsApp с ЖК Алатау.txt", end="\n"):
        (tmp_path / name).write_bytes((end.join(lines) + end).encode())
        return tmp_path / name

    return write


@pytest.mark.parametrize("line", PHONES.values(), ids=PHONES.keys())
def test_every_phone_tells_the_same_minute_author_and_text(written, read, only, line):
    path = written(line)

    assert recognise(path) is Format.WHATSAPP
    post = only(read(path))
    assert post.published_at.astimezone(UTC).replace(second=0) == datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
    assert (post.author_name, post.text) == ("Айгуль", "Нет воды")


@pytest.mark.parametrize(
    ("clock", "hour"),
    [("12:05 түстен кейін", 12), ("12:05 түстен бұрын", 0), ("9:05 Түстен бұрын", 9), ("9:05 түске дейін", 9)],
)
def test_kazakh_says_the_half_of_the_day_in_two_words(written, read, only, clock, hour):
    post = only(read(written(f"20.11.2026, {clock} - Айгуль: Нет воды")))

    assert post.published_at.replace(tzinfo=None) == datetime(2026, 11, 20, hour, 5)  # noqa: DTZ001 -- as the phone has it


def test_the_id_is_the_same_from_every_phone(written, read, only):
    ids = {only(read(written(line))).key.native_id for line in PHONES.values()}

    assert len(ids) == 1


def test_an_id_does_not_show_its_author(written, read, only):
    post = only(read(written("20.11.2026, 14:05 - +7 701 111 22 33: Нет воды")))

    assert "701" not in post.key.native_id
    assert post.key.native_id.startswith("20261120T1405-")


def test_ids_need_the_key_of_the_installation(written, read, only):
    path = written("20.11.2026, 14:05 - +7 701 111 22 33: Нет воды")

    assert only(read(path, key=b"one")).key != only(read(path, key=b"another")).key


@pytest.mark.parametrize(
    ("lines", "month_first"),
    [
        (["13/02/26, 10:00 - A: x"], False),
        (["02/13/26, 10:00 - A: x"], True),
        (["01/02/26, 10:00 - A: x", "02/01/26, 10:00 - A: y", "03/01/26, 10:00 - A: z"], None),
        (["03/04/26, 2:05 PM - A: x"], True),
        (["03/04/26, 2:05 түстен кейін - A: x"], False),
        (["03.04.26, 14:05 - A: x"], False),
        (["05/10/26, 10:00 - A: x", "05/11/26, 10:00 - A: x", "06/01/26, 10:00 - A: x"], True),
        (["2026-03-04, 10:00 - A: x"], False),
        ([], False),
    ],
)
def test_the_order_of_day_and_month_is_told_by_the_whole_chat(lines, month_first):
    if month_first is not None:
        assert whatsapp.is_month_first(lines) is month_first


def test_a_message_of_many_lines_is_one_message(written, read, only):
    path = written("20.11.2026, 14:05 - Айгуль: Нет воды", "", "третий день: 20 ноября", "спасибо", end="\r\n")

    assert only(read(path)).text == "Нет воды\n\nтретий день: 20 ноября\nспасибо"


def test_equal_messages_of_one_minute_are_counted_apart(written, read):
    same = "20.11.2026, 14:05 - Айгуль: Алло"
    posts = read(written(same, "20.11.2026, 14:05 - Ерлан: Алло", same, "20.11.2026, 14:06 - Айгуль: Алло"))

    assert [each.key.native_id.rsplit("-")[-1] for each in posts] == ["1", "1", "2", "1"]
    assert len({each.key for each in posts}) == 4


OMITTED = [
    "<Media omitted>",
    "<Без медиафайлов>",
    "<Медиафайлсыз>",
    "\u200eimage omitted",
    "\u200eизображение отсутствует",
    "\u200eGIF omitted",
]


@pytest.mark.parametrize("omitted", OMITTED)
def test_media_left_out_leave_a_mark_and_no_text(written, read, only, omitted):
    post = only(read(written(f"20.11.2026, 14:05 - Айгуль: {omitted}")))

    assert post.text == ""
    assert post.media[0].note == "not-included"


@pytest.mark.parametrize(
    "named",
    [
        "IMG-20261120-WA0003.jpg (file attached)\nподпись",
        "\u200eIMG-20261120-WA0003.jpg (файл добавлен)\nподпись",
        "\u200e<attached: IMG-20261120-WA0003.jpg>\nподпись",
        "\u200e<прикреплено: IMG-20261120-WA0003.jpg>\nподпись",
    ],
)
def test_media_in_the_zip_come_with_their_message(tmp_path, desk, named):
    with zipfile.ZipFile(tmp_path / "WhatsApp Chat - ЖК Алатау.zip", "w") as archive:
        archive.writestr("_chat.txt", f"[20.11.2026, 14:05:09] Айгуль: {named}\n")
        archive.writestr("IMG-20261120-WA0003.jpg", b"\xff\xd8\xff\xe0" + b"jpeg" * 10)

    assert desk.bring(tmp_path / "WhatsApp Chat - ЖК Алатау.zip").new == 1
    (stored,) = desk.posts()
    assert stored.post.key.place == "ЖК Алатау"
    assert stored.post.text == "подпись"
    assert stored.post.media[0].kind == "photo"
    assert list((desk.folder / "media").rglob(str(stored.post.media[0].stored)))


def test_a_bare_text_takes_no_files_from_its_folder(tmp_path, written, desk):
    (tmp_path / "паспорт.pdf").write_bytes(b"%PDF-1.7 secret")

    desk.bring(written("20.11.2026, 14:05 - Айгуль: паспорт.pdf (файл добавлен)"))

    assert desk.posts()[0].post.media[0].stored is None


@pytest.mark.parametrize(
    "notice",
    [
        "Сообщения и звонки защищены сквозным шифрованием. Третьи лица не могут прочитать их.",
        "Messages and calls are end-to-end encrypted. Only people in this chat can read them.",
        "Айгуль создала группу “ЖК Алатау”",
        'Ерлан changed the subject from "a: b" to "c"',
        "+7 701 111 22 33 left",
        "Айгуль добавил(-а) Ерлана",
    ],
)
def test_notices_are_events_and_no_posts(written, read, notice):
    (event,) = read(written(f"20.11.2026, 14:05 - {notice}"))

    assert isinstance(event, PlaceEvent)


def test_a_notice_in_the_name_of_the_group_is_an_event(written, read):
    (event,) = read(written("[20.11.2026, 14:05:09] ЖК Алатау: \u200eMessages and calls are end-to-end encrypted."))

    assert isinstance(event, PlaceEvent)


@pytest.mark.parametrize(
    "words", ["Данное сообщение удалено", "\u200eThis message was deleted.", "Бұл хабарлама жойылды"]
)
def test_a_deleted_message_keeps_its_number(written, read, words):
    first, second = read(written(f"20.11.2026, 14:05 - А: {words}", "20.11.2026, 14:05 - А: дальше"))

    assert isinstance(first, Tombstone)
    assert isinstance(second, Post)
    assert second.key.native_id.endswith("-2")


def test_a_message_that_was_edited_since_gets_its_new_text(desk, written):
    desk.bring(written("20.11.2026, 14:05 - А: вада"))
    run = desk.bring(written("20.11.2026, 14:05 - А: вода <Сообщение изменено>"))

    assert (run.new, run.edited) == (0, 1)
    assert list(desk.texts().values()) == ["вода"]
    assert desk.bring(written("20.11.2026, 14:05 - А: вода <Сообщение изменено>")).unchanged == 1


def test_a_later_overlapping_export_doubles_nothing(desk, written):
    talk = [f"20.11.2026, 14:{minute:02} - {who}: {minute}" for minute in range(30) for who in ("А", "Б", "А")]
    desk.bring(written(*talk[:60]))

    run = desk.bring(written(*talk[30:]))

    assert (run.new, run.unchanged, len(desk.posts())) == (30, 30, 90)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Чат WhatsApp с ЖК Алатау.txt", "ЖК Алатау"),
        ("Чат WhatsApp с контактом Айгуль (1).txt", "Айгуль"),
        ("WhatsApp Chat with Alatau residents.txt", "Alatau residents"),
        ("WhatsApp Chat - ЖК Алатау.zip", "ЖК Алатау"),
        ("ЖК Алатау қосылған WhatsApp чаты.txt", "ЖК Алатау"),
        ("двор.txt", "двор"),
    ],
)
def test_the_chat_is_named_as_the_phone_named_the_file(file, name):
    assert whatsapp.chat_name(file) == name


def test_the_name_of_the_chat_can_be_told(written, read, only):
    path = written("20.11.2026, 14:05 - А: вода", name="x.txt")

    assert only(read(path, place="Двор 5")).key.place == "Двор 5"
    assert preview(path, ReadOptions(datetime.now(UTC), place="Двор 5")).chats[0].place == "Двор 5"
