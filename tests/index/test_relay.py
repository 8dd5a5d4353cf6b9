"""The relay: everything reaches the index, whatever happens to the engine, to the relay or to single documents."""

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desk.errors import SearchError
from desk.queries import ItemFault, PostFilter, Query
from desk.relay import Relay, verify
from tests.index.conftest import Town
from tests.index.documents import EVERYTHING, START, Engine

ROOT = Path(__file__).parents[2]


def test_what_came_in_is_found_after_one_run(town: Town):
    town.receive("Нет воды", "Нет света")
    assert town.found("нет") == []
    report = town.relay().run_once()
    assert (report.delivered, report.refused, report.waiting, report.error) == (2, 0, 0, None)
    assert town.found("нет") == [2, 1]


def test_nothing_to_do_is_nothing_done(town: Town):
    report = town.relay().run_once()
    assert (report.delivered, report.waiting, report.error) == (0, 0, None)


def test_draining_takes_everything_and_tells_how_far_it_is(town: Town):
    town.receive(*(f"слово {n}" for n in range(450)))
    told: list[tuple[int, int]] = []
    assert town.relay().drain(lambda delivered, waiting: told.append((delivered, waiting))) == 450
    # 100, then twice as many each time as long as it is fast.
    assert told == [(100, 350), (300, 150), (450, 0)]
    assert town.search("слово").total == 450


def test_an_edit_and_a_change_of_line_reach_the_index(town: Town):
    town.receive("Нет воды")
    town.relay().drain()
    town.edit(1, "Вода появилась")
    town.relay().drain()
    assert (town.found("появилась"), town.found("нет")) == ([1], [])
    town.tag(1, "двор")
    town.relay().drain()
    assert town.search("", tag="двор").total == 1


def test_what_is_purged_leaves_the_index(town: Town):
    town.receive("Нет воды")
    town.relay().drain()
    town.purge()
    town.relay().drain()
    assert town.found("") == []
    assert town.outbox() == 0


def test_what_is_purged_and_comes_again_before_any_delivery_is_found_by_its_new_words(town: Town):
    town.receive("Нет воды", "Нет света")
    town.edit(1, "Нет воды совсем")
    town.relay().drain()
    town.purge()
    for number in (1, 2, 3):
        town.edit(number, "Дороги нет")
    town.relay().drain()
    assert (town.found("дороги"), town.found("воды")) == ([3, 2, 1], [])
    assert (len(verify(town.store, town.index)), town.outbox()) == (0, 0)


def test_an_outage_of_six_hours_loses_nothing_and_is_never_given_up(town: Town):
    relay, began = town.relay(), town.time.at
    town.receive("первое")
    town.break_engine()
    asked = 0
    while town.time.at < began + timedelta(hours=6):
        town.time.pass_(minutes=1)
        town.receive(f"слово {town.time.at:%H%M}")
        report = relay.run_once()
        asked += report.wait_seconds == 0 or report.delivered == 0
        assert report.error is not None
        assert report.waiting == town.outbox()
    assert town.outbox() == 361
    assert town.attempts() <= 20
    town.mend_engine()
    town.time.pass_(hours=1)
    while town.outbox():
        assert relay.run_once().error is None
    assert town.search("").total == 361


def test_waits_double_up_to_an_hour_and_survive_a_restart(town: Town):
    town.receive("слово")
    town.break_engine()
    waits: list[float] = []
    for _ in range(15):
        report = town.relay().run_once()  # each time another process
        assert report.error is not None
        waits.append(report.wait_seconds)
        again = town.relay().run_once()
        assert again.error is not None
        assert str(again.error) == str(report.error)
        assert again.wait_seconds == report.wait_seconds
        town.time.pass_(seconds=report.wait_seconds)
    assert waits == [*(float(2**n) for n in range(12)), 3600.0, 3600.0, 3600.0]
    town.mend_engine()
    assert town.relay().run_once().delivered == 1
    town.receive("ещё")
    town.break_engine()
    assert town.relay().run_once().wait_seconds == 1


