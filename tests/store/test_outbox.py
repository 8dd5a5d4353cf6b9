"""What the index has still to take: nothing is lost, nothing is taken by two."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.incidents import CoExecutor, State
from desk.ports import OutboxItem
from desk.posts import Line, SetAsideReason

LEASE = timedelta(minutes=1)


def claim(desk, limit=1000, after=timedelta(0)):
    with desk.store.writing() as records:
        return records.claim_outbox(desk.time() + after, limit, desk.time() + after + LEASE)


def settle(desk, items):
    with desk.store.writing() as records:
        records.settle_outbox(items)


def size(desk):
    with desk.store.reading() as records:
        return records.outbox_size()


def documents(desk, items):
    with desk.store.reading() as records:
        return records.documents(items)


@pytest.fixture
def emptied(desk, a_post):
    """A desk with two posts that the index has taken."""
    desk.receive(a_post(1), a_post(2))
    settle(desk, claim(desk))
    return desk


def test_a_new_post_waits_for_the_index_until_it_is_settled(desk, a_post):
    desk.receive(a_post(1))
    items = claim(desk)

    assert items == [OutboxItem("post", desk.post(1).id, 1)]
    assert size(desk) == 1
    settle(desk, items)
    assert size(desk) == 0


def test_many_changes_of_a_post_are_one_row_with_the_newest_version(emptied, a_post):
    for minute in range(5):
        emptied.receive(a_post(1, f"{minute}", edited_at=emptied.time() + timedelta(minutes=minute)))

    assert [item.version for item in claim(emptied)] == [6]


def test_a_write_during_the_delivery_survives_it(emptied, a_post):
    emptied.receive(a_post(1, "b", edited_at=emptied.time()))
    items = claim(emptied)
    emptied.receive(a_post(1, "c", edited_at=emptied.time() + timedelta(seconds=1)))
    meanwhile = claim(emptied)
    settle(emptied, items)

    assert meanwhile == []
    assert [(item.version, item.tries) for item in claim(emptied)] == [(3, 0)]


def test_claimed_rows_are_free_again_when_the_lease_is_over(desk, a_post):
    desk.receive(a_post(1))
    first = claim(desk)

    assert claim(desk) == []
    assert claim(desk, after=LEASE) == first


def test_two_relays_never_share_a_row(desk, a_post):
    desk.receive(*(a_post(n) for n in range(400)))
    taken: list[OutboxItem] = []
    together = threading.Barrier(4)

    def relay() -> None:
        together.wait()
        while items := claim(desk, limit=7):
            taken.extend(items)

    threads = [threading.Thread(target=relay) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == len({item.id for item in taken}) == 400


def test_what_failed_waits_and_counts_its_tries(desk, a_post):
    desk.receive(a_post(1))
    items = claim(desk)
    with desk.store.writing() as records:
        records.put_off_outbox(items, desk.time() + timedelta(hours=1))

    assert claim(desk) == []
    assert [item.tries for item in claim(desk, after=timedelta(hours=1))] == [1]


def test_poison_goes_to_the_dead_letters_with_the_engines_words(desk, a_post):
    desk.receive(a_post(1), a_post(2))
    items = claim(desk)
    with desk.store.writing() as records:
        records.bury_outbox([(items[0], "mapper_parsing_exception")], desk.time())

    with desk.store.reading() as records:
        (letter,) = records.dead_letters(source="chat")
    assert (letter.reason, letter.detail, letter.line) == ("index-refused", "mapper_parsing_exception", items[0].id)
    assert size(desk) == 1


def test_what_people_write_now_does_not_wait_behind_a_year_of_history(desk, a_post):
    desk.receive(*(a_post(n, published_at=desk.time() - timedelta(days=300 - n)) for n in range(50)))
    desk.receive(a_post("now", published_at=desk.time()))

    assert [item.id for item in claim(desk, limit=1)] == [desk.post("now").id]


def test_the_oldest_row_tells_how_far_the_index_is_behind(desk, a_post):
    with desk.store.reading() as records:
        assert records.oldest_outbox() is None
    began = desk.time()
    desk.receive(a_post(1))
    desk.time.pass_(hours=3)
    desk.receive(a_post(2), a_post(1, "edited", edited_at=desk.time()))

    with desk.store.reading() as records:
        assert records.oldest_outbox() == began


def test_every_change_of_an_indexed_value_raises_the_version(emptied, a_post, a_tombstone):
    post = emptied.post(1)
    steps = [
        lambda records: records.set_line([post.id], Line.SET_ASIDE, SetAsideReason.THANKS),
        lambda records: records.tag_posts([post.id], ["двор"], []),
        lambda records: records.set_line([post.id], Line.NEW),
        lambda records: records.learn_alias(records.place("telegram", "-1001"), "@dvor"),
    ]
    versions = []
    for step in steps:
        with emptied.store.writing() as records:
            step(records)
        versions.append(emptied.post(1).row_version)
        settle(emptied, claim(emptied))
    emptied.receive(a_tombstone(1))

    assert versions == [2, 3, 4, 4]
    (document,) = documents(emptied, claim(emptied))
    assert (document.version, document.deleted, document.tags, document.line) == (5, True, ("двор",), "new")


def test_a_change_of_the_incident_reaches_the_documents_of_its_posts(emptied, entry):
    case = emptied.open_case(emptied.post(1), department="water", topic="leaks")
    settle(emptied, claim(emptied))
    helper = CoExecutor(1, "roads", "department", "clear the road")
    moved = replace(
        case,
        incident=replace(case.incident, state=State.ASSIGNED, assignee="berik", restricted=True),
        co_executors=(helper,),
    )
    with emptied.store.writing() as records:
        records.keep_case(case, moved, [entry(emptied.time(), "assign", State.OPEN, State.ASSIGNED)])

    incident, post = sorted(documents(emptied, claim(emptied)), key=lambda each: each.kind)
    assert (post.line, post.state, post.incident) == ("taken", "assigned", "2026-000001")
    assert (post.departments, post.assignee, post.topic, post.restricted) == (
        ("water", "roads"),
        "berik",
        "leaks",
        True,
    )
    assert (incident.departments, incident.version, incident.key) == (("water", "roads"), 2, "2026-000001")


def test_an_object_that_is_gone_has_a_row_but_no_document(emptied):
    with emptied.store.writing() as records:
        assert records.purge_source("chat", 10) == 2
    items = claim(emptied)

    assert [item.version for item in items] == [2, 2]
    assert documents(emptied, items) == []


def test_a_rebuild_puts_everything_into_the_outbox_by_portions(emptied):
    last, portions = 0, 0
    while True:
        with emptied.store.writing() as records:
            last = records.enqueue_all("post", last, 1)
        if not last:
            break
        portions += 1

    assert (portions, size(emptied)) == (2, 2)
    assert [item.version for item in claim(emptied)] == [1, 1]


def test_documents_come_in_the_order_of_time(desk, a_post):
    desk.receive(*(a_post(n, published_at=desk.time() - timedelta(hours=n)) for n in range(5)))

    with desk.store.reading() as records:
        first = records.every_document("post", 0, 3)
        rest = records.every_document("post", first[-1].id, 3)
    assert [d.key for d in first + rest] == [f"telegram/-1001/{n}" for n in (4, 3, 2, 1, 0)]


def test_a_post_that_takes_a_purged_ones_id_is_newer_than_its_removal(desk, a_post):
    desk.receive(a_post(1, "Бірінші"), a_post(2))
    first = desk.post(1)
    with desk.store.writing() as records:
        records.touch_posts([first.id])
        records.purge_source("chat", 100)
    desk.receive(a_post(1, "Қайта"), a_post(2), a_post(3), a_post(4, published_at=desk.time() - timedelta(days=1)))

    with desk.store.reading() as records:
        claimed = {row.id: row.version for row in records.connection.exec_driver_sql("SELECT id, version FROM outbox")}
    assert desk.post(1).id == first.id
    assert [desk.post(number).row_version for number in (1, 2, 3, 4)] == [4, 3, 1, 1]
    assert claimed == {desk.post(number).id: desk.post(number).row_version for number in (1, 2, 3, 4)}
