"""The exam that every engine passes: what it finds, in which order, for whom; and that both find the same."""

import random
import threading
from dataclasses import replace
from typing import Any

import pytest

from desk.errors import BadQuery, SearchError
from desk.posts import Line, SetAsideReason
from desk.queries import Document, PostFilter, Query
from desk.readings import Kind, Tone, Tongue, Urgency
from desk.roles import Area, Scope
from tests.index.documents import EVERYTHING, at, incident, numbers, post, stemmed


def find(engine, text: str = "", scope: Scope = EVERYTHING, **filters) -> list[int]:
    page = engine.search(Query(text, PostFilter(**filters)), scope, limit=1000)
    assert page.total == len(page.items)
    assert page.relation == "eq"
    return numbers(page)


def test_an_empty_index_finds_nothing(engine):
    assert find(engine) == []
    assert find(engine, "вода") == []
    assert list(engine.find_incidents("", EVERYTHING).items) == []


def test_what_is_put_is_found_at_once_by_all_its_words_newest_first(engine):
    assert engine.put([post(1, "Нет воды с утра"), post(3, "Вода есть"), post(2, "Снова нет воды!")]) == []
    assert find(engine, "нет воды") == [2, 1]
    assert find(engine, "ВОДЫ утра") == [1]
    assert find(engine, "") == [3, 2, 1]
    assert find(engine, "газа") == []


def test_kazakh_letters_and_their_stand_ins_are_the_same(engine):
    engine.put([post(1, "Көшеде жарық жоқ"), post(2, "Кошеде жарык жок")])
    assert find(engine, "көшеде ЖАРЫҚ") == find(engine, "кошеде жарык") == [2, 1]


RUSSIAN_FORMS = ("дорога", "дороги", "дорогу", "дорогами")
KAZAKH_FORMS = ("көше", "көшесі", "көшелерде", "коше", "кошеге", "koshede")


def test_forms_of_a_word_find_one_another_in_both_languages(engine):
    for forms in (RUSSIAN_FORMS, KAZAKH_FORMS):
        engine.put([post(n, f"бұл {form} еще") for n, form in enumerate(forms)])
        for form in forms:
            assert find(engine, form) == list(range(len(forms)))[::-1], form
        engine.remove("post", [post(n).id for n in range(len(forms))])


def test_forms_of_words_make_a_phrase_with_numbers_too(engine):
    engine.put([post(1, "ямы на дороге у дома 5"), post(2, "дороги, ямы"), post(3, "үш көшеде жарық")])
    assert find(engine, '"яма на дорогах"') == [1]
    assert find(engine, '"дом 5"') == [1]
    assert find(engine, '"көше жарығы"') == [3]


def test_a_phrase_wants_its_words_side_by_side(engine):
    engine.put([post(1, "яма на дороге"), post(2, "на яма дороге"), post(3, "яма, на: дороге")])
    assert find(engine, '"яма на дороге"') == [3, 1]
    assert find(engine, "яма на дороге") == [3, 2, 1]


def test_what_is_written_together_is_a_phrase(engine):
    engine.put([post(1, "пишите @akim_abay"), post(2, "akim и abay"), post(3, "8-701"), post(4, "701 8")])
    assert find(engine, "@akim_abay") == [1]
    assert find(engine, "8-701") == [3]


def test_a_star_asks_for_words_that_begin_so(engine):
    engine.put([post(1, "дорога"), post(2, "дорожный знак"), post(3, "недорого")])
    assert find(engine, "дор*") == [2, 1]
    assert find(engine, "дорож* знак") == [2]
    assert find(engine, "д*") == []


def test_words_are_sought_in_all_three_fields_and_phrases_within_one(open_engine):
    engine = open_engine(stemmed)
    engine.put([post(1, "дорогами города"), post(2, "города дорогами"), post(3, "дорогу 5 городу")])
    assert find(engine, "дорога городу") == [3, 2, 1]
    assert find(engine, '"дорога городов"') == [1]
    assert find(engine, '"дорога 5 городов"') == []
    assert find(engine, '"дорогу 5 городу"') == [3]


def test_a_place_without_a_word_keeps_a_phrase_from_closing_up(open_engine):
    engine = open_engine(stemmed)
    engine.put([post(1, "дорогу 5 городу")])
    assert find(engine, '"дорога города"') == []


