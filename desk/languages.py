"""The language of a question beside that of its answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from desk.posts import StoredPost
from desk.readings import Tongue
from desk.standings import standing

SPOKEN = (Tongue.KAZAKH, Tongue.RUSSIAN)


def asked_in(posts: Sequence[StoredPost]) -> Tongue | None:
    """The language of most of the posts, as it was read or corrected; None where none was read, or two are as many."""
    said = Counter(language for each in posts if (language := _language(each)) is not Tongue.OTHER)
    most = said.most_common(2)
    if not most or (len(most) == 2 and most[0][1] == most[1][1]):
        return None
    return most[0][0]


def is_in_another(asked: Tongue | None, answered: Tongue) -> bool:
    """Was a question in Kazakh answered in Russian, or the other way round? Who mixes both understands both."""
    return asked in SPOKEN and answered in SPOKEN and asked is not answered


def _language(post: StoredPost) -> Tongue:
    return Tongue(standing(post.reading, post.corrections, None).language or Tongue.OTHER)
