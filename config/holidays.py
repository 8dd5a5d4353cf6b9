"""Kazakhstan's public holidays from the `holidays` library, as the table `holidays.csv` that lies below the calendar.

The library needs 0.6 s to load and count; the desk reads the table. `python -m config.holidays` writes it anew, and a
test fails when an upgrade of the library says otherwise.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from config.csv_files import write_rows

YEARS = range(2010, 2036)
TABLE = Path(__file__).with_name("holidays.csv")

RUSSIAN = {
    "New Year's Day": "Новый год",
    "Orthodox Christmas": "Православное Рождество",
    "International Women's Day": "Международный женский день",
    "Nowruz Holiday": "Наурыз мейрамы",
    "Kazakhstan's People Solidarity Holiday": "Праздник единства народа Казахстана",
    "Defender of the Fatherland Day": "День защитника Отечества",
    "Victory Day": "День Победы",
    "Capital Day": "День столицы",
    "Constitution Day": "День Конституции",
    "Republic Day": "День Республики",
    "First President Day": "День Первого Президента",
    "Independence Day": "День независимости",
    "Eid al-Adha": "Курбан айт",
}
"""The library has no Russian. Keys are its English names."""

_ADDITION = re.compile(r"(?P<name>.+?)(?: \((?P<how>observed|estimated)\))?\Z")
_HOW = {None: "", "observed": " (перенос)", "estimated": " (ожидается)"}
_MOVED = re.compile(r"Day off \(substituted from (?P<month>\d\d)/(?P<day>\d\d)/(?P<year>\d{4})\)\Z")


def public_holidays() -> dict[str, dict[str, str]]:
    """Days off and moved working days by date, in order, with the fields of the calendar's catalogue."""
    import holidays

    kazakh, english = (holidays.country_holidays("KZ", years=YEARS, language=language) for language in ("kk", "en_US"))
    days = {day: _day_off(kazakh[day], english[day]) for day in kazakh}
    days |= dict.fromkeys(kazakh.weekend_workdays, _MOVED_TO)
    return {day.isoformat(): days[day] for day in sorted(days)}


def write_table() -> None:
    """Write `holidays.csv` anew."""
    TABLE.write_text(table(), encoding="utf-8")


def table() -> str:
    """What `holidays.csv` must hold."""
    return write_rows(public_holidays(), "date", ("working", "kk", "ru", "en"))


_MOVED_TO = {
    "working": "true",
    "kk": "Жұмыс күні (ауыстырылған)",
    "ru": "Рабочий день (перенос)",
    "en": "Working day (moved)",
}


def _day_off(kazakh: str, english: str) -> dict[str, str]:
    # Two holidays on one day are joined by the library, and its English days are American.
    russian = "; ".join(_russian(name) for name in english.split("; "))
    kazakh = kazakh.replace("(бағаланған)", "(күтіледі)")
    return {
        "working": "false",
        "kk": kazakh,
        "ru": russian,
        "en": _MOVED.sub(r"Day off (moved from \3-\1-\2)", english),
    }


def _russian(english: str) -> str:
    if moved := _MOVED.match(english):
        from_day = date(int(moved["year"]), int(moved["month"]), int(moved["day"]))
        return f"Выходной день (перенос с {from_day:%d.%m.%Y})"
    match = _ADDITION.match(english)
    assert match is not None
    return RUSSIAN[match["name"]] + _HOW[match["how"]]


if __name__ == "__main__":
    write_table()