def test_pages_follow_each_other_without_gaps_or_doubles(engine):
    engine.put([post(n, "вода" if n % 2 else "газ") for n in range(25)])
    found, after = [], None
    while True:
        page = engine.search(Query("вода"), EVERYTHING, limit=5, after=after)
        assert (page.total, page.relation) == (12, "eq")
        found += numbers(page)
        after = page.after
        if after is None:
            break
    assert found == list(range(23, 0, -2))


def test_a_hit_carries_the_id_and_the_key(engine):
    document = replace(post(1, "вода"), key="telegram/-100%2F5/7")
    engine.put([document])
    [hit] = engine.search(Query("вода"), EVERYTHING).items
    assert (hit.id, hit.key) == (document.id, document.key)


FILTERS: list[tuple[dict[str, Any], list[int]]] = [
    ({"lines": frozenset({Line.NEW, Line.TAKEN})}, [4, 2, 1]),
    ({"network": "vk"}, [3]),
    ({"source": "forum"}, [2]),
    ({"place": ("telegram", "-200")}, [4]),
    ({"place": ("vk", "-200")}, []),
    ({"thread": "t1"}, [2]),
    ({"territory": "113200000"}, [4, 2]),
    ({"territory": "000000000"}, [4, 3, 2, 1]),
    ({"topic": "water"}, [3, 1]),
    ({"topics": frozenset({"water", "pipes"})}, [3, 2, 1]),
    ({"topics": frozenset()}, []),
    ({"kind": Kind.COMPLAINT}, [2, 1]),
    ({"kind": Kind.THANKS, "by_machine": True}, [3]),
    ({"by_machine": True}, [3]),
    ({"language": Tongue.KAZAKH}, [2]),
    ({"tone": Tone.NEGATIVE, "urgency": Urgency.DANGER}, [1]),
    ({"named_place": "Абай көшесі"}, [4, 1]),
    ({"tag": "срочно"}, [4, 1]),
    ({"reason": SetAsideReason.THANKS}, [3]),
    ({"incident": "2026-000007"}, [4]),
    ({"since": at(2)}, [4, 3, 2]),
    ({"until": at(3)}, [2, 1]),
    ({"since": at(2), "until": at(4)}, [3, 2]),
    ({"late": True, "now": at(100)}, [1]),
    ({"late": True, "now": at(90)}, []),
    ({"topic": "water", "network": "telegram"}, [1]),
]


def test_filters_hold_together_with_and_without_words(engine):
    engine.put(
        [
            post(1, "слово", topic="water", due_at=at(90), tags=("срочно", "двор"), reads_as="complaint",
                 language="ru", tone="negative", urgency="danger", named_place="Абай көшесі"),
            post(2, "слово", source="forum", thread="t1", territory="113234000", due_at=at(500), reads_as="complaint",
                 language="kk", tone="negative", urgency="ordinary", topic="pipes"),
            post(3, "слово", network="vk", line="set-aside", reason="thanks", topic="water", due_at=at(1),
                 reads_as="thanks", by_machine=True),
            post(4, "слово", place="-200", territory="113200000", line="taken", due_at=at(1), tags=("срочно",),
                 incident="2026-000007", named_place="Абай көшесі"),
        ]
    )  # fmt: skip
    for filters, found in FILTERS:
        for text in ("", "слово"):
            assert find(engine, text, **filters) == found, filters


def test_late_needs_to_know_when_now_is(engine):
    with pytest.raises(ValueError, match="now"):
        engine.search(Query("", PostFilter(late=True)), EVERYTHING)


SCOPES = {
    "everything": (EVERYTHING, [6, 5, 4, 3, 2, 1]),
    "nothing": (Scope(), []),
    "the country without restricted topics": (Scope((Area(),)), [6, 5, 4, 2, 1]),
    "a district": (Scope((Area("113200000"),)), [2]),
    "a region": (Scope((Area("110000000"),)), [5, 4, 2, 1]),
    "two places": (Scope((Area("113200000"), Area("750000000", restricted=True))), [6, 3, 2]),
    "a department": (Scope((Area(departments=frozenset({"roads"})),)), [5, 4]),
    "a department or oneself": (Scope((Area(departments=frozenset({"water"}), assignee="aigul"),)), [5]),
    "no department, only oneself": (Scope((Area(departments=frozenset(), assignee="aigul"),)), [5]),
    "no department": (Scope((Area(departments=frozenset()),)), []),
    "topics": (Scope((Area(topics=frozenset({"bribes", "roads"}), restricted=True),)), [4, 3]),
    "no topics": (Scope((Area(topics=frozenset()),)), []),
    "a topic in a district": (Scope((Area("113200000", topics=frozenset({"roads"})),)), []),
}


