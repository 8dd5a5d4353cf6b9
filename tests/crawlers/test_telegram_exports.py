"""Telegram Desktop's exports, old and new: every shape of theirs becomes the same posts."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.files.formats import Format, recognise
from crawlers.files.reading import ReadOptions, preview
from crawlers.files.telegram import ChatHead, author_of
from crawlers.files.walking import KEPT_OF_TOO_LONG, Walker
from desk.errors import LayoutChanged
from desk.posts import PlaceEvent, Post, PostKey

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TYPES = {
    "private_group": (417, "-417"),
    "private_supergroup": (1234567890, "-1001234567890"),
    "public_supergroup": (1234567890, "-1001234567890"),
    "private_channel": (1234567890, "-1001234567890"),
    "public_channel": (3000000001, "-1003000000001"),
    "personal_chat": (5000000001, "5000000001"),
    "bot_chat": (77, "77"),
    "saved_messages": (5000000001, "5000000001"),
}


@pytest.mark.parametrize(("type", "id", "place"), [(type, *ids) for type, ids in TYPES.items()], ids=list(TYPES))
def test_a_chat_is_known_by_its_marked_number(type, id, place):
    assert ChatHead(id, type).place(is_old=False) == place


@pytest.mark.parametrize("marked", [-1001234567890, -417])
def test_a_number_that_is_marked_already_stays(marked):
    assert ChatHead(marked, "private_supergroup").place(is_old=True) == str(marked)


def test_exports_of_before_2021_hide_the_kind_in_the_number():
    assert ChatHead((2 << 32) + 1189319533, "public_supergroup").place(is_old=True) == "-1001189319533"
    assert ChatHead((1 << 32) + 94435633, "private_group").place(is_old=True) == "-94435633"
    assert ChatHead(5012345678, "private_group").place(is_old=False) == "-5012345678"


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("user5000000001", "5000000001"),
        ("channel1465826763", "-1001465826763"),
        ("chat417", "-417"),
        (4343434, "4343434"),
        (4389402929, "-94435633"),
        ((2 << 32) + 1189319533, "-1001189319533"),
        (None, None),
    ],
)
def test_a_sender_is_known_by_the_marked_number_in_every_form(written, author):
    assert author_of(written) == author


def test_the_text_is_the_plain_concatenation_and_hidden_links_stand_beside_it(export, chat, message, read, only):
    pieces = [
        "Нет воды, ",
        {"type": "text_link", "text": "фото 🚰 здесь", "href": "https://example.kz/1"},
        " ",
        {"type": "bold", "text": "!"},
    ]

    post = only(read(export(chat(message(1, pieces)))))

    assert post.text == "Нет воды, фото 🚰 здесь !"
    assert post.extras["links"] == [{"offset": 10, "length": 12, "url": "https://example.kz/1"}]


def test_a_message_says_who_when_where_and_what_it_answers(export, chat, message, read, only):
    wrote = message(2, reply_to_message_id=1, edited="2026-11-20T10:05:00", edited_unixtime="1795151100")

    post = only(read(export(chat(wrote))))

    assert post.key == PostKey("telegram", "-1001234567890", "2")
    assert post.published_at == datetime(2026, 11, 20, 5, 2, tzinfo=UTC)
    assert (post.author_id, post.author_name, post.reply_to) == ("5000000001", "Айгуль", "1")
    assert post.edited_at == datetime.fromtimestamp(1795151100, UTC)
    assert post.url == "https://t.me/c/1234567890/2"
    assert post.place_title == "ЖК Алатау"


def test_a_time_without_an_offset_is_local_to_the_zone(export, chat, message, read, only):
    old = export(chat(message(1, date_unixtime=..., from_id=4343434, text_entities=...)))

    assert only(read(old)).published_at == datetime(2026, 11, 20, 5, 1, tzinfo=UTC)
    assert only(read(old, zone="Europe/Moscow")).published_at == datetime(2026, 11, 20, 7, 1, tzinfo=UTC)


def test_what_never_was_edited_is_no_version_in_old_exports_either(export, chat, message, read, only):
    old = message(1, date_unixtime=..., edited="1970-01-01T05:00:00")

    assert only(read(export(chat(old)))).edited_at is None


def test_a_post_of_the_channel_itself_has_the_channel_as_author(export, chat, message, read, only):
    spoke = message(1, from_id="channel1234567890", **{"from": "ЖК Алатау"})

    assert only(read(export(chat(spoke, type="public_channel")))).author_id == "-1001234567890"


def test_service_messages_are_events_of_the_place(export, chat, message, read):
    pinned = message(1, "", type="service", actor="А", actor_id="user5", action="pin_message", message_id=7)
    (event,) = read(export(chat(pinned)))

    assert isinstance(event, PlaceEvent)
    assert (event.kind, event.native_id, event.details["message_id"]) == ("pin_message", "1", 7)


def test_whatever_answers_a_topic_stands_in_it(export, chat, message, read):
    made = message(1, "", type="service", actor="А", actor_id="user5", action="topic_created", title="Вода")
    told = [made, message(2, reply_to_message_id=1), message(3, reply_to_message_id=2), message(4)]

    posts = [each for each in read(export(chat(*told))) if isinstance(each, Post)]

    assert [each.thread for each in posts] == ["1", "1", None]
    assert posts[0].url == "https://t.me/c/1234567890/1/2"


def test_an_answer_in_another_chat_points_at_that_chat(export, chat, message, read, only):
    post = only(read(export(chat(message(1, reply_to_message_id=9, reply_to_peer_id="channel42")))))

    assert post.reply_to is None
    assert post.extras["reply_to"] == {"place": "-1000000000042", "id": "9"}


def test_forwards_polls_and_places_stand_beside_the_text(export, chat, message, read, only):
    poll = {"question": "Есть вода?", "closed": False, "total_voters": 2, "answers": [{"text": "нет", "voters": 2}]}
    spot = {"latitude": 43.2, "longitude": 76.9}
    told = message(1, "", forwarded_from="Канал", forwarded_from_id="channel9", poll=poll, location_information=spot)

    post = only(read(export(chat(told))))

    assert post.text == ""
    assert post.extras["forwarded"] == {"author_name": "Канал", "author_id": "-1000000000009"}
    assert post.extras["poll"] == poll
    assert post.extras["location_information"] == spot


LEFT_OUT = "(File not included. Change data exporting settings to download.)"
TOO_LARGE = "(File exceeds maximum size. Change data exporting settings to download.)"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"photo": "photos/photo_1@20-11-2026.jpg"}, ("photo", "photo_1@20-11-2026.jpg", None)),
        ({"file": "files/смета.pdf", "file_name": "смета.pdf"}, ("document", "смета.pdf", None)),
        ({"file": "voice_messages/audio_1.ogg", "media_type": "voice_message"}, ("voice", "audio_1.ogg", None)),
        ({"file": "round_video_messages/file_1.mp4", "media_type": "video_message"}, ("round", "file_1.mp4", None)),
        ({"photo": LEFT_OUT}, ("photo", None, "not-included")),
        ({"file": TOO_LARGE, "file_name": "v.mp4", "media_type": "video_file"}, ("video", "v.mp4", "too-large")),
    ],
    ids=["photo", "file", "voice", "round", "left out", "too large"],
)
def test_media_are_named_with_what_became_of_them(export, chat, message, read, only, fields, told):
    (media,) = only(read(export(chat(message(1, "", **fields))))).media

    assert (media.kind, media.name, media.note) == told


def test_a_whole_account_gives_its_groups_and_channels_and_a_private_chat_only_when_named(export, chat, message, read):
    talk = chat(message(1, "секрет"), type="personal_chat", id=5, name="Ерлан")
    group = chat(message(1, "группа"))
    left = chat(message(1, "бывшая"), id=42)
    account = {
        "about": "x",
        "contacts": {"list": [{"a": "]}"}]},
        "chats": {"about": "y", "list": [talk, group]},
        "left_chats": {"list": [left]},
    }
    path = export(account)

    assert [each.text for each in read(path)] == ["группа", "бывшая"]
    for name in ("Ерлан", "5"):
        assert [each.text for each in read(path, chats=frozenset({name}))] == ["секрет"]
    assert [each.text for each in read(path, chats=frozenset({"-1000000000042"}))] == ["бывшая"]
    assert [(each.place, each.is_private) for each in preview(path, ReadOptions(NOW)).chats] == [
        ("5", True), ("-1001234567890", False), ("-1000000000042", False),
    ]  # fmt: skip


def test_a_private_chat_alone_is_not_taken_by_accident(export, chat, message, read):
    path = export(chat(message(1), type="personal_chat", id=5, name="Ерлан"))

    with pytest.raises(LayoutChanged, match="--chats"):
        read(path)
    assert len(read(path, chats=frozenset({"Ерлан"}))) == 1


@pytest.mark.parametrize("way", ["file", "folder", "zip", "zip with a folder"])
def test_file_folder_and_zip_are_the_same_export_with_its_media(desk, export, chat, message, tmp_path, way):
    path = export(chat(message(1, "", photo="photos/photo_1.jpg")))
    (path.parent / "photos").mkdir()
    (path.parent / "photos" / "photo_1.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"jpeg" * 100)
    if way.startswith("zip"):
        with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
            for name in ("result.json", "photos/photo_1.jpg"):
                archive.write(path.parent / name, f"ChatExport/{name}" if way.endswith("folder") else name)
        path = tmp_path / "export.zip"
    elif way == "folder":
        path = path.parent

    assert recognise(path) is Format.TELEGRAM
    assert desk.bring(path).new == 1
    (media,) = desk.posts()[0].post.media
    kept = desk.folder / "media" / media.stored[:2] / media.stored[2:4] / media.stored
    assert kept.read_bytes().endswith(b"jpeg")
    assert kept.stat().st_mode & 0o777 == 0o600


def test_an_export_on_one_line_is_an_export(tmp_path, chat, message, read):
    (tmp_path / "result.json").write_text(json.dumps(chat(message(1)), separators=(",", ":")))

    assert recognise(tmp_path / "result.json") is Format.TELEGRAM
    assert len(read(tmp_path / "result.json")) == 1


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_an_export_that_was_cut_off_gives_what_is_whole_and_then_says_so(export, chat, message, desk, cut):
    path = export(chat(*(message(number) for number in range(1, 2000))))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * cut)])

    with pytest.raises(LayoutChanged, match="cut off"):
        desk.bring(path)

    assert len(desk.posts()) > 100


def test_the_clock_of_almaty_before_2024_is_another_one(export, chat, message, read):
    summer = message(1, date="2023-07-01T12:00:00", date_unixtime=...)
    winter = message(2, date="2024-07-01T12:00:00", date_unixtime=...)

    before, after = read(export(chat(summer, winter)))

    assert (before.published_at.utcoffset(), after.published_at.utcoffset()) == (timedelta(hours=6), timedelta(hours=5))


def test_one_broken_message_costs_one_message(export, chat, message, read, refused):
    path = export(chat(message(1), message(2, "@@"), message(3)))
    path.write_bytes(path.read_bytes().replace(b'"@@"', b'"\xff\xfe"'))

    arrived = read(path)

    assert [each.key.native_id for each in arrived if isinstance(each, Post)] == ["1", "3"]
    assert [(each.reason, each.line) for each in refused(arrived)] == [("bad-encoding", 2)]


def test_walking_holds_one_value_at_a_time():
    class Endless(io.RawIOBase):
        """An array of 200 texts of a million letters, written as it is read."""

        left = 200

        def readable(self):
            return True

        def readinto(self, buffer):
            self.left -= 1
            begin = b"[" if self.left == 199 else b""
            chunk = begin + b'"' + b"x" * (len(buffer) - 10) + b'",' if self.left > 0 else b"1]"
            buffer[: len(chunk)] = chunk
            return len(chunk)

    value = Walker(io.BufferedReader(Endless()), "big").take(limit=5_000_000)

    assert value.is_too_long
    assert len(value.raw) <= KEPT_OF_TOO_LONG
