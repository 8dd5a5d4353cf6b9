"""The reader of an installation: what `language` can do, with the catalogues that hold now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.own_stems import use_own_stems
from desk.errors import N_, ConfigError
from desk.territories import COUNTRY
from language.personal import PersonalReader
from language.place_names import Gazetteer
from language.places import PlaceReader
from language.reading import TextReader
from language.topics import TopicReader

if TYPE_CHECKING:
    from config.catalogues import Catalogues
    from config.settings import Settings


def reader_of(catalogues: Catalogues, territory: str) -> TextReader:
    """Reads texts by these catalogues; places are those of `territory` (a KATO code) and what lies in it.

    Raises ConfigError for an unknown territory.
    """
    if territory != COUNTRY and territory not in catalogues.territories:
        raise ConfigError(N_("there is no territory with the code {code}"), code=territory)
    places = PlaceReader(Gazetteer(catalogues.territories, territory, catalogues.places.of(territory)))
    return TextReader(
        urgencies=catalogues.urgencies,
        topics=TopicReader(catalogues.topics),
        places=places,
        personal=PersonalReader(),
    )


def reader_of_files(settings: Settings, territory: str | None) -> TextReader:
    """As `reader_of`, of what is shipped and the installation's own files: needs no database. Raises ConfigError."""
    from config.catalogues import read_catalogues

    use_own_stems(settings.data_dir)
    code = territory or settings.territory
    return reader_of(read_catalogues(settings.config_dir, zone=settings.zone, territory=code), code or COUNTRY)