def test_a_scope_cuts_every_answer(engine):
    engine.put(
        [
            post(1, "слово"),
            post(2, "слово", territory="113234100"),
            post(3, "слово", territory="751110000", topic="bribes", restricted=True),
            post(4, "слово", topic="roads", departments=("roads", "gas"), assignee="bolat"),
            post(5, "слово", departments=("roads",), assignee="aigul"),
            post(6, "слово", territory="751110000"),
        ]
    )
    engine.put(
        [
            incident(1, "слово"),
            incident(2, "слово", territory="113234100"),
            incident(3, "слово", territory="751110000", topic="bribes", restricted=True),
            incident(4, "слово", topic="roads", departments=("roads", "gas"), assignee="bolat"),
            incident(5, "слово", departments=("roads",), assignee="aigul"),
            incident(6, "слово", territory="751110000"),
        ]
    )
    for name, (scope, found) in SCOPES.items():
        for text in ("", "слово"):
            assert find(engine, text, scope) == found, name
            assert [hit.id for hit in engine.find_incidents(text, scope).items] == found, name


def test_what_nobody_has_placed_belongs_to_the_country_only(engine):
    engine.put([post(1, "слово", territory="")])
    assert find(engine, "слово") == [1]
    assert find(engine, "слово", Scope((Area("110000000", restricted=True),))) == []


def test_moving_to_another_department_changes_who_finds_it_at_once(engine):
    roads, water = (Scope((Area(departments=frozenset({name})),)) for name in ("roads", "water"))
    engine.put([post(1, "слово", departments=("roads",))])
    assert (find(engine, "слово", roads), find(engine, "слово", water)) == ([1], [])
    engine.put([post(1, "слово", departments=("water",), version=2)])
    assert (find(engine, "слово", roads), find(engine, "слово", water)) == ([], [1])
    engine.put([post(1, "слово", restricted=True, departments=("water",), version=3)])
    assert find(engine, "слово", water) == []


def test_incidents_and_posts_are_kept_apart(engine):
    engine.put([incident(1, "вода во дворе"), incident(2, "вода"), post(1, "вода")])
    page = engine.find_incidents("вода", EVERYTHING, limit=1)
    assert [(hit.id, hit.key) for hit in page.items] == [(2, "2026-000002")]
    assert (page.total, page.relation) == (2, "eq")
    assert find(engine, "вода") == [1]


def test_an_edit_replaces_the_text(engine):
    engine.put([post(1, "нет воды", version=1)])
    engine.put([post(1, "нет газа", version=2)])
    assert (find(engine, "воды"), find(engine, "газа"), find(engine, "")) == ([], [1], [1])


def test_an_older_version_never_replaces_a_newer_one(engine):
    engine.put([post(1, "новое", version=3, line="taken")])
    assert engine.put([post(1, "старое", version=2, line="new")]) == []
    assert (find(engine, "новое"), find(engine, "старое")) == ([1], [])
    assert find(engine, "", lines=frozenset({Line.TAKEN})) == [1]
    assert [version for _, version in engine.versions("post", 0, 10)] == [3]


def test_the_newest_of_several_versions_in_one_batch_counts(engine):
    engine.put([post(1, "второе", version=2), post(1, "третье", version=3), post(1, "первое", version=1)])
    assert (find(engine, "третье"), find(engine, "второе"), find(engine, "первое")) == ([1], [], [])


def test_putting_the_same_again_changes_nothing(engine):
    batch = [post(n, f"слово {n}", tags=("a",)) for n in range(5)]
    for _ in range(3):
        assert engine.put(batch) == []
    assert find(engine, "слово", tag="a") == [4, 3, 2, 1, 0]


