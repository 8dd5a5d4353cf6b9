"""The smaller books: staff and sessions, letters, catalogues, jobs, imports, notices, the installation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.catalogues import CatalogueRow
from desk.chores import ImportRun, ImportState, Job, LetterState, Notice, NoticeState
from desk.errors import NotFound, Stale
from desk.journal import Entry
from desk.ports import Batch
from desk.posts import Refused
from desk.roles import Role
from desk.sources import Expectation, OfficialVoice, Source, SourceState
from desk.users import GrantRow, Session, User


def do(desk, name, *values, **named):
    with desk.store.writing() as records:
        return getattr(records, name)(*values, **named)


def test_a_user_comes_back_with_all_grants(desk):
    grants = (GrantRow(Role.EXECUTOR, "750000000", "water", "leaks"), GrantRow(Role.ASSISTANT, acts_for="akim"))
    user = User("aigul", "Айгүл", "kk", desk.time(), grants, password="$argon2id$…", theme="dark")
    kept = do(desk, "keep_user", user)
    again = do(desk, "keep_user", replace(kept, disabled=True, epoch=2, grants=grants[:1]))

    with desk.store.reading() as records:
        assert records.user("aigul") == records.user_by_id(kept.id) == again
        assert records.users() == [again]
        for unknown in (0, 2**63):
            with pytest.raises(NotFound):
                records.user_by_id(unknown)
        with pytest.raises(NotFound, match="berik"):
            records.user("berik")


def test_sessions_live_until_they_are_ended(desk):
    user = do(desk, "keep_user", User("aigul", "Айгүл", "kk", desk.time()))
    session = Session("hash", user.id, desk.time(), desk.time(), 1)
    do(desk, "keep_session", session)
    do(desk, "keep_session", replace(session, seen_at=desk.time.pass_(hours=1)))

    assert do(desk, "session", "hash").seen_at == desk.time()
    assert do(desk, "session", "other") is None
    assert (do(desk, "end_sessions", user.id, desk.time()), do(desk, "end_sessions", user.id, desk.time())) == (1, 0)
    assert do(desk, "session", "hash").revoked_at == desk.time()


def test_sessions_that_are_over_are_forgotten(desk):
    user = do(desk, "keep_user", User("aigul", "Айгүл", "kk", desk.time()))
    now = desk.time.pass_(days=10)
    hour, day = timedelta(hours=1), timedelta(days=1)
    do(desk, "keep_session", Session("ended", user.id, now, now, 1, revoked_at=now))
    do(desk, "keep_session", Session("idle", user.id, now - hour, now - hour, 1))
    do(desk, "keep_session", Session("too-long", user.id, now - day, now, 1))
    do(desk, "keep_session", Session("living", user.id, now - hour, now, 1))

    assert do(desk, "forget_old", seen_since=now - hour, started_since=now - day) == 3
    assert [do(desk, "session", each) is None for each in ("ended", "idle", "too-long", "living")] == [
        True, True, True, False,
    ]  # fmt: skip
    assert do(desk, "forget_old", seen_since=now - hour, started_since=now - day) == 0


def test_old_attempts_to_sign_in_are_forgotten_also_when_nobody_signs_in(desk):
    do(desk, "note_sign_in", "old", desk.time(), False)
    do(desk, "note_sign_in", "new", desk.time.pass_(hours=47), False)
    desk.time.pass_(hours=2)
    do(desk, "forget_old", seen_since=desk.time(), started_since=desk.time())

    with desk.store.reading() as records:
        left = records.connection.exec_driver_sql("SELECT key FROM sign_ins").scalars().all()
    assert left == ["new"]


def test_failed_sign_ins_count_since_the_last_success(desk):
    began = desk.time()
    for success in (False, False, True, False, False, False):
        do(desk, "note_sign_in", "key", desk.time.pass_(seconds=1), success)
    do(desk, "note_sign_in", "other", desk.time(), False)

    assert do(desk, "failed_sign_ins", "key", began) == 3
    assert do(desk, "failed_sign_ins", "key", desk.time()) == 1
    do(desk, "note_sign_in", "key", desk.time.pass_(days=3), True)
    with desk.store.reading() as records:
        assert records.connection.exec_driver_sql("SELECT count(*) FROM sign_ins").scalar() == 1


def test_a_look_is_journalled_once_a_person_key_and_day(desk, entry):
    look = replace(entry(), action="look", key="2026-000001")

    assert [do(desk, "look", look, day) for day in ("2026-03-18", "2026-03-18", "2026-03-19")] == [True, False, True]
    assert len(do(desk, "journal", kind="incident", key="2026-000001")) == 2


def test_a_letter_is_settled_and_counts_its_tries(desk):
    refused = [Refused("a.csv", n, "bad-date", "no date", b"x") for n in (1, 2)]
    do(desk, "receive", Batch(desk.source, refused=refused))
    first, second = do(desk, "dead_letters")
    do(desk, "settle_letter", first.id, LetterState.RETRIED)
    do(desk, "settle_letter", second.id, LetterState.OPEN)

    assert [(each.id, each.tries) for each in do(desk, "dead_letters")] == [(second.id, 1)]
    assert len(do(desk, "dead_letters", state=None, source="chat", after=first.id)) == 1
    assert (do(desk, "count_dead_letters"), do(desk, "count_dead_letters", "other")) == (1, 0)


def test_the_newest_row_of_a_catalogue_entry_counts_and_two_cannot_be_one(desk):
    row = CatalogueRow("topics", "water", 1, {"names": {"ru": "Вода"}}, "aigul", desk.time())
    do(desk, "keep_catalogue_rows", [row, replace(row, key="old", value=None)])
    do(desk, "keep_catalogue_rows", [replace(row, version=2, value={"retired": True})])

    with pytest.raises(Stale) as told:
        do(desk, "keep_catalogue_rows", [replace(row, version=2, by="berik")])
    assert told.value.by == "aigul"
    assert [(r.key, r.version, r.value) for r in do(desk, "catalogue_rows")] == [
        ("old", 1, None),
        ("water", 2, {"retired": True}),
    ]


def test_a_job_is_run_by_one_worker_at_a_time(desk):
    now = desk.time()
    do(desk, "ensure_job", Job("relay", 5, now))
    until = now + timedelta(minutes=1)

    assert do(desk, "claim_job", "relay", "a", now - timedelta(seconds=1), until) is None
    assert do(desk, "claim_job", "relay", "a", now, until).lease_by == "a"
    assert do(desk, "claim_job", "relay", "b", now, until) is None
    assert do(desk, "renew_lease", "relay", "a", until + timedelta(minutes=1)) is True
    assert do(desk, "claim_job", "relay", "b", until, until) is None
    assert do(desk, "claim_job", "relay", "b", until + timedelta(minutes=1), until + timedelta(hours=1)).lease_by == "b"
    assert do(desk, "renew_lease", "relay", "a", until) is False
    do(desk, "finish_job", "relay", "a", now, now, None)
    do(desk, "finish_job", "relay", "b", now, until, "the engine is away")
    do(desk, "ensure_job", Job("relay", 9, now, own_process=True))

    (job,) = do(desk, "jobs")
    assert (job.lease_by, job.failures, job.error, job.next_run_at) == (None, 1, "the engine is away", until)
    assert (job.every, job.own_process) == (9, True)


def test_an_import_remembers_how_far_it_came(desk):
    run = do(desk, "keep_import", ImportRun("/tmp/a.json", "a.json", "chat", "aigul", desk.time(), {"zone": "x"}))
    changed = replace(run, state=ImportState.RUNNING, position="12", read=2**40, new=3, work_from=desk.time())
    do(desk, "keep_import", changed)

    assert do(desk, "import_run", run.id) == changed
    assert do(desk, "imports") == [changed]
    with pytest.raises(NotFound):
        do(desk, "import_run", 2**64)


def test_a_notice_is_sent_once_and_tried_again_after_a_failure(desk):
    now = desk.time()
    later = now + timedelta(minutes=1)
    do(desk, "put_notice", Notice("telegram", "head", "Тихо в источнике", now))
    do(desk, "put_notice", Notice("mail", "head", "x", now))
    (notice,) = do(desk, "claim_notices", "telegram", now, later, 10)

    assert do(desk, "claim_notices", "telegram", now, later, 10) == []
    do(desk, "settle_notice", notice.id, "away", later)
    (again,) = do(desk, "claim_notices", "telegram", later, later, 10)
    assert (again.tries, again.error, again.state) == (1, "away", NoticeState.WAITING)
    do(desk, "settle_notice", notice.id, None, None)
    assert do(desk, "claim_notices", "telegram", later + timedelta(days=1), later, 10) == []


def test_values_of_the_installation_are_set_one_by_one(desk):
    do(desk, "keep_installation", {"territory": "750000000", "languages": ["kk", "ru"]})
    do(desk, "keep_installation", {"territory": None, "key": "\x00\ud83d"})

    assert do(desk, "installation") == {"territory": None, "languages": ["kk", "ru"], "key": "\x00\ud83d"}


def test_a_source_is_kept_whole_with_its_voices(desk):
    source = Source(
        "chat", "telegram", "Чат", desk.time(), "750000000", "water", "dep", desk.time(), SourceState.PAUSED,
        Expectation(5, 50), {"id": "message_id"}, last_error="нет ответа",
    )  # fmt: skip
    kept = do(desk, "keep_source", source)
    do(desk, "keep_source", replace(kept, title="Двор"))
    voice = OfficialVoice("telegram", "@akimat", "press", desk.time())
    do(desk, "keep_official_voice", voice)
    do(desk, "keep_official_voice", replace(voice, valid_to=desk.time()))

    assert do(desk, "source", "chat") == do(desk, "sources")[0] == replace(kept, title="Двор")
    assert do(desk, "official_voices") == [replace(voice, valid_to=desk.time())]


def test_staff_words_with_nul_and_lone_surrogates_are_kept_on_both_databases(desk):
    case = desk.open_case(title="a\x00b", notes="\ud83d")

    assert (desk.case(case.incident.number).incident.title, desk.case(case.incident.number).incident.notes) == (
        "a\ufffdb",
        "\ufffd",
    )


def test_when_somebody_was_here_last_is_known_from_sessions_and_else_from_the_journal(desk):
    first = desk.time()
    people = [do(desk, "keep_user", User(login, login, "kk", first)) for login in ("aigul", "berik", "new")]
    do(desk, "keep_session", Session("old", people[0].id, first, first, 1))
    later = desk.time.pass_(hours=1)
    do(desk, "keep_session", Session("living", people[0].id, first, later, 1))
    do(desk, "write", [Entry(later, "berik", "sign-in", "user", "berik"), Entry(later, "x", "take", "incident", "1")])

    assert do(desk, "last_seen", people) == {"aigul": later, "berik": later}
    assert do(desk, "last_seen", people[2:]) == {}


def test_a_value_of_the_installation_is_taken_once(desk):
    do(desk, "keep_installation", {"link": {"hash": "ә"}, "territory": "750000000"})

    assert do(desk, "take_installation", "link") == {"hash": "ә"}
    assert do(desk, "take_installation", "link") is None
    assert do(desk, "installation") == {"territory": "750000000"}


def test_a_job_can_be_hastened_but_never_put_off(desk):
    now = desk.time()
    later, sooner = now + timedelta(hours=5), now - timedelta(minutes=1)
    do(desk, "ensure_job", Job("refresh-terms", 3600, later))
    do(desk, "ensure_job", Job("tick", 30, sooner))

    assert do(desk, "hasten_job", "refresh-terms", now)
    assert do(desk, "hasten_job", "tick", now)
    assert not do(desk, "hasten_job", "unknown", now)
    with desk.store.reading() as records:
        assert {job.name: job.next_run_at for job in records.jobs()} == {"refresh-terms": now, "tick": sooner}