def test_who_asks_for_draining_hears_that_the_engine_is_away_and_nothing_is_lost(town: Town):
    town.receive("слово")
    town.break_engine()
    with pytest.raises(SearchError):
        town.relay().drain()
    assert town.outbox() == 1
    town.mend_engine()
    assert town.relay().drain() == 1  # at once, though the relay was told to wait
    assert town.found("слово") == [1]


def test_two_relays_share_the_work_without_doubling_it(town: Town):
    town.receive(*(f"слово {n}" for n in range(300)))
    one, other = town.relay(), town.relay()
    counts = [relay.run_once().delivered for relay in (one, other, one)]
    assert counts == [100, 100, 100]
    assert town.outbox() == 0


def test_rows_of_a_relay_that_died_are_free_after_its_lease(town: Town):
    town.receive("слово")
    with town.store.writing() as records:
        records.claim_outbox(town.time.at, 100, town.time.at + timedelta(minutes=5))
    assert town.relay().run_once().delivered == 0
    assert town.outbox() == 1
    town.time.pass_(minutes=5)
    assert town.relay().run_once().delivered == 1


def test_a_relay_that_is_broken_off_by_hand_leaves_its_rows_free(town: Town):
    town.receive("слово")

    def broken_off(documents, engine):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        town.relay(index=Engine(town.index, broken_off)).drain()
    assert town.relay().drain() == 1


