"""The documented JSON lines: strict, the same in page, schema and program, and out and in again without a loss."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.files.flat import FIELDS, REQUIRED, arrivals_from
from crawlers.files.lines import decoded
from desk.exports import lines, masked, record_of
from desk.inbox import Refusal, normalised
from desk.people import Mask
from desk.posts import Media, Post, PostKey, Tombstone
from desk.reading_records import Reread
from desk.readings import Correction, Kind, Reading, Tongue, TopicFound, Trait
from language.personal import covered, personal_data

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMA = json.loads((DOCS / "post-format.schema.json").read_text("utf-8"))
PAGE = (DOCS / "post-format.md").read_text("utf-8")
MASK = Mask(b"a key of this installation only...")


def test_page_schema_and_program_know_the_same_fields():
    documented = re.findall(r"^\| `(\w+)` \| [a-z]", PAGE, re.MULTILINE)

    assert set(documented) == set(FIELDS) == set(SCHEMA["properties"])
    assert re.findall(r"^\| `(\w+)` \| [^|]*required", PAGE, re.MULTILINE) == list(REQUIRED)


def test_the_page_names_every_reason_of_a_refusal():
    sources = [*(DOCS.parent / "crawlers" / "files").glob("*.py"), DOCS.parent / "desk" / "inbox.py"]
    given_ = {reason for path in sources for reason in re.findall(r'Refusal\(\s*"([a-z-]+)"', path.read_text("utf-8"))}

    assert given_ <= set(re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE))


def test_the_example_of_the_page_is_read(jsonl, read, only):
    (example,) = re.findall(r"```json\n(.*?)\n```", PAGE, re.DOTALL)

    assert only(read(jsonl(example.encode()))).text == "Нет воды третий день"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"{", "bad-json"),
        (b"[1]", "not-an-object"),
        (b'{"network":"telegram","place":1,"id":NaN,"published_at":"2026-11-20","text":""}', "bad-json"),
        (b"[" * 100_000, "too-deep"),
        (b'{"a":' * 100_000, "too-deep"),
        (b'{"text":"\xff"}', "bad-encoding"),
        (b'{"id":1,"id":2,"network":"telegram","place":1,"published_at":"2026-11-20","text":""}', "duplicate-key"),
        (b'{"id":' + b"9" * 5000 + b"}", "bad-json"),
    ],
    ids=["broken", "array", "nan", "deep arrays", "deep objects", "bytes", "key twice", "long number"],
)
def test_what_is_no_line_of_ours_says_why(raw, reason):
    with pytest.raises(Refusal) as refusal:
        decoded(raw)

    assert refusal.value.reason == reason


WRONG = [
    ({name: ...}, "missing-field") for name in ("network", "place", "id", "published_at", "text")
] + [
    ({"id": 1.5}, "bad-type"),
    ({"id": True}, "bad-type"),
    ({"id": ""}, "missing-field"),
    ({"id": " "}, "missing-field"),
    ({"id": "x" * 1001}, "too-long"),
    ({"id": {"a": 1}}, "bad-type"),
    ({"network": "Teleg ram"}, "bad-key"),
    ({"place": "a\x00b"}, "bad-key"),
    ({"text": 5}, "bad-type"),
    ({"text": "x" * 200_001}, "too-long"),
    ({"published_at": "yesterday"}, "bad-date"),
    ({"published_at": "1970-01-01T00:00:00Z"}, "bad-date"),
    ({"published_at": "2036-01-01T00:00:00Z"}, "bad-date"),
    ({"published_at": True}, "bad-type"),
    ({"author_name": 5}, "bad-type"),
    ({"official": "maybe"}, "bad-type"),
    ({"media": [{"name": "x"}]}, "bad-type"),
    ({"media": [{"kind": "photo", "stored": "../../etc/passwd"}]}, "bad-type"),
    ({"extras": [1]}, "bad-type"),
    ({"deleted_at": "2036-01-01T00:00:00Z"}, "bad-date"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "reason"), WRONG, ids=[str(fields)[:40] for fields, _ in WRONG])
def test_a_field_that_cannot_be_is_refused_with_its_reason(line, jsonl, read, refused, fields, reason):
    (letter,) = refused(read(jsonl(line(1, **fields))))

    assert letter.reason == reason
    assert letter.line == 1
    assert letter.raw


def test_ids_of_any_size_and_shape_stay_what_they_are(line, jsonl, desk):
    ids = [2**31, 2**53 + 1, 2**63, 2**63 + 1, 2**64 + 1, 10**30, -(2**63), "007", "a/b?c#d é"]

    assert desk.bring(jsonl(*(line(1, id=id) for id in ids))).new == len(ids)

    assert {desk.post("telegram", "-1001234567890", str(id)).post.key.native_id for id in ids} == set(map(str, ids))


def test_half_an_emoji_and_nul_cost_a_letter_and_not_the_post(jsonl, read, only):
    told = (
        b'{"network":"telegram","place":"-1","id":"1","published_at":"2026-11-20T05:00:00Z","text":"\\ud83d a\\u0000b"}'
    )

    assert only(read(jsonl(told))).text == "\ufffd a\ufffdb"


DEEP = b'"a":' + b"[" * 900 + b"]" * 900
UNKEEPABLE = b'{"network":"telegram","place":"-1","id":"%d","published_at":"2026-11-20T05:00:00Z","text":"",%s}'


def test_what_stands_beside_the_text_is_cleaned_too(desk, jsonl):
    beside = [
        b'"extras":{"a\\u0000":["\\ud83d"]}',
        b'"mood\\u0000":"\\udfff"',
        b'"media":[{"kind":"p\\u0000","name":"\\ud83d","note":"\\u0000"}]',
        b'"author_name":"\\u0000","place_title":"\\ud83d"',
    ]

    run = desk.bring(jsonl(*(UNKEEPABLE % each for each in enumerate(beside))))

    assert (run.new, run.dead_letters) == (4, 0)
    assert desk.post("telegram", "-1", "0").post.extras == {"a\ufffd": ["\ufffd"]}


def test_what_is_too_deep_for_anybody_is_a_letter_and_no_crash(desk, jsonl, line):
    run = desk.bring(jsonl(UNKEEPABLE % (1, b'"extras":{' + DEEP + b"}"), UNKEEPABLE % (2, DEEP), line(3)))

    assert run.new + run.dead_letters == 3
    assert desk.texts()["3"] == "Нет воды"


def test_a_line_may_be_packed_begin_with_a_mark_and_be_followed_by_empty_ones(tmp_path, line, read):
    packed = b"\xef\xbb\xbf" + json.dumps(line(1)).encode() + b"\r\n\r\n  \n" + json.dumps(line(2)).encode()
    (tmp_path / "posts.jsonl.gz").write_bytes(gzip.compress(packed))

    assert [each.key.native_id for each in read(tmp_path / "posts.jsonl.gz")] == ["1", "2"]


def test_a_deletion_stands_beside_the_post_or_alone(line, jsonl, read):
    gone = "2026-11-21T05:00:00Z"
    with_post = read(jsonl(line(1, deleted_at=gone)))
    alone = read(jsonl(line(1, deleted_at=gone, text=..., published_at=...)))

    assert [type(each) for each in with_post] == [Post, Tombstone]
    assert [type(each) for each in alone] == [Tombstone]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("2026-11-22T05:00:00Z", "2026-11-22T05:00:00Z"),
        ("2026-11-30T00:00:00Z", NOW.isoformat()),
        (..., NOW.isoformat()),
    ],
    ids=["earlier", "later than now", "not told"],
)
def test_a_deletion_alone_keeps_when_it_was_seen(line, jsonl, read, told, kept):
    gone = line(1, deleted_at="2026-11-21T05:00:00Z", seen_at=told, text=..., published_at=...)

    (tombstone,) = read(jsonl(gone))

    assert tombstone.seen_at == datetime.fromisoformat(kept)
    assert tombstone.deleted_at == datetime(2026, 11, 21, 5, tzinfo=UTC)


def test_what_the_form_does_not_have_is_kept_beside_the_text(line, jsonl, read, only):
    assert only(read(jsonl(line(1, mood="angry")))).extras == {"other": {"mood": "angry"}}


# What a post can be: names, texts and moments of any kind that the door lets in.
letters = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60)
words = letters.map(str.strip).filter(bool)
moments = st.datetimes(datetime(2001, 1, 1), datetime(2026, 11, 22), timezones=st.just(UTC))  # noqa: DTZ001
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | letters,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
media = st.builds(
    Media,
    kind=st.sampled_from(["photo", "video", "document"]),
    name=st.none() | words,
    size=st.none() | st.integers(0, 2**40),
    stored=st.none() | st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    note=st.none() | st.just("too-large"),
)
posts = st.builds(
    Post,
    key=st.builds(PostKey, st.sampled_from(["telegram", "whatsapp", "table"]), words, words),
    text=letters,
    published_at=moments,
    seen_at=st.just(NOW),
    author_id=st.none() | words,
    author_name=st.none() | words,
    url=st.none() | words,
    reply_to=st.none() | words,
    thread=st.none() | words,
    edited_at=st.none(),
    official=st.none() | st.booleans(),
    media=st.lists(media, max_size=2).map(tuple),
    place_title=st.none() | words,
    extras=st.dictionaries(words.filter(lambda name: name != "other"), json_values, max_size=2),
)


@settings(max_examples=200, deadline=None)
@given(posts)
def test_a_post_written_down_reads_as_the_same_post_and_fits_the_schema(post):
    written = json.dumps(record_of(post), ensure_ascii=False).encode()

    assert arrivals_from(decoded(written), UTC, NOW) == (normalised(post),)
    jsonschema.validate(json.loads(written), SCHEMA)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(posts, min_size=1, max_size=8, unique_by=lambda post: post.key), st.integers(0, 3), st.booleans())
def test_out_and_in_again_loses_nothing(desk, tmp_path, jsonl, posts, edits, is_deleted):
    first, *_ = posts
    told = [record_of(post) for post in posts]
    told += [
        record_of(replace(first, text=f"text {n}", edited_at=first.published_at + timedelta(hours=n + 1)))
        for n in range(edits)
    ]
    gone = {name: told[0][name] for name in ("network", "place", "id")} | {"deleted_at": "2026-11-22T00:00:00Z"}
    never = {"network": "telegram", "place": "-1", "id": "never", "deleted_at": "2026-11-21T00:00:00Z"}
    never["seen_at"] = "2026-11-21T08:00:00Z"
    desk.empty()
    desk.bring(jsonl(*told, *([gone, never] if is_deleted else [])))
    written = b"".join(lines(desk.store, MASK, with_authors=True))
    (tmp_path / "out.jsonl").write_bytes(written)

    desk.empty()
    again = desk.bring(tmp_path / "out.jsonl")

    assert again.dead_letters == 0
    assert b"".join(lines(desk.store, MASK, with_authors=True)) == written


def test_the_export_writes_a_line_for_each_version_oldest_first(desk, jsonl, line):
    edit = line(1, "v2", edited_at="2026-11-20T06:00:00Z")
    gone = line(1, text=..., published_at=..., deleted_at="2026-11-20T07:00:00Z")
    desk.bring(jsonl(line(2, "later"), edit, line(1, "v1"), gone))

    told = [json.loads(each) for each in lines(desk.store, MASK)]

    assert [(each["id"], each["text"]) for each in told] == [("1", "v1"), ("1", "v2"), ("2", "later")]
    assert [each.get("deleted_at") for each in told] == [None, "2026-11-20T07:00:00Z", None]
    assert [each.get("edited_at") for each in told] == [None, "2026-11-20T06:00:00Z", None]
    for each in told:
        jsonschema.validate(each, SCHEMA)


def test_authors_are_masked_unless_they_are_asked_for(desk, jsonl, line):
    person = {"author_id": "5000000001", "author_name": "Айгуль Т."}
    beside = {"extras": {"forwarded": {"author_name": "Ерлан К."}, "links": []}, "телефон": "+7 701 111 22 33"}
    file = {"media": [{"kind": "document", "name": "паспорт Айгуль.pdf"}]}
    desk.bring(jsonl(line(1, **person, **beside, **file), line(2, **person)))

    hidden = b"".join(lines(desk.store, MASK)).decode()
    shown = b"".join(lines(desk.store, MASK, with_authors=True)).decode()

    for secret in ("5000000001", "Айгуль", "Ерлан", "701"):
        assert secret not in hidden
        assert secret in shown
    aliases = {json.loads(each)["author_id"] for each in hidden.splitlines()}
    assert aliases == {MASK.alias("telegram", "5000000001")}


def test_an_export_holds_no_personal_data_of_any_version(desk, jsonl, line):
    cover = Mask(b"k" * 32, covered)
    was = "Звоните 8 701 111 22 33, Айгүл Серікқызы, кв. 45, ИИН 850615400123"
    now = "Пишите aigul@mail.kz, ул. Абая 12, кв. 46, машина 123 ABC 02"
    poll = {"extras": {"poll": {"question": "Кто поедет? 8 777 999 88 77"}, "links": ["https://wa.me/77015554433"]}}
    desk.bring(jsonl(line(1, was, **poll), line(1, now, edited_at="2026-11-20T06:00:00Z")))

    hidden = b"".join(lines(desk.store, cover)).decode()
    shown = b"".join(lines(desk.store, cover, with_authors=True)).decode()

    for secret in ("701 111", "Серікқызы", "кв. 45", "aigul", "кв. 46", "123 ABC", "999 88", "77015554433"):
        assert secret not in hidden
        assert secret in shown
    assert [personal_data(json.loads(each)["text"]) for each in hidden.splitlines()] == [(), ()]


def test_every_way_out_masks_alike(desk, jsonl, line):
    """S16: whatever writes posts down asks `masked`; the export is one of them."""
    desk.bring(jsonl(line(1, author_id="5", author_name="Айгуль", official=False)))
    (stored,) = desk.posts()
    (exported,) = (json.loads(each) for each in lines(desk.store, MASK))

    assert exported == json.loads(json.dumps(record_of(masked(stored.post, MASK))))


def test_the_export_says_what_was_read_and_corrected_and_no_import_takes_it_over(desk, jsonl, line, tmp_path):
    reading = Reading(
        Tongue.KAZAKH, kind=Kind.COMPLAINT, topics=(TopicFound("water", "water", 0.9),), topic_is_sure=True
    )
    desk.bring(jsonl(line(1)))
    (stored,) = desk.posts()
    with desk.store.writing() as records:
        records.keep_readings([Reread(stored.id, stored.post.text, reading)], lambda *_: NOW)
        said = Correction(Trait.TONE, "positive", "neutral", "aigul", NOW)
        records.correct(stored.id, said, restricted=None, due_at=None)
    written = b"".join(lines(desk.store, MASK))
    (told,) = (json.loads(each) for each in written.splitlines())
    (tmp_path / "out.jsonl").write_bytes(written)
    desk.empty()
    desk.bring(tmp_path / "out.jsonl")

    assert told["read_as"] == {
        "language": "kk", "kind": "complaint", "tone": "positive", "urgency": "ordinary", "topic": "water",
        "corrected": ["tone"],
    }  # fmt: skip
    jsonschema.validate(told, SCHEMA)
    assert [(each.reading, dict(each.post.extras)) for each in desk.posts()] == [(None, {})]


def test_the_export_of_a_source_is_of_that_source(desk, jsonl, line):
    desk.bring(jsonl(line(1)), slug="one")
    desk.bring(jsonl(line(2)), slug="two")

    assert [json.loads(each)["id"] for each in lines(desk.store, MASK, source="two")] == ["2"]
