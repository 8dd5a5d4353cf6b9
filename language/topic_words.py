"""Which words of the catalogue of topics a word of a text is: in any form, row of letters, alphabet, misspelling."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from language import kazakh, latin, russian
from language.russian_endings import cut
from language.words import fold

KAZAKH, RUSSIAN, RESPELLED = "kk", "ru", "kk respelled"
SHORTEST_RESPELLED = 5
"""Letters of a Kazakh word that is known in the spelling of chats."""
SHORTEST_HEARD = 6
"""Letters of a Russian word that is known by its sound when it is misspelled."""
LONGEST_BEGINNING = 20
ENGLISH = frozenset({"it", "is", "in", "to", "at", "as", "on", "an", "ok"})
"""Words that are no Kazakh in Latin letters: `it` is no dog."""


def words_of(table: str) -> tuple[str, ...]:
    """The words of a table."""
    return tuple(table.split())


ALIKE: Mapping[tuple[str, str], tuple[str, ...]] = {
    (RUSSIAN, "нет"): words_of("""
        нет нету нема без отсутств* отсутсв* отсуств* отключ* выключ* вырубил* пропал* исчез* пропадает перекры*
        прекрат* остановил* лишил* прервал* недодают хватать нехватка
    """),
    (RUSSIAN, "сломан"): words_of("""
        слома* сломл* полома* ломает* неисправ* работать заработать функционировать поврежд* разбит* разруш*
        вышел вышла испорч* испорт* развал* разлом* раскуроч* горит
    """),
    (RUSSIAN, "плохой"): words_of("""
        плохо* плохой ужасн* отвратит* неудовлетвор* хреново* худой кошмар* безобраз* некачеств* хуже ненадлежащ*
        неприятн* ужас беспредел невозмож*
    """),
    (RUSSIAN, "убрать"): words_of("""
        убрать убир* убер* уборк* неубран* почист* очист* очища* чистить чистят вычист* расчист* прочист* вывез*
        вывоз* подме* вымы* помыть мыть навести
    """),
    (RUSSIAN, "дорогой"): words_of("""
        дорого дорогой подорож* дорожа* дороже завыш* повыс* повыш* взлет* выросл* вырос космическ* поднял*
        поднима* растут растет рост бешен*
    """),
    (RUSSIAN, "построить"): words_of("""
        построить строить построй* сделать сделайте установить поставить поставьте оборудовать провести проведите
        нужен нужна нужно необходим* открыть откройте обустро* благоустр*
    """),
    (KAZAKH, "жоқ"): words_of("""
        жоқ жоқпыз жох жогы жокка болмай* бермей* берилмей* келмей* кетти кетип* өшіп* өшті өшир* өше* өшуі
        сөніп* сөнді сөнд* ажырат* тоқтат* тоқтап* тоқтал* кесіл* үзіл* жетпей* жетіспе* жеткіліксіз* болмад*
        болмаған* келмед* бермед* бермеген*
    """),
    (KAZAKH, "бұзылған"): words_of("""
        бұзыл* бузул* бұзық* сынып* сынған* сынды сынық* істемей* истеме* жасамай* жасама* жүрмей* қирап*
        қираған* қират* жарамсыз* ақау* зақым* тозып* тозған* ескір* жанбай* жанба* құлап*
    """),
    (KAZAKH, "нашар"): words_of("""
        нашар* жаман* сапасыз* сұмдық* масқара* қанағаттан*
    """),
    (KAZAKH, "тазала"): words_of("""
        тазала* тазарт* жинамай* жинаңыз* жина* сыпыр* күрем* күрең* аршы* шығар* әкет*
    """),
    (KAZAKH, "қымбат"): words_of("""
        қымбат* қиматт* көтеріл* өсіп* өсті өскен шарықта* аспандап* шырқап* асып удай көтерді көтеріп*
    """),
    (KAZAKH, "салу"): words_of("""
        салыңыз* орнат* керек қажет* қойыңыз* қойып* жасаңыз* салынса салса ашыңыз* аш*
    """),
}
"""A plain word of a catalogue that stands for all that residents say instead of it."""

_BY_SOUND = str.maketrans("оаеиэыяюёйбвгджзщьъ", "ааииииауиипфктшсш  ")
_DOUBLED = re.compile(r"(.)\1+")
_KAZAKH_KEYS = str.maketrans("ыхй", "ики")
"""How Kazakh words are written in chats: ы for і and і for ы, х for қ, и for й."""
_SIGNS = re.compile("[әғқңөұүһі]")


class WordBook:
    """The words of a catalogue, each a number. Immutable once built; safe for many threads."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._lemmas: dict[str, list[int]] = defaultdict(list)
        self._stems: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._exact: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._beginnings: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._sounds: dict[str, list[int]] = defaultdict(list)
        self.numbers_of = lru_cache(maxsize=1 << 15)(self._numbers_of)

    def add(self, language: str, word: str) -> int:
        """The number of a word of the catalogue: plain, or a beginning with *."""
        word = word.lower()
        known = self._numbers.get((language, word))
        if known is not None:
            return known
        number = self._numbers[language, word] = len(self._numbers)
        for each in ALIKE.get((language, word), (word,)):
            self._add(language, each, number)
        return number

    def _add(self, language: str, word: str, number: int) -> None:
        folded = fold(word.removesuffix("*"))
        if word.endswith("*"):
            _note(self._beginnings[language, folded], number)
            if language == KAZAKH and len(folded) >= SHORTEST_RESPELLED - 1:
                _note(self._beginnings[RESPELLED, folded.translate(_KAZAKH_KEYS)], number)
            if language == RUSSIAN and len(folded) >= SHORTEST_HEARD:
                _note(self._sounds[sound(folded)], number)
            return
        _note(self._exact[language, folded], number)
        if language == KAZAKH:
            _note(self._exact[RESPELLED, folded.translate(_KAZAKH_KEYS)], number)
            self._stems[kazakh.stem(folded)].append((number, len(folded)))
            return
        lemma = russian.lemma(folded)
        _note(self._lemmas[lemma], number)
        # A misspelled word is unknown, and of an unknown noun the lemma is what is left without its ending.
        for each in (lemma, cut(lemma)):
            if len(each) >= SHORTEST_HEARD:
                _note(self._sounds[sound(each)], number)

    def _numbers_of(self, exact: str, ru: str, kk: str) -> tuple[int, ...]:
        """The words of the catalogue that a word of a text, as `words` reads it, may be; in a fixed order."""
        # «у нас» is no poison (у), and a bare digit no bus: one character says no matter.
        if (not ru and not kk) or len(exact) == 1 or exact in ENGLISH:
            return ()
        spelled = exact
        if exact.isascii() and latin.is_latin(exact):
            spelled = latin.cyrillic(exact)
            ru = russian.lemma(spelled)
        found = set(self._lemmas.get(ru, ())) if ru else set()
        # A form is never shorter than the word it is of: "ул." is a street, not "улы", poison.
        found.update(number for number, size in self._stems.get(kk, ()) if size <= len(spelled))
        self._look_up(KAZAKH, spelled, found)
        if ru:
            self._look_up(RUSSIAN, spelled, found)
        if not found and len(spelled) >= SHORTEST_RESPELLED:
            self._look_up(RESPELLED, spelled.translate(_KAZAKH_KEYS), found)
        if not found and len(ru) >= SHORTEST_HEARD and not russian.is_known(spelled):
            heard = sound(ru)
            for end in range(SHORTEST_HEARD - 1, len(heard) + 1):
                found.update(self._sounds.get(heard[:end], ()))
        return tuple(sorted(found))

    def _look_up(self, language: str, spelled: str, found: set[int]) -> None:
        found.update(self._exact.get((language, spelled), ()))
        for end in range(3, min(len(spelled), LONGEST_BEGINNING) + 1):
            found.update(self._beginnings.get((language, spelled[:end]), ()))


def sound(word: str) -> str:
    """Roughly how a folded Russian word sounds: unstressed vowels, soft signs and doubled letters do not count."""
    return _DOUBLED.sub(r"\1", word.translate(_BY_SOUND).replace(" ", ""))


def parts(rule: str) -> tuple[str, ...]:
    """The words of a rule; what a hyphen joins is two words, as in a text."""
    return tuple(each for part in rule.split() for each in part.split("-") if each)


def _note(numbers: list[int], number: int) -> None:
    if number not in numbers:
        numbers.append(number)
