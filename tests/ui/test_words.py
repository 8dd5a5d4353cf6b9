"""docs/words.md says the words the interface says."""

from __future__ import annotations

import re

from ui import extraction, words


def test_the_page_of_words_is_true():
    assert words.PAGE.read_text("utf-8") == words.page(), "run `python -m ui.words`"


def test_the_word_of_the_law_is_kept_for_official_appeals():
    said = {
        each.id
        for each in extraction.read("ru")
        if isinstance(each.string, str) and re.search("обращени", each.string, re.IGNORECASE)
    }

    assert "official appeal" in said
    assert [sentence for sentence in said if "appeal" not in sentence] == []
