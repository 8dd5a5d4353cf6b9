"""Words beside which a name is a place: of streets, microdistricts, villages, houses, landmarks, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from desk.readings import PlaceKind
from language import latin
from language.kazakh_lists import listed


@dataclass(frozen=True, slots=True)
class TypeWord:
    """A word that tells the kind of the place named beside it.

    `rank` says which territory it is: region, district, rural, city, village. `label` names a landmark's sort. `after`
    words stand behind the name (Kazakh). An `owned` one has the possessive ending (көшесі): what stands before it is a
    name. A `short` one is an abbreviation, which nobody writes without a name. `number` and `name` say what may tell
    one landmark of a sort from another.
    """

    kind: PlaceKind
    rank: str = ""
    label: str = ""
    after: bool = False
    plural: bool = False
    owned: bool = False
    short: bool = False
    gender: str = ""
    number: bool = True
    name: bool = True


@lru_cache(maxsize=1 << 16)
def key(word: str) -> str:
    """A folded word as names are compared: a Latin one in its Cyrillic reading (`ya` may be я and ыа), э as е."""
    if latin.is_latin(word):
        word = latin.cyrillic(word)
    return word.replace("э", "е").replace("ыа", "я")


_CASES = listed("ны ни ды ди ты ти нын нин дын дин тын тин га ге ка ке на не да де та те дан ден тан тен нан нен мен "
                "бен пен дагы деги тагы теги дын дин")  # fmt: skip
_OWNED_CASES = listed("н нын нин на не нда нде нан нен мен ндагы ндеги ны ни")
CASE_ENDINGS = _CASES
"""Endings of a Kazakh noun in folded letters; closed, so that no name is ever stemmed."""

_MASCULINE = " а у ом е"
_MASCULINE_MANY = "ы ов ам ами ах"
_FEMININE = "а ы е у ой ою"


def _with(stem: str, endings: str) -> Iterator[str]:
    yield from (stem + each for each in endings.split(" "))


def _kazakh(stem: str, owner: str = "ы") -> dict[str, tuple[bool, bool]]:
    """Forms of a Kazakh type word → (owned, plural). A stem's last letter may soften before the owner's vowel."""
    forms: dict[str, tuple[bool, bool]] = {stem: (False, False)}
    forms |= {stem + each: (False, False) for each in _CASES}
    soft = {"к": "г", "п": "б"}.get(stem[-1])
    for vowel in ("ы", "и"):
        head = (stem[:-1] + soft if soft else stem) + (f"с{vowel}" if owner == "сы" else vowel)
        forms |= {head: (True, False)} | {head + each: (True, False) for each in _OWNED_CASES}
        for many in ("лар", "лер", "дар", "дер", "тар", "тер"):
            forms |= {f"{stem}{many}{vowel}": (True, True)}
            forms |= {f"{stem}{many}{vowel}{each}": (True, True) for each in _OWNED_CASES}
    return forms


_STREET, _MICRO, _VILLAGE, _LAND, _MARK = (
    PlaceKind.STREET, PlaceKind.MICRODISTRICT, PlaceKind.VILLAGE, PlaceKind.TERRITORY, PlaceKind.LANDMARK,
)  # fmt: skip

_RUSSIAN: tuple[tuple[PlaceKind, str, str, str, str, str], ...] = (
    (_STREET, "", "улиц", _FEMININE + " ею", " ам ами ах", "f"),
    (_STREET, "", "проспект", _MASCULINE, _MASCULINE_MANY, "m"),
    (_STREET, "", "переул", "ок ка ку ком ке", "ки ков кам", "m"),
    (_STREET, "", "бульвар", _MASCULINE, _MASCULINE_MANY, "m"),
    (_STREET, "", "проезд", _MASCULINE, _MASCULINE_MANY, "m"),
    (_STREET, "", "тупик", _MASCULINE, _MASCULINE_MANY, "m"),
    (_STREET, "", "шоссе", "", "-", "n"),
    (_STREET, "", "площад", "ь и ью", "ей ям", "f"),
    (_STREET, "", "набережн", "ая ой ую", "-", "f"),
    (_STREET, "", "алле", "я и е ю ей", "-", "f"),
    (_STREET, "", "трасс", _FEMININE, "-", "f"),
    (_MICRO, "", "микрорайон", _MASCULINE, _MASCULINE_MANY, "m"),
    (_MICRO, "", "микраш", _FEMININE, "-", "f"),
    (_MICRO, "", "жилмассив", _MASCULINE, _MASCULINE_MANY, "m"),
    (_MICRO, "", "массив", _MASCULINE, "-", "m"),
    (_MICRO, "", "квартал", _MASCULINE, _MASCULINE_MANY, "m"),
    (_VILLAGE, "village", "сел", "о а у ом е", "-", "n"),
    (_VILLAGE, "village", "посел", "ок ка ку ком ке", "-", "m"),
    (_VILLAGE, "village", "аул", _MASCULINE, "-", "m"),
    (_VILLAGE, "village", "деревн", "я и е ю ей", "-", "f"),
    (_VILLAGE, "village", "станци", "я и ю ей", "-", "f"),
    (_LAND, "district", "район", _MASCULINE, _MASCULINE_MANY, "m"),
    (_LAND, "rural", "округ", _MASCULINE, "-", "m"),
    (_LAND, "city", "город", _MASCULINE, "-", "m"),
    (_LAND, "region", "област", "ь и ью", "-", "f"),
)  # fmt: skip
"""Kind, rank, stem, endings of one, endings of many (`-`: none), gender of an adjective before it."""

_KAZAKH: tuple[tuple[PlaceKind, str, str, str], ...] = (
    (_STREET, "", "коше", "сы"),
    (_STREET, "", "дангыл", "ы"),
    (_STREET, "", "туйык", "ы"),
    (_STREET, "", "алан", "ы"),
    (_STREET, "", "бульвар", "ы"),
    (_STREET, "", "шоссе", "сы"),
    (_STREET, "", "проспект", "ы"),
    (_STREET, "", "жагалау", "ы"),
    (_MICRO, "", "ыкшамаудан", "ы"),
    (_MICRO, "", "молтекаудан", "ы"),
    (_MICRO, "", "шагынаудан", "ы"),
    (_MICRO, "", "микроаудан", "ы"),
    (_MICRO, "", "микрорайон", "ы"),
    (_MICRO, "", "мкр", "ы"),
    (_MICRO, "", "алаб", "ы"),
    (_MICRO, "", "орам", "ы"),
    (_VILLAGE, "village", "ауыл", "ы"),
    (_VILLAGE, "village", "кент", "ы"),
    (_VILLAGE, "village", "станция", "сы"),
    (_LAND, "district", "аудан", "ы"),
    (_LAND, "rural", "округ", "ы"),
    (_LAND, "city", "кала", "сы"),
    (_LAND, "region", "облыс", "ы"),
)

_SHORT: tuple[tuple[str, PlaceKind, str, bool], ...] = (
    ("ул", _STREET, "", False), ("пр", _STREET, "", False), ("просп", _STREET, "", False),
    ("пр т", _STREET, "", False), ("пр кт", _STREET, "", False), ("пр д", _STREET, "", False),
    ("пер", _STREET, "", False), ("пл", _STREET, "", False), ("бул", _STREET, "", False),
    ("б р", _STREET, "", False), ("наб", _STREET, "", False), ("кош", _STREET, "", True),
    ("к си", _STREET, "", True), ("д лы", _STREET, "", True), ("данг", _STREET, "", True),
    ("мкр", _MICRO, "", False), ("мкрн", _MICRO, "", False), ("мкр н", _MICRO, "", False),
    ("мкр он", _MICRO, "", False), ("м н", _MICRO, "", False), ("мк н", _MICRO, "", False),
    ("м р", _MICRO, "", False), ("м он", _MICRO, "", False), ("мик н", _MICRO, "", False),
    ("микр", _MICRO, "", False), ("микрор", _MICRO, "", False), ("микр н", _MICRO, "", False),
    ("ж м", _MICRO, "", False), ("кв л", _MICRO, "", False), ("ш а", _MICRO, "", True), ("ы а", _MICRO, "", True),
    ("м а", _MICRO, "", True), ("ыкш а", _MICRO, "", True), ("ш аудан", _MICRO, "", True),
    ("пос", _VILLAGE, "village", False), ("р н", _LAND, "district", False), ("с о", _LAND, "rural", False),
    ("обл", _LAND, "region", False),
)  # fmt: skip
"""Abbreviations, their parts joined by a hyphen, stroke or dot; whether the name stands before them."""

DOTTED = {"с": (_VILLAGE, "village"), "п": (_VILLAGE, "village"), "г": (_LAND, "city"), "аул": (_VILLAGE, "village"),
          "а": (_VILLAGE, "village"),
          "ст": (_VILLAGE, "village")}  # fmt: skip
"""Single letters that stand for a kind only with their full stop and a capital letter behind: с. Акжар."""

_TWO = {
    ("тас", "жол"): _STREET,
    ("ыкшам", "аудан"): _MICRO, ("молтек", "аудан"): _MICRO, ("шагын", "аудан"): _MICRO, ("микро", "аудан"): _MICRO,
    ("микро", "район"): _MICRO, ("тургын", "алаб"): _MICRO, ("ауылдык", "округ"): _LAND, ("ауыл", "округ"): _LAND,
    ("жилой", "массив"): _MICRO, ("жилого", "массив"): _MICRO, ("жилом", "массив"): _MICRO,
    ("сельский", "округ"): _LAND, ("сельского", "округ"): _LAND, ("сельском", "округ"): _LAND,
    ("сельскому", "округ"): _LAND, ("аульный", "округ"): _LAND, ("аульного", "округ"): _LAND,
}  # fmt: skip
"""Two words that are one type: the first as it stands, the second in every form."""

_LANDMARKS: tuple[tuple[str, str, str], ...] = (
    ("мектеп (школа)", "школ:а ы е у ой ою|сош:|сш:", "мектеп"),
    ("мектеп-гимназия (гимназия)", "гимнази:я и ю ей", "гимназия:сы"),
    ("лицей", "лице:й я ю ем е", "лицей"),
    ("мектеп-интернат (школа-интернат)", "интернат:" + _MASCULINE, ""),
    (
        "балабақша (детский сад)",
        "детсад:" + _MASCULINE + "|садик:" + _MASCULINE + "|сад:" + _MASCULINE + "|ясли:",
        "балабакша:сы|бобекжай|бакша:сы",
    ),
    (
        "аурухана (больница)",
        "больниц:" + _FEMININE + "|горбольниц:" + _FEMININE + "|црб:|госпитал:ь я ю ем е",
        "аурухана:сы",
    ),
    ("емхана (поликлиника)", "поликлиник:а и е у ой|гп:", "емхана:сы"),
    ("амбулатория", "амбулатори:я и ю ей", "амбулатория:сы"),
    ("перзентхана (роддом)", "роддом:" + _MASCULINE + "|роддомик:", "перзентхана:сы"),
    ("базар (рынок)", "рын:ок ка ку ком ке|барахолк:а и е у ой|базар:" + _MASCULINE, "базар"),
    ("саябақ (парк)", "парк:" + _MASCULINE, "саябак|парк"),
    ("гүлзар (сквер)", "сквер:" + _MASCULINE, "гулзар"),
    ("көпір (мост)", "мост:" + _MASCULINE + " у", "копир"),
    ("вокзал", "вокзал:" + _MASCULINE + "|автовокзал:" + _MASCULINE, "вокзал|автовокзал"),
    ("стадион", "стадион:" + _MASCULINE, "стадион"),
    ("мешіт (мечеть)", "мечет:ь и ью", "мешит"),
    ("сауда үйі (ТРЦ)", "трц:|тц:|тд:|трк:|молл:" + _MASCULINE, "трц|тц"),
    (
        "дүкен (магазин)",
        "магазин:" + _MASCULINE + "|супермаркет:" + _MASCULINE + "|маркет:" + _MASCULINE,
        "дукен|супермаркет",
    ),
    ("дәріхана (аптека)", "аптек:а и е у ой", "дарихана:сы"),
    ("аялдама (остановка)", "остановк:а и е у ой|ост:", "аялдама:сы"),
    ("қазандық (котельная)", "котельн:ая ой ую", "казандык"),
    ("ЖЭО (ТЭЦ)", "тец:|грес:", "жео"),
    ("колледж", "колледж:" + _MASCULINE, "колледж"),
    ("университет", "университет:" + _MASCULINE, "университет"),
    ("ХҚКО (ЦОН)", "цон:" + _MASCULINE, "хкко|халыккакызметкорсетуорталыгы"),
    ("жатақхана (общежитие)", "общежити:е я ю ем и|общаг:а и е у ой", "жатакхана:сы"),
    ("зират (кладбище)", "кладбищ:е а у ем", "зират"),
    ("ТҮК (ЖК)", "жк:", "тук"),
    ("кинотеатр", "кинотеатр:" + _MASCULINE, "кинотеатр"),
    ("гипермаркет", "гипермаркет:" + _MASCULINE, "гипермаркет"),
    ("спорт кешені (спорткомплекс)", "спорткомплекс:" + _MASCULINE, ""),
    ("мәдениет үйі (дом культуры)", "дк:", ""),
    ("өзен (река)", "рек:а и е у ой", "озен"),
    ("көл (озеро)", "озер:о а у ом е", "кол"),
    ("кітапхана (библиотека)", "библиотек:а и е у ой", "китапхана:сы"),
    ("мұражай (музей)", "музе:й я ю ем е", "муражай"),
    ("театр", "театр:" + _MASCULINE, "театр"),
    ("драма театры (драмтеатр)", "драмтеатр:" + _MASCULINE, ""),
    ("филармония", "филармони:я и ю ей", "филармония:сы"),
    ("ипподром", "ипподром:" + _MASCULINE, "ипподром"),
    ("цирк", "цирк:" + _MASCULINE, "цирк"),
    ("автобекет (автовокзал)", "автовокзал:" + _MASCULINE + "|автостанци:я и ю ей", "автовокзал|автобекет"),
    ("зоопарк", "зоопарк:" + _MASCULINE, "зоопарк"),
)
"""A landmark's sort, its Russian words (stem:endings), its Kazakh ones (stem, or stem:owner)."""
ONLY_ONES = frozenset(
    ("драма театры (драмтеатр)", "филармония", "ипподром", "цирк", "зоопарк", "автобекет (автовокзал)")
)
"""Sorts of which a town has one: beside it is a place without any name."""

