"""What a search found is marked where it stands."""

from language.marks import marks


def marked(question, text):
    return [text[start:end] for start, end in marks(question, text)]


def test_the_words_of_the_question_are_marked_in_the_text():
    assert marked("свет", "Нет света? Свет есть, свет!") == ["света", "Свет", "свет"]


def test_kazakh_letters_are_marked_however_they_were_typed():
    assert marked("көше", "Коше, көше, КӨШЕ") == ["Коше", "көше", "КӨШЕ"]


def test_other_forms_of_a_word_are_marked_in_both_languages():
    assert marked("дорога", "дороги, дорогу и дорожку") == ["дороги", "дорогу"]
    assert marked("көше", "Көшелерде, кошеси, koshede") == ["Көшелерде", "кошеси", "koshede"]


def test_a_star_marks_beginnings():
    assert marked("дорог*", "дорога, дорогой, дом") == ["дорога", "дорогой"]


def test_nothing_is_marked_without_words():
    assert marks("", "текст") == []
    assert marks("!?", "текст") == []