def test_changed_tags_do_not_linger(engine):
    engine.put([post(1, "слово", tags=("a", "b"))])
    engine.put([post(1, "слово", tags=("b", "c"), version=2)])
    assert [find(engine, "", tag=tag) for tag in "abc"] == [[], [1], [1]]
    engine.put([post(1, "слово", version=3)])
    assert [find(engine, "", tag=tag) for tag in "abc"] == [[], [], []]


def test_what_is_removed_is_gone_and_may_come_again(engine):
    engine.put([post(1, "вода", version=7), post(2, "вода"), incident(1, "вода")])
    engine.remove("post", [post(1).id, 12345])
    assert find(engine, "вода") == [2]
    assert find(engine, "") == [2]
    engine.put([post(1, "вода", version=1)])
    assert find(engine, "вода") == [2, 1]
    engine.remove("incident", [1])
    assert engine.find_incidents("", EVERYTHING).total == 0


def test_a_text_without_words_can_be_kept_and_edited(engine):
    assert engine.put([post(1, ""), post(2, "😡😡😡")]) == []
    assert engine.put([post(1, "слово", version=2), post(2, "", version=2)]) == []
    assert (find(engine, ""), find(engine, "слово")) == ([2, 1], [1])


def test_versions_come_in_the_order_of_ids(engine):
    engine.put([post(n, version=n + 1) for n in (3, 1, 2)])
    expected = [(post(n).id, n + 1) for n in (1, 2, 3)]
    assert engine.versions("post", 0, 10) == expected
    assert engine.versions("post", 0, 2) == expected[:2]
    assert engine.versions("post", expected[1][0], 10) == expected[2:]
    assert engine.versions("incident", 0, 10) == []


def test_one_document_that_cannot_be_kept_does_not_stop_the_others(engine):
    bad = [replace(post(4), id=2**63), post(5, "слово", place="\ud800")]
    faults = engine.put([*(post(n, "слово") for n in range(4)), *bad])
    assert {(fault.id, fault.lasting) for fault in faults} == {(each.id, True) for each in bad}
    assert all("\ud800" not in fault.error for fault in faults)
    assert find(engine, "слово") == [3, 2, 1, 0]


def test_totals_are_counted_up_to_a_limit(engine, monkeypatch):
    for module in ("pages", "fts5", "elastic"):
        monkeypatch.setattr(f"index.{module}.COUNT_UP_TO", 10)
    engine.put([post(n, "слово") for n in range(12)])
    for text in ("слово", ""):
        page = engine.search(Query(text), EVERYTHING, limit=3)
        assert (page.total, page.relation, len(page.items)) == (10, "gte", 3)
    page = engine.search(Query("", PostFilter(since=at(2))), EVERYTHING)
    assert (page.total, page.relation) == (10, "eq")


HOSTILE = [
    "*a", "*", "**", "?", "/(a+)+/", "/.*/", "region:*", "line:new", "_exists_:text", "_exists_", "NOT вода", "-вода",
    "вода OR газ", "вода | газ", "вода || газ", "вода & газ", "(вода", "вода)", "[a TO b]", "{a TO b}", "вода~2",
    "вода^9", '"', '""', '"вода', 'вода"', '" "', "'", "\\", "вода\\", "вода;drop table posts", "вода' or 1=1 --", "%",
    "exact : вода", "NEAR(вода газ)", "^вода", "вода + газ", "😡", "вода 😡", "\x00", "вода\x00газ", "\ud800",
    "\u202eвода",
    "^^^", "a* b* c*", "..", "<script>", "{{7*7}}", "вода" * 200, "\u0301" * 500, "а" + "\u0301" * 900,
]  # fmt: skip


def test_nothing_typed_is_more_than_plain_text(engine):
    engine.put([post(1, "вода"), post(2, "газ"), post(3, "вода и газ"), post(4, "тайна", territory="750000000")])
    scope = Scope((Area("110000000"),))
    refused: list[BadQuery] = []
    for text in HOSTILE:
        try:
            assert set(find(engine, text, scope)) <= {1, 2, 3}, text
            assert engine.find_incidents(text, scope).total == 0, text
        except BadQuery as refusal:
            refused.append(refusal)
    assert all(refusal.position is not None for refusal in refused)
    assert len(refused) < len(HOSTILE)