def test_draining_waits_for_rows_that_another_relay_holds(town: Town):
    town.receive("слово")
    with town.store.writing() as records:
        held = records.claim_outbox(town.time.at, 100, town.time.at + timedelta(minutes=5))
    pauses: list[float] = []

    def other_relay_goes_on(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            with town.store.writing() as records:
                records.settle_outbox(held)

    assert town.relay(pause=other_relay_goes_on).drain() == 0
    assert len(pauses) == 3


def test_draining_does_not_wait_for_ever(town: Town):
    town.receive("слово")
    with town.store.writing() as records:
        records.claim_outbox(town.time.at, 100, town.time.at + timedelta(days=5))
    pauses: list[float] = []
    assert town.relay(pause=pauses.append).drain() == 0
    assert 20 < sum(pauses) < 60


def test_a_change_while_its_batch_is_under_way_is_not_lost(town: Town):
    town.receive("Нет воды")
    edited: list[bool] = []

    def put(documents, engine):
        faults = engine.put(documents)
        if not edited:
            edited.append(True)
            town.edit(1, "Вода появилась")
        return faults

    relay = town.relay(index=Engine(town.index, put))
    assert relay.run_once().delivered == 1
    assert town.outbox() == 1
    assert relay.run_once().delivered == 1
    assert town.found("появилась") == [1]


def refusing(ids: set[int], *, lasting: bool, error: str = "400 mapper_parsing_exception"):
    """An engine that refuses some documents and takes the others."""

    def put(documents, engine):
        bad = [each for each in documents if each.id in ids]
        faults = engine.put([each for each in documents if each.id not in ids])
        return faults + [ItemFault(each.kind, each.id, each.version, error, lasting) for each in bad]

    return put


def test_a_poisonous_document_goes_to_the_dead_letters_and_the_others_pass(town: Town):
    town.receive(*(f"слово {n}" for n in range(100)))
    poison = town.post(50).id
    report = town.relay(index=Engine(town.index, refusing({poison}, lasting=True))).run_once()
    assert (report.delivered, report.refused, report.waiting, report.error) == (99, 1, 0, None)
    [letter] = town.letters()
    assert (letter.file, letter.line, letter.detail) == ("index", poison, "400 mapper_parsing_exception")
    assert town.search("слово").total == 99


def test_a_document_that_the_engine_is_too_busy_for_is_tried_again_alone(town: Town):
    town.receive(*(f"слово {n}" for n in range(10)))
    busy = {town.post(3).id}
    relay = town.relay(index=Engine(town.index, refusing(busy, lasting=False, error="429")))
    report = relay.run_once()
    assert (report.delivered, report.refused, report.waiting, report.error) == (9, 0, 1, None)
    assert relay.run_once().delivered == 0  # not before its time
    town.time.pass_(seconds=1)
    assert relay.run_once().delivered == 0
    town.time.pass_(seconds=1)
    assert relay.run_once().delivered == 0  # twice as long now
    busy.clear()
    town.time.pass_(seconds=1)
    assert relay.run_once().delivered == 1
    assert town.letters() == []


def test_fifty_refusals_in_a_row_stop_the_relay_instead_of_burying_everything(town: Town):
    town.receive(*(f"слово {n}" for n in range(100)))
    bad = {town.post(n).id for n in range(30, 81)}
    report = town.relay(index=Engine(town.index, refusing(bad, lasting=True))).run_once()
    assert report.error is not None
    assert "mapper_parsing_exception" in str(report.error)
    assert (report.delivered, report.refused, report.waiting) == (49, 0, 51)
    assert town.letters() == []
    town.time.pass_(seconds=report.wait_seconds)
    assert town.relay().run_once().delivered == 51


def test_more_than_five_in_a_hundred_stop_the_relay(town: Town):
    town.receive(*(f"слово {n}" for n in range(400)))
    bad = {town.post(n).id for n in range(1, 401) if n % 10 == 0}
    relay = town.relay(index=Engine(town.index, refusing(bad, lasting=True)))
    assert relay.run_once().refused == 10  # fewer than 200 say nothing yet
    report = relay.run_once()
    assert report.error is not None
    assert report.refused == 0
    assert len(town.letters()) == 10


def test_the_limits_are_remembered_over_a_restart(town: Town):
    town.receive(*(f"слово {n}" for n in range(100)))
    bad = {town.post(n).id for n in range(1, 101)}
    for _ in range(2):
        relay = town.relay(index=Engine(town.index, refusing(bad, lasting=True)), first_batch=30)
        report = relay.run_once()
    assert report.error is not None
    assert len(town.letters()) == 30


def test_few_refusals_among_many_are_no_reason_to_stop(town: Town):
    town.receive(*(f"слово {n}" for n in range(1_000)))
    bad = {town.post(n).id for n in range(1, 1_001) if n % 50 == 0}
    assert town.relay(index=Engine(town.index, refusing(bad, lasting=True))).drain() == 980
    assert len(town.letters()) == 20


def test_an_incident_is_found_by_its_words_and_its_posts_carry_its_number(town: Town):
    town.receive("Нет воды во дворе")
    number = town.open_case(1, title="Вода на Абая")
    town.relay().drain()
    assert [hit.key for hit in town.index.find_incidents("абая", EVERYTHING).items] == [number]
    assert town.index.search(Query("", PostFilter(incident=number)), EVERYTHING).total == 1


@pytest.mark.parametrize("store_kind", ["sqlite"], indirect=True)
def test_the_relay_reads_no_clock_of_its_own(town: Town):
    town.time.at = datetime(2000, 1, 1, tzinfo=UTC)
    town.break_engine()
    town.receive("слово")
    assert isinstance(town.relay(), Relay)
    assert town.relay().run_once().wait_seconds == 1
    assert town.relay().run_once().wait_seconds == 1


def test_a_relay_killed_between_the_engine_and_the_outbox_only_repeats_itself(town: Town, store_url, index_arguments):
    """R2: kill -9 after the engine's answer, before the outbox is settled."""
    town.receive(*(f"слово {n}" for n in range(1, 61)))
    for life in range(4):
        killed = subprocess.run(
            [sys.executable, "-m", "tests.index.lives", "die", store_url, *index_arguments], cwd=ROOT, check=False
        )
        assert killed.returncode == -signal.SIGKILL
        assert town.outbox() >= 60
        assert town.search("").total == 60
        town.edit(life + 1, f"правка {life}")
        town.time.at = datetime.now(UTC) + timedelta(hours=1 + life)
        with town.store.writing() as records:  # the dead relay's lease runs out
            records.put_off_outbox(records.claim_outbox(town.time.at, 1000, town.time.at), START)
    assert town.relay().drain() == 60
    assert town.search("").total == 60
    assert (town.search("правка").total, town.search("слово").total) == (4, 56)
    assert len(verify(town.store, town.index)) == 0
