"""Stems out of posts: what many forms share, the same whatever the order; and that a changed table is noticed."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import kazakh
from language.kazakh_mining import kazakh_words, mined, written
from language.words import ANALYSER_VERSION, analyser_version, use_stems, words

FORMS = "зырылдақтың зырылдаққа зырылдақтар зырылдақтан зырылдақты зырылдақта"


@pytest.fixture
def own_stems() -> Iterator[None]:
    yield
    use_stems("")


def test_what_many_forms_share_is_a_stem():
    found = mined(words(FORMS).exact)
    assert found["зырылдак"] == len(FORMS.split())


def test_the_order_of_posts_and_how_often_a_form_stands_there_do_not_matter():
    forms = list(words(FORMS).exact)
    assert written(mined(forms)) == written(mined([*reversed(forms), *forms]))


@given(st.lists(st.text("абвгдежзиклмнопрстуфхы", min_size=3, max_size=12), max_size=8))
def test_a_written_table_is_read_as_it_was(forms):
    found = mined(forms)
    assert kazakh.counts(written(found)) == found


def test_only_words_of_kazakh_texts_are_counted():
    assert kazakh_words(words("Көшеде жарық жоқ, тел 87011234567, iPhone")) == ["кошеде", "жарык", "жок", "тел"]
    assert kazakh_words(words("На улице нет света")) == []


def test_own_stems_stand_beside_the_shipped_ones_and_are_named_by_the_version(own_stems):
    shipped = dict(kazakh.stems())
    use_stems(written(mined(words(FORMS).exact)))
    assert kazakh.stems()["зырылдак"] > 0
    assert all(kazakh.stems()[stem] >= seen for stem, seen in shipped.items())
    assert analyser_version().startswith(f"{ANALYSER_VERSION}+")
    use_stems("")
    assert analyser_version() == ANALYSER_VERSION
    assert kazakh.stems() == shipped


def test_what_is_no_table_changes_nothing(own_stems):
    with pytest.raises(ValueError, match="nonsense"):
        use_stems("nonsense without a count")
    assert analyser_version() == ANALYSER_VERSION
