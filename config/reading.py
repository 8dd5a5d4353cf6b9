"""The reader of an installation: what `language` can do, with the catalogues that hold now."""

from __future__ import annotations

import gc
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


def reader_of(catalogues: Catalogues, territory: str, model: TopicModel | None = None) -> TextReader:
    """Reads texts by these catalogues; places are those of `territory` (a KATO code) and what lies in it,
    topics those of `model` where one was learned.

    Raises ConfigError for an unknown territory.
    """
    if territory != COUNTRY and territory not in catalogues.territories:
        raise ConfigError(N_("there is no territory with the code {code}"), code=territory)
    places = PlaceReader(Gazetteer(catalogues.territories, territory, catalogues.places.of(territory)))
    return TextReader(
        urgencies=catalogues.urgencies,
        topics=TopicReader(catalogues.topics, model),
        places=places,
        personal=PersonalReader(),
    )


def standing_reader(catalogues: Catalogues, territory: str, model: TopicModel | None = None) -> TextReader:
    """As `reader_of`, for a process that will read many texts: catalogues and tables are not looked through for garbage
    again and again, which would hold up a text for a tenth of a second now and then."""
    gc.unfreeze()
    reader = reader_of(catalogues, territory, model)
    gc.freeze()
    return reader
