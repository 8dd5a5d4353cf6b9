"""When a name that a list knows is the place although no street word stands beside it: each sign is a function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from desk.readings import PlaceKind
from language import russian
from language.houses import house_after, house_before, is_plainly_house
from language.kazakh_lists import listed
from language.place_lists import COUNTED
from language.place_names import Name, is_personal
from language.place_scan import Scan, crossing_near
from language.place_words import type_words

STREET, VILLAGE = PlaceKind.STREET, PlaceKind.VILLAGE
ON = frozenset(("на", "по"))
_PLACING = listed("на по с со от до у возле около вдоль за перед напротив районе в во из под")
_COMPLAINED_OF = listed(
    "жалоба жалобу жалобы жалуюсь жалуемся надежда надеюсь надеемся похож похожа суд заявление обида обижены смотрю "
    "смотрите фильм фильме книга книгу памятник"
)
"""Words behind which на names a person."""
_AGAINST = (
    "жалоб", "жалу", "наде", "заявл", "смотр", "похож", "суд", "обид", "крич", "орет", "ора", "нападе", "напал",
    "донос", "злит", "злю", "управ", "влия", "давл", "подпис", "вним", "ссыл", "сослал", "рассчит",
    "голос", "ставк", "работ", "клевет", "наговар", "материл", "руга", "обрат", "подал", "подать",
)  # fmt: skip
"""Beginnings of words behind which на names whom something is against."""
_HERE = ("да", "де", "та", "те", "дан", "ден", "тан", "тен", "дагы", "деги", "тагы", "теги")
_IN = frozenset(("в", "во", "из", "до", "под", "с", "со"))
_IN_HONOUR = listed("атындагы атындагынын атында атынан")
FORMER = listed("бывшей бывшем бывшему бурынгы")
_HYPHENS = ("-", "/", "–", "\\")


@dataclass(frozen=True)
class Mention:
    """A listed name in a text: its words are `at` to `last`, half open."""

    scan: Scan
    name: Name
    at: int
    last: int

    @cached_property
    def exact(self) -> bool:
        """Does it stand there as the list has it?"""
        return self.name.keys == tuple(self.scan.keys[self.at : self.last])

    @cached_property
    def before(self) -> str:
        """The word in front of it, '' for none; a word such as former is passed over."""
        at = self.at - 1
        if at > 0 and self.scan.keys[at] in FORMER:
            at -= 1
        return self.scan.keys[at] if at >= 0 else ""

    @cached_property
    def end(self) -> str:
        """Its last word as it stands there."""
        return self.scan.keys[self.last - 1]

    @property
    def is_capital(self) -> bool:
        """Does it begin with a capital letter?"""
        return self.scan.is_capital(self.at)

    @property
    def has_house(self) -> bool:
        """Is there a number behind it that may be a house's?"""
        return house_after(self.scan, self.last) is not None


def is_place(mention: Mention) -> bool:
    """Is the name the place?"""
    scan, name = mention.scan, mention.name
    mark = scan.text[scan.starts[mention.at] - 1] if scan.starts[mention.at] else ""
    if mark == "#":
        return True
    if mark == "@" or (mention.last < scan.size and scan.keys[mention.last] in _IN_HONOUR):
        return False
    if name.target.kind is STREET:
        return any(sign(mention) for sign in _SIGNS) or (name.plain and any(sign(mention) for sign in _SIGNS_OF_PLAIN))
    if name.plain and (not name.person or name.target.rank == "city"):
        return not _is_adjective(mention)
    if name.target.kind is not VILLAGE:
        return False
    return _is_village_alone(mention) or _is_no_russian(mention) or (name.plain and _is_said_to_be_in(mention))


def _at_a_corner(mention: Mention) -> bool:
    near = crossing_near(mention.scan.keys, mention.at, mention.last)
    return near and (mention.exact or mention.name.plain)


def _joined_to_a_street(mention: Mention) -> bool:
    """Розыбакиева-Жандосова."""
    scan, at, last = mention.scan, mention.at, mention.last
    if last < scan.size and scan.gap(last).strip() in _HYPHENS and scan.listed(last, STREET):
        return True
    return at > 0 and scan.gap(at).strip() in _HYPHENS and scan.listed_before(at, STREET) is not None


def _plainly_with_a_house(mention: Mention) -> bool:
    return is_plainly_house(mention.scan, mention.last) and (mention.is_capital or not mention.name.person)


def _behind_a_house(mention: Mention) -> bool:
    """дом 8 по Курляндской."""
    return mention.before == "по" and house_before(mention.scan, mention.at) is not None