def test_questions_have_their_limits(engine):
    for text in ("а" * 100_000, "вода " * 5_000, " OR ".join(f"w{n}" for n in range(5_000))):
        with pytest.raises(BadQuery) as refused:
            engine.search(Query(text), EVERYTHING)
        assert refused.value.position == 1_000
    many = " ".join(f"w{n}" for n in range(65))
    with pytest.raises(BadQuery) as refused:
        engine.search(Query(many), EVERYTHING)
    assert refused.value.position == many.index("w64")
    engine.put([post(1, " ".join(f"w{n}" for n in range(64)))])
    assert find(engine, " ".join(f"w{n}" for n in range(64))) == [1]


def test_pages_have_their_limits_and_cursors_cannot_be_made_up(engine):
    for limit in (0, -1, 10_001, 10**6):
        with pytest.raises(BadQuery):
            engine.search(Query(""), EVERYTHING, limit=limit)
    for after in ("", "x", "-1", "1; drop", "1e9", "²", str(2**63), "9" * 500):
        with pytest.raises(BadQuery):
            engine.search(Query(""), EVERYTHING, after=after)


def test_a_new_generation_answers_only_after_the_swap(engine):
    engine.put([post(1, "старое"), incident(1, "старое")])
    generation = engine.begin_generation()
    assert generation.put([post(1, "новое", version=2)]) == []
    assert find(engine, "новое") == []
    assert find(engine, "старое") == [1]
    assert generation.versions("post", 0, 10) == [(post(1).id, 2)]
    before = engine.status()["generation"]
    engine.swap_to(generation)
    assert (find(engine, "новое"), find(engine, "старое")) == ([1], [])
    assert engine.find_incidents("", EVERYTHING).total == 0
    assert engine.status()["generation"] != before
    engine.put([post(2, "новое")])
    assert find(engine, "новое") == [2, 1]


def test_writes_during_a_rebuild_reach_both_generations(open_engine):
    engine, elsewhere = open_engine(), open_engine()
    elsewhere.put([post(1, "раз", version=1), post(2, "раз"), incident(1, "раз")])
    generation = engine.begin_generation()
    elsewhere.put([post(1, "два", version=2), post(3, "два"), incident(1, "два", version=2)])
    elsewhere.remove("post", [post(2).id])
    generation.put([post(1, "раз", version=1)])
    assert find(elsewhere, "два") == [3, 1]
    engine.swap_to(generation)
    assert find(elsewhere, "два") == [3, 1]
    assert find(elsewhere, "раз") == []
    assert [hit.id for hit in elsewhere.find_incidents("два", EVERYTHING).items] == [1]


def test_a_later_rebuild_takes_over_from_an_earlier_one(open_engine):
    engine = open_engine()
    engine.put([post(1, "слово")])
    first = engine.begin_generation()
    second = open_engine().begin_generation()
    with pytest.raises(SearchError, match="another rebuild"):
        first.put([post(1, "слово")])
    with pytest.raises(SearchError, match="another rebuild"):
        engine.swap_to(first)
    second.put([post(2, "слово")])
    engine.swap_to(second)
    assert find(engine, "слово") == [2]


def test_an_abandoned_rebuild_harms_nobody(open_engine):
    engine = open_engine()
    engine.put([post(1, "слово")])
    engine.begin_generation().close()
    engine.put([post(2, "слово")])
    assert find(open_engine(), "слово") == [2, 1]
    generation = open_engine().begin_generation()
    generation.put([post(3, "слово")])
    engine.swap_to(generation)
    assert find(engine, "слово") == [3]


def test_only_what_was_begun_can_be_swapped_in(open_engine):
    with pytest.raises(SearchError, match="begun"):
        open_engine().swap_to(open_engine())


def test_search_is_never_empty_while_generations_change(open_engine):
    open_engine().put([post(1, "слово")])
    seen: list[int] = []
    faults: list[BaseException] = []
    done = threading.Event()

    def keep_searching() -> None:
        engine = open_engine()
        while not done.is_set():
            try:
                seen.append(engine.search(Query("слово"), EVERYTHING).total)
            except BaseException as fault:  # whatever it is, the test must hear of it
                faults.append(fault)
                return

    searcher = threading.Thread(target=keep_searching)
    searcher.start()
    try:
        for _ in range(6):
            engine = open_engine()
            generation = engine.begin_generation()
            generation.put([post(1, "слово")])
            engine.swap_to(generation)
    finally:
        done.set()
        searcher.join()
    assert faults == []
    assert set(seen) == {1}