_LANDMARKS_OF_TWO: tuple[tuple[str, str, str], ...] = (
    ("сауда", "орталык", "сауда үйі (ТРЦ)"), ("сауда", "уй", "сауда үйі (ТРЦ)"), ("сауда", "кешен", "сауда үйі (ТРЦ)"),
    ("сауык", "орталык", "сауда үйі (ТРЦ)"), ("мадениет", "уй", "мәдениет үйі (дом культуры)"),
    ("мадениет", "сарай", "мәдениет үйі (дом культуры)"), ("спорт", "кешен", "спорт кешені (спорткомплекс)"),
    ("спорт", "сарай", "спорт кешені (спорткомплекс)"), ("уй", "кешен", "ТҮК (ЖК)"), ("тургын", "кешен", "ТҮК (ЖК)"),
    ("бизнес", "орталык", "бизнес орталығы (бизнес-центр)"),
)  # fmt: skip
"""Kazakh landmarks' sorts of two words: the first as it stands, the second with the owner's ending."""

_RUSSIAN_LANDMARKS_OF_TWO: tuple[tuple[str, str], ...] = (
    (
        "торговый центр|торгового центра|торговому центру|торговым центром|торговом центре|торговый дом|"
        "торгового дома|торговому дому|торговым домом|торговом доме",
        "сауда үйі (ТРЦ)",
    ),
    ("жилой комплекс|жилого комплекса|жилому комплексу|жилым комплексом|жилом комплексе", "ТҮК (ЖК)"),
    ("бизнес центр|бизнес центра|бизнес центру|бизнес центром|бизнес центре", "бизнес орталығы (бизнес-центр)"),
)
"""The same in Russian, in all cases of one."""