def _from_or_to(mention: Mention) -> bool:
    """от Кенесары до Абая."""
    scan, last = mention.scan, mention.last
    if not mention.exact:
        return False
    if mention.before in ("от", "с") and last + 1 < scan.size and scan.keys[last] == "до":
        return scan.listed(last + 1, STREET) is not None or scan.type_at(last + 1) is not None
    begin = mention.at - 1
    return (
        mention.before == "до"
        and begin > 0
        and (begin - 1 in scan.taken or scan.listed_before(begin, STREET) is not None)
    )


def _from_one_to_another(mention: Mention) -> bool:
    """Абая от Гоголя до Чехова."""
    scan, last = mention.scan, mention.last
    if not (mention.exact and mention.is_capital) or last + 1 >= scan.size or scan.keys[last] not in ("от", "между"):
        return False
    return (
        scan.listed(last + 1, STREET) is not None
        and ("до" if scan.keys[last] == "от" else "и") in scan.keys[last + 2 : last + 5]
    )


def _above_or_below(mention: Mention) -> bool:
    """Розыбакиева выше Тимирязева; между Саина и Ауэзова."""
    scan, at, last = mention.scan, mention.at, mention.last
    if not mention.exact:
        return False
    if mention.before in _BY or (last < scan.size and scan.keys[last] in ("выше", "ниже") and _is_genitive(mention)):
        return mention.before != "между" or (last < scan.size and scan.keys[last] == "и" and _is_genitive(mention))
    return mention.before == "и" and at > 1 and at - 2 in scan.taken and "между" in scan.keys[max(0, at - 5) : at]


_BY = listed("выше ниже между уг")


def _in_no_other_case(mention: Mention) -> bool:
    """по Мира, на Победы: forms that на and по never ask for."""
    if mention.before not in ON or not (mention.before == "по" or mention.is_capital) or mention.last - mention.at > 1:
        return False
    if mention.exact:
        return _is_only_genitive(mention.end)
    inflected = mention.is_capital and mention.end.endswith(("а", "я", "е", "у")) and not russian.is_known(mention.end)
    return inflected and not mention.name.person


def _first_with_a_house(mention: Mention) -> bool:
    """Мира 5, as the first words of a text."""
    return mention.at == 0 and mention.exact and mention.is_capital and mention.has_house and _is_genitive(mention)


def _in_kazakh_with_two_words(mention: Mention) -> bool:
    """Абылай ханда кептеліс."""
    return mention.last - mention.at > 1 and not mention.exact and mention.end.endswith(_HERE)


def _with_a_house(mention: Mention) -> bool:
    if not mention.has_house:
        return False
    begins = mention.scan.begins_sentence(mention.at)
    said = mention.is_capital or mention.before in _PLACING or mention.at == 0
    return (mention.exact or mention.before in ON or begins) and said


def _on_it(mention: Mention) -> bool:
    """на Толе би, по Абая."""
    if mention.before not in ON or not mention.exact or (mention.name.person and not _is_genitive(mention)):
        return False
    return not (mention.at > 1 and mention.scan.keys[mention.at - 2] in _COMPLAINED_OF)


def _called_first(mention: Mention) -> bool:
    """Бараева, нужен переход."""
    scan, last = mention.scan, mention.last
    return (
        mention.at == 0 and mention.exact and _is_genitive(mention) and last < scan.size and scan.gap(last)[:1] == ","
    )


def _of_no_person(mention: Mention) -> bool:
    if mention.name.person:
        return False
    return mention.before in _PLACING or (not mention.exact and mention.end.endswith(_HERE))


_SIGNS: Sequence[Callable[[Mention], bool]] = (
    _at_a_corner, _joined_to_a_street, _plainly_with_a_house, _behind_a_house, _from_or_to, _from_one_to_another,
    _above_or_below,    _in_no_other_case, _first_with_a_house, _in_kazakh_with_two_words,
)  # fmt: skip
"""What tells a street, also where the name is an ordinary word."""
_SIGNS_OF_PLAIN: Sequence[Callable[[Mention], bool]] = (_with_a_house, _on_it, _called_first, _of_no_person)
"""What tells it where the name means nothing else, or only a person."""


def stands_alone(scan: Scan, at: int) -> bool:
    """Пожар на Карбышева; свалка по Уральской: an unlisted name in a form that only a street has behind на or по."""
    name = scan.keys[at]
    if not scan.is_capital(at) or scan.gap(at) != " ":
        return False
    if any(scan.keys[each].startswith(_AGAINST) for each in range(max(0, at - 4), at - 1)):
        return False
    if of_many(name) or (of_one(name) and scan.keys[at - 1] == "по"):
        return True
    if name.endswith(("ской", "цкой", "ной", "вой", "чей", "шей", "ней")):
        following = scan.keys[at + 1] if at + 1 < scan.size and scan.gap(at + 1) == " " else ""
        return not _is_described(following)
    return name.endswith(("ова", "ева", "ина", "ына", "ского", "цкого", "ького")) and is_personal(name)