def test_the_status_says_what_an_operator_asks(engine):
    engine.put([post(1, "слово"), post(2, "слово"), incident(1, "слово")])
    status = engine.status()
    assert (status["documents"], status["posts"], status["incidents"]) == (3, 2, 1)
    assert status["engine"] in {"sqlite-fts5", "elasticsearch"}
    assert status["version"].split(".")[0] in {"3", "9"}
    assert status["size_bytes"] > 0
    assert status["health"].startswith("ok")
    assert not status["filling"]


def test_another_reading_of_words_shows_as_a_rebuild_to_do(open_engine):
    open_engine().put([post(1, "слово")])
    later = open_engine(analyser_version="words-999")
    status = later.status()
    assert status["analyser_version"] != "words-999"
    assert "rebuild" in status["health"]
    generation = later.begin_generation()
    later.swap_to(generation)
    assert later.status()["analyser_version"] == "words-999"
    assert later.status()["health"].startswith("ok")


WORDS = ("вода", "газ", "яма", "двор", "дорога", "дорожный", "жарық", "жарык", "Ёлка", "ёлка", "5", "м2", "кая", "CAХ")
TERRITORIES = ("", "110000000", "113200000", "113234100", "750000000", "751110000")


def random_document(random_: random.Random, number: int) -> Document:
    choose = random_.choice
    return post(
        number,
        " ".join(choose(WORDS) for _ in range(random_.randint(0, 7))),
        version=random_.randint(1, 3),
        territory=choose(TERRITORIES),
        line=choose([line.value for line in Line]),
        topic=choose([None, "water", "roads", "bribes"]),
        restricted=random_.random() < 0.2,
        network=choose(["telegram", "vk"]),
        source=choose(["chat", "forum"]),
        departments=tuple(random_.sample(["roads", "water", "gas"], random_.randint(0, 2))),
        assignee=choose([None, "aigul", "bolat"]),
        tags=tuple(random_.sample(["срочно", "двор"], random_.randint(0, 2))),
        due_at=choose([None, at(random_.randint(0, 200))]),
    )


def random_scope(random_: random.Random) -> Scope:
    def area() -> Area:
        choose = random_.choice
        return Area(
            territory=choose(["000000000", *TERRITORIES[1:]]),
            departments=choose([None, None, frozenset({"roads"}), frozenset({"water", "gas"}), frozenset()]),
            topics=choose([None, None, frozenset({"water"}), frozenset({"roads", "bribes"})]),
            restricted=random_.random() < 0.5,
            assignee=choose([None, "aigul"]),
        )

    return Scope(tuple(area() for _ in range(random_.randint(0, 3))))


def is_seen(document: Document, scope: Scope) -> bool:
    """The scope, told once more in plain Python."""
    for area in scope.areas:
        digits = area.territory.rstrip("0")
        digits += "0" * (len(digits) % 2)
        inside = area.territory == "000000000" or document.territory.startswith(digits)
        topic = area.topics is None or document.topic in area.topics
        mine = area.assignee is not None and document.assignee == area.assignee
        reached = area.departments is None or bool(area.departments & set(document.departments)) or mine
        if inside and topic and reached and (area.restricted or not document.restricted):
            return True
    return False


def is_matched(document: Document, text: str) -> bool:
    """The terms, told once more in plain Python: parts of a text, each words side by side in one of three fields."""
    read = stemmed(document.text)
    for part in text.split('"') if '"' in text else text.split():
        asked = stemmed(part.rstrip("*"))
        if not asked.exact:
            continue
        if part.endswith("*"):
            if not any(word.startswith(asked.exact[0]) for word in read.exact):
                return False
            continue
        fields = ((read.exact, asked.exact), (read.ru, asked.ru), (read.kk, asked.kk))
        size = len(asked.exact)
        runs = (
            have[start : start + size] == want
            for have, want in fields
            if all(want)
            for start in range(len(have) - size + 1)
        )
        if not any(runs):
            return False
    return True