NAMED_ONLY = frozenset({"сквер", "мост", "көпір (мост)", "саябақ (парк)", "гүлзар (сквер)", "мешіт (мечеть)",
                        "сауда үйі (ТРЦ)", "ТҮК (ЖК)", "стадион", "өзен (река)", "көл (озеро)",
                        "кітапхана (библиотека)", "мұражай (музей)", "театр"}) | ONLY_ONES  # fmt: skip
"""Sorts that have no numbers: what follows them is something else."""


@cache
def type_words() -> dict[str, TypeWord]:
    """Every form of every type word of one token, as :func:`key` has it."""
    found: dict[str, TypeWord] = {}
    for label, russian, kazakh in _LANDMARKS:
        found |= _landmark(label, russian, kazakh)
    for kind, rank, stem, owner in _KAZAKH:
        for form, (owned, plural) in _kazakh(stem, owner).items():
            found[form] = TypeWord(kind, rank, after=True, owned=owned, plural=plural)
    for kind, rank, stem, one, many, gender in _RUSSIAN:
        forms = dict.fromkeys(_with(stem, many) if many != "-" else (), True)
        forms |= dict.fromkeys(_with(stem, one), False)
        for form, plural in forms.items():
            found[form] = TypeWord(kind, rank, plural=plural, gender=gender)
    found |= {text: TypeWord(kind, rank, after=after, owned=after, short=True, gender="m" if kind is _MICRO else "")
              for text, kind, rank, after in _SHORT if " " not in text}  # fmt: skip
    found["улицы"] = TypeWord(_STREET, gender="f", plural=False)
    return found


