"""The reader of an installation: what `language` can do, with the catalogues that hold now."""

from __future__ import annotations

import gc
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from desk.errors import N_, ConfigError
from desk.territories import COUNTRY
from language.personal import PersonalReader
from language.place_names import Gazetteer
from language.places import PlaceReader
from language.reading import TextReader
from language.topics import TopicReader

if TYPE_CHECKING:
    from config.catalogues import Catalogues
    from language.topic_models import TopicModel


READ_BY = ("topics", "places", "territories", "urgencies")
"""The catalogues that a reader is made of."""
MOST_KEPT = 3
_kept: OrderedDict[tuple[str, str, str], TextReader] = OrderedDict()
_lock = Lock()


def reader_of(catalogues: Catalogues, territory: str, model: TopicModel | None = None) -> TextReader:
    """Reads texts by these catalogues; places are those of `territory` (a KATO code) and what lies in it,
    topics those of `model` where one was learned. Catalogues that say the same give the same reader.

    Raises ConfigError for an unknown territory.
    """
    key = _key(catalogues, territory, model)
    with _lock:
        if key not in _kept:
            _kept[key] = _built(catalogues, territory, model)
            if len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
        _kept.move_to_end(key)
        return _kept[key]


def standing_reader(catalogues: Catalogues, territory: str, model: TopicModel | None = None) -> TextReader:
    """As `reader_of`, for a process that will read many texts: catalogues and tables are not looked through for garbage
    again and again, which would hold up a text for a tenth of a second now and then."""
    if _key(catalogues, territory, model) in _kept:
        return reader_of(catalogues, territory, model)
    gc.unfreeze()
    reader = reader_of(catalogues, territory, model)
    # What is garbage by now would stay for good.
    gc.collect()
    gc.freeze()
    return reader


def _key(catalogues: Catalogues, territory: str, model: TopicModel | None) -> tuple[str, str, str]:
    """What a reader depends on besides what is shipped, which stays the same while the process lives."""
    return repr([catalogues.layers[name] for name in READ_BY]), territory, model.version if model is not None else ""


def _built(catalogues: Catalogues, territory: str, model: TopicModel | None) -> TextReader:
    if territory != COUNTRY and territory not in catalogues.territories:
        raise ConfigError(N_("there is no territory with the code {code}"), code=territory)
    places = PlaceReader(Gazetteer(catalogues.territories, territory, catalogues.places.of(territory)))
    return TextReader(
        urgencies=catalogues.urgencies,
        topics=TopicReader(catalogues.topics, model),
        places=places,
        personal=PersonalReader(),
    )
