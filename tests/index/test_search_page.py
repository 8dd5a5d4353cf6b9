"""docs/search.md says what the code does."""

from pathlib import Path

import pytest

from desk import relay
from index import pages, terms
from index.fields import FIELDS, PLACEHOLDER
from language.words import LONGEST

PAGE = (Path(__file__).parents[2] / "docs" / "search.md").read_text("utf-8")


def test_every_field_is_on_the_page_in_the_order_of_the_table():
    said = PAGE.partition("fields that can be asked for:\n")[2].partition(".\n")[0]
    assert said.replace("`", "").split() == list(FIELDS)


@pytest.mark.parametrize(
    "words",
    [
        f"At most {terms.MOST_CHARACTERS:,} characters and {terms.MOST_WORDS} words",
        f"at least {terms.SHORTEST_BEGINNING} letters",
        f"its {LONGEST}th letter",
        f"exact up to {pages.COUNT_UP_TO:,}",
        f"at most {pages.LONGEST_PAGE:,}\n  hits",
        f"placeholder `{PLACEHOLDER}`",
        f"{relay.FIRST_BATCH} at\na time",
        f"(up to {relay.LARGEST_BATCH:,})",
        f"{relay.Tally.MOST_IN_A_ROW} in a row, or more than {relay.Tally.MOST_SHARE * 100:g} %",
        f"at least {relay.Tally.LEAST_SEEN} are refused",
        f"free again after {relay.LEASE.seconds // 60} minutes",
    ],
)
def test_the_figures_on_the_page_are_those_of_the_code(words):
    assert words in PAGE
