"""Villages that no list knows and no type word stands beside, by the form of their names: возле Максимовки.

In a city they are its quarters: villages that it took in.
"""

from __future__ import annotations

import re
from functools import lru_cache

from language import russian
from language.kazakh_lists import listed
from language.place_before import is_no_word
from language.place_names import is_ordinary, is_personal
from language.place_scan import Scan
from language.place_words import key
from language.words import fold

_BEFORE = listed("в во из до от возле около под за через у к близ между перед")
_RUSSIAN, _KAZAKH = r"(?:а|и|е|у|ой|ою)", r"а(?:да|га|дан|нын|дагы)"
_FORM = re.compile(
    rf"([^\W\d]{{2,}}(?:[ое]в|[иеаоя]н)к|(?:ново|красно|старо|верхне|нижне)[^\W\d]{{2,}}(?<![сц])к)(?:{_RUSSIAN}|({_KAZAKH}))\Z"
)

_ON_O = re.compile(r"[^\W\d]{3,}(?:ов|ев|ин)о\Z")
_COMPOUND = re.compile(
    r"[^\W\d]{3,}(?:тобе|булак|откел|корган|агаш|кудык|озек|шокы|арал|коль|кол|сай|тау)(?P<case>[дт][ае]н?|[дт][ае]г[ыи]|[гк][ае])?\Z"
)
"""Names made of two words, the second a hill, spring, ford, lake and the like, with the case that says where."""
_COLOURED = re.compile(
    r"((?:кызыл|ак|кара|жана|кок|сары|узын|тас|бес|уш|кос|алтын|жалгыз|тай|боз|темир)[^\W\d]{3,}?)"
    r"(?:(?P<case>[дт][ае]|[дт][ае]г[ыи])|е)\Z"
)
"""Names that begin as many villages' do, in the case that says where: Қызылсуатта, в Кызылсуате."""
_OF_PEOPLE = ("бай", "бек", "жан", "гуль", "гул", "кул", "бота", "ова", "ев", "ов", "нур", "хан")
_ENDING = re.compile(r"к(?:а|и|е|у|ой|ою|а(?:да|ға|га|дан|ның|нын|дағы|дагы))\Z")

_CASE = re.compile(r"(?<=[^\W\d]{5})(?:[дт][ае]н?|[дт][ае][гғ][ыі]|[ғгк][ае]|(?<=[^аеиоуыэюя])е)\Z")


@lru_cache(maxsize=1 << 14)
def is_village_like(word: str) -> bool:
    """Has it the form of a village's name and is it no ordinary word, as остановка and половинка are?"""
    if (match := _COLOURED.match(word)) is not None:
        return is_no_word(match[1]) and not is_personal(match[1]) and not match[1].endswith(_OF_PEOPLE)
    if _COMPOUND.match(word) is not None:
        return not is_ordinary(word) and not russian.is_known(word)
    if _ON_O.match(word) is not None:
        return not russian.is_known(word)
    match = _FORM.match(word)
    if match is None or len(match[1]) < 5:
        return False
    name = f"{match[1]}а"
    return not russian.is_known(name) or any("Geox" in tag for tag in russian.tags(name))


def is_village(scan: Scan, at: int) -> bool:
    """Does such a name say where: in Максимовке, or first in the text, called out with a comma behind it?"""
    if (match := _FORM.match(scan.keys[at])) is not None and match[2]:
        return True
    if not scan.is_capital(at) or scan.shouts(at):
        return False
    for form in (_COMPOUND, _COLOURED):
        if (match := form.match(scan.keys[at])) is not None and match["case"]:
            return True
    if at == 0:
        return scan.keys[at].endswith("ка") and scan.gap(1)[:1] == ","
    between = scan.keys[at - 1] == "и" and "между" in scan.keys[max(0, at - 4) : at]
    return (scan.keys[at - 1] in _BEFORE or between) and scan.gap(at) == " "


def called(name: str) -> str:
    """The name in the nominative."""
    short = _ENDING.sub("ка", name) if _FORM.match(key(fold(name))) else _CASE.sub("", name)
    return short[:1].upper() + short[1:]