@lru_cache(maxsize=1 << 14)
def of_many(word: str) -> bool:
    """Is it a genitive of many, as in names of streets: Строителей, Космонавтов? На and по ask for other cases."""
    if len(word) < 6 or not word.endswith(("ов", "ев", "ей")) or word in COUNTED or is_personal(word):
        return False
    tags = russian.tags(word)
    return any("NOUN" in tag and "gent" in tag and "plur" in tag for tag in tags) and not any(
        case in tag for tag in tags for case in ("nomn", "datv", "loct", "ablt")
    )


@lru_cache(maxsize=1 << 14)
def of_one(word: str) -> bool:
    """Is it only the genitive of a man's surname that the dictionary has: Баумана? По asks for another case."""
    if len(word) < 5 or not word.endswith(("а", "я")):
        return False
    tags = russian.tags(word)
    return bool(tags) and all("Surn" in tag and "masc" in tag and ("gent" in tag or "accs" in tag) for tag in tags)


def looks_on(scan: Scan, at: int) -> bool:
    """вход с улицы Абая, решётка на фасаде по Абая: a door looks on the street; the house may have another address."""
    near = scan.keys[max(0, at - 6) : at]
    if not near or near[-1] not in ("с", "со", "на", "по", "стороны", "сторону"):
        return False
    return (
        any(word.startswith(_PARTS) for word in near)
        and "\n" not in scan.text[scan.starts[max(0, at - 6)] : scan.starts[at]]
    )


_PARTS = ("вход", "выход", "фасад", "тамбур", "двер", "окн", "подход", "лестниц")
"""Beginnings of words for what looks on a street."""


def complains(scan: Scan, at: int) -> bool:
    """Does a word before this one say that somebody is complained of?"""
    return any(scan.keys[each] in _COMPLAINED_OF for each in range(max(0, at - 2), at))


@lru_cache(maxsize=1 << 12)
def _is_described(word: str) -> bool:
    """May an adjective in -ой before it belong to this word?"""
    return any(
        "femn" in tag and "NOUN" in tag and any(case in tag for case in ("gent", "datv", "loct", "ablt"))
        for tag in russian.tags(word)
    )


@lru_cache(maxsize=1 << 12)
def _is_only_genitive(word: str) -> bool:
    tags = [tag for tag in russian.tags(word) if "sing" in tag]
    others = ("nomn", "datv", "loct", "accs")
    return any("gent" in tag for tag in tags) and not any(case in tag for tag in tags for case in others)


def _is_genitive(mention: Mention) -> bool:
    keys = mention.name.keys
    return len(keys) > 1 or keys[-1].endswith(("а", "я", "ой", "ы", "и", "го"))


def _is_adjective(mention: Mention) -> bool:
    """Is it an adjective made of the name: Алматинский?"""
    relative = ("ский", "ского", "ском", "скому", "ская", "ской", "скую", "ские", "ских")
    return mention.end.endswith(relative) and not mention.name.keys[-1].endswith("ск")


def _is_village_alone(mention: Mention) -> bool:
    """в Заречном, из Мичуринского: an adjective with nothing behind that it could belong to is the village."""
    scan, word = mention.scan, mention.end
    if mention.last - mention.at != 1 or mention.before not in _IN or not word.endswith(("ом", "ого", "ое")):
        return False
    following = scan.keys[mention.last] if mention.last < scan.size and scan.gap(mention.last) == " " else ""
    is_free = following not in type_words() and not any("NOUN" in tag for tag in russian.tags(following))
    return is_free and any("ADJ" in tag for tag in russian.tags(word))


def _is_no_russian(mention: Mention) -> bool:
    """В Коянды: a Kazakh word that says in a Russian text where something is, even if it means hares."""
    is_in = mention.is_capital and mention.exact and mention.before in _IN and len(mention.end) > 3
    return is_in and not mention.scan.shouts(mention.at) and not russian.is_known(mention.end)


def _is_said_to_be_in(mention: Mention) -> bool:
    """Айсарыда; в Айсарах: nobody is in a person."""
    if mention.exact or not mention.is_capital:
        return False
    return mention.end.endswith(_HERE) or (mention.before in ("в", "во", "из") and not mention.end.endswith("ы"))