@cache
def joined_types() -> dict[str, dict[str, TypeWord]]:
    """Type words of two tokens: the first → the second → what it is. Abbreviations are `short`."""
    found: dict[str, dict[str, TypeWord]] = {}
    for (first, second), kind in _TWO.items():
        rank = "rural" if kind is _LAND else ""
        for form, (owned, plural) in _kazakh(second).items():
            found.setdefault(first, {})[form] = TypeWord(kind, rank, after=True, owned=owned, plural=plural)
        if first.endswith(("ой", "ого", "ом", "ий", "ому", "ый", "микро")):
            for form in _with(second, _MASCULINE):
                found[first][form] = TypeWord(kind, rank, gender="m")
    for text, kind, rank, after in _SHORT:
        if " " in text:
            first, second = text.split(" ")
            for form in (second, *(second + each for each in _CASES)) if after else (second,):
                made = TypeWord(kind, rank, after=after, owned=after, short=True, gender="m")
                found.setdefault(first, {})[form] = made
    for first, second in (("детский", "сад"), ("детского", "сада"), ("детском", "саду"), ("детскому", "саду"),
                          ("детским", "садом")):  # fmt: skip
        found.setdefault(first, {})[second] = TypeWord(_MARK, label="балабақша (детский сад)")
    for first, second, label in _LANDMARKS_OF_TWO:
        for form, (owned, plural) in _kazakh(second, "сы" if second.endswith(("а", "я")) else "ы").items():
            if owned and not plural:
                found.setdefault(first, {})[form] = TypeWord(_MARK, label=label, after=True, owned=True, number=False)
    for forms, label in _RUSSIAN_LANDMARKS_OF_TWO:
        for first, second in (pair.split() for pair in forms.split("|")):
            found.setdefault(first, {})[second] = TypeWord(_MARK, label=label, number=False)
    return found


def _landmark(label: str, russian: str, kazakh: str) -> dict[str, TypeWord]:
    found: dict[str, TypeWord] = {}
    numbered = label not in NAMED_ONLY
    for each in filter(None, kazakh.split("|")):
        stem, _, owner = each.partition(":")
        for form, (owned, plural) in _kazakh(stem, owner or "ы").items():
            if not plural:
                found[form] = TypeWord(_MARK, label=label, after=True, owned=owned, number=numbered)
    for each in filter(None, russian.split("|")):
        stem, _, endings = each.partition(":")
        for form in _with(stem, endings):
            found[form] = TypeWord(_MARK, label=label, number=numbered)
    return found