def test_a_random_corpus_gives_what_plain_reading_of_it_gives(open_engine):
    random_ = random.Random(20260301)
    engine = open_engine(stemmed)
    truth: dict[int, Document] = {}
    for _ in range(6):
        batch = [random_document(random_, random_.randint(1, 150)) for _ in range(40)]
        assert engine.put(batch) == []
        for document in batch:
            if document.id not in truth or document.version >= truth[document.id].version:
                truth[document.id] = document
        gone = random_.sample(sorted(truth), 2)
        engine.remove("post", gone)
        for id in gone:
            del truth[id]
    questions = ["", *WORDS, "дор*", "до* во*", "яма двор", '"яма двор"', '"дорога газ"', '"5 м2"', "вода жарық 5"]
    for _ in range(120):
        text, scope = random_.choice(questions), random_scope(random_)
        network, since = random_.choice([None, "vk"]), random_.choice([None, at(50)])
        tag, late = random_.choice([None, "двор"]), random_.random() < 0.2
        filter = PostFilter(network=network, since=since, tag=tag, late=late, now=at(100))
        expected = [
            document.id
            for document in sorted(truth.values(), key=lambda each: -each.id)
            if is_matched(document, text)
            and is_seen(document, scope)
            and (network is None or document.network == network)
            and (since is None or (document.published_at or since) >= since)
            and (tag is None or tag in document.tags)
            and (not late or (document.line == "new" and document.due_at is not None and document.due_at < at(100)))
        ]
        page = engine.search(Query(text, filter), scope, limit=200)
        assert ([hit.id for hit in page.items], page.total) == (expected, len(expected)), (text, scope, filter)


LETTER = (
    "Уважаемый аким! Во дворе дома 5 по улице Абая третий месяц не вывозят мусор, крысы бегают, дети болеют. "
    "Қоқысты қашан шығарасыздар? Примите меры."
)
FOLDED = LETTER.translate(str.maketrans("қҚ", "кК")).upper()


def alike(engine, text: str, scope: Scope = EVERYTHING, limit: int = 50, **filters) -> list[int]:
    found = engine.alike(text, PostFilter(**filters), scope, limit=limit)
    return [int(hit.key.rpartition("/")[2]) for hit in found]


def test_copies_of_a_text_are_alike_the_likeliest_first_then_the_newest(engine):
    engine.put(
        [post(1, LETTER), post(2, LETTER[: int(len(LETTER) * 0.8)] + " Жители"), post(3, FOLDED), post(4, "Свет горит")]
    )
    assert alike(engine, LETTER) == [3, 1, 2]
    assert alike(engine, LETTER, limit=1) == [3]
    assert alike(engine, "Свет") == []
    assert alike(engine, "ничего похожего ни у кого нет и не было никогда") == []


def test_an_edited_post_is_alike_what_it_says_now_and_a_removed_one_nothing(engine):
    other = "Совсем о другом: автобус двадцать третьего маршрута не приехал ни утром, ни вечером, ждали час"
    engine.put([post(1, LETTER), post(2, LETTER + " https://t.me/chat/5")])
    engine.put([replace(post(1, other), version=2)])
    assert alike(engine, LETTER) == [2]
    assert alike(engine, other) == [1]
    engine.remove("post", [post(2).id])
    assert alike(engine, LETTER) == []


def test_copies_keep_to_filter_and_scope(engine):
    engine.put([
        post(1, LETTER, line=Line.TAKEN.value, territory="111000000"),
        post(2, LETTER, line=Line.NEW.value, territory="111000000", restricted=True),
        post(3, LETTER, line=Line.NEW.value, territory="750000000"),
    ])  # fmt: skip
    assert alike(engine, LETTER, lines=frozenset({Line.NEW})) == [3, 2]
    assert alike(engine, LETTER, Scope((Area("110000000"),))) == [1]
    assert alike(engine, LETTER, Scope((Area("110000000", restricted=True),))) == [2, 1]
    assert alike(engine, LETTER, Scope()) == []


def test_both_kinds_of_documents_may_have_one_text_and_only_posts_are_alike(engine):
    engine.put([incident(1, LETTER), post(1, LETTER)])
    assert alike(engine, LETTER) == [1]
