"""Places of a text: names beside street words in both languages, however they are typed; houses, corners, ambiguity."""

import time

import pytest

from config.catalogues import read_catalogues
from desk.named_places import NamedPlace
from desk.readings import NOWHERE, PlaceKind, Surroundings
from language.place_names import Gazetteer, shown
from language.places import PlaceReader
from language.words import words

ASTANA = "710000000"
COUNTRYSIDE = "116600000"


@pytest.fixture(scope="module")
def catalogues():
    return read_catalogues(None)


@pytest.fixture(scope="module")
def reader(catalogues):
    return PlaceReader(Gazetteer(catalogues.territories, ASTANA, catalogues.places.of(ASTANA)))


@pytest.fixture(scope="module")
def countryside(catalogues):
    return PlaceReader(Gazetteer(catalogues.territories, COUNTRYSIDE, catalogues.places.of(COUNTRYSIDE)))


def places(reader, text, around=NOWHERE):
    return [(each.kind.value, each.name) for each in reader.read(text, words(text), around)]


@pytest.mark.parametrize(
    "text",
    [
        "Абай көшесінде құбыр жарылды",
        "Абай кошесинде кубыр жарылды",
        "Abai koshesinde qubyr jaryldy",
        "Abaı kóshesinde qubyr jaryldy",
        "на улице Абая прорвало трубу",
        "на ул.абая прорвало трубу",
        "прорвало трубу по Абая",
    ],
)
def test_one_street_has_one_name_however_it_is_typed(reader, text):
    assert places(reader, text) == [("street", "Абай")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("На улице Жолбарысова нет света", "Жолбарысов"),
        ("Жолбарысов көшесінде жарық жоқ", "Жолбарысов"),
        ("Жолбарысов кошесинде жарык жок", "Жолбарысов"),
        ("Jolbarysov koshesinde jaryq joq", "Жолбарысов"),
        ("по улице жолбарысова нет света", "Жолбарысов"),
        ("на Тополиной улице", "Тополиная"),
        ("На Заозёрном проспекте", "Заозёрный"),
        ("Еңлік Кебек көшесінде", "Еңлік Кебек"),
        ("улица 7 декабря", "7 декабря"),
    ],
)
def test_a_name_beside_a_street_word_is_a_place_even_when_no_list_knows_it(reader, text, name):
    assert places(reader, text)[0][1].casefold() == name.casefold()


@pytest.mark.parametrize(
    "text",
    [
        "На улице темно и холодно",
        "біздің көшеде жарық жоқ",
        "Көше жарығы жанбайды",
        "дети играют на улице до ночи",
        "по нашей улице не пройти",
        "аким Сейфуллин обещал приехать",
        "жалоба на Сейфуллина",
        "Абай айтқан екен",
        "Мира вам и добра",
        "школа закрыта 2 года",
        "аудандағы 3 мектеп жабылды",
        "осы ауылда су жоқ",
        "",
    ],
)
def test_what_names_no_place_gives_none(reader, text):
    assert places(reader, text) == []


@pytest.mark.parametrize(
    ("text", "house"),
    [
        ("ул. Абая 15, кв. 20", "Абай, 15"),
        ("Абая, д. 7а", "Абай, 7а"),
        ("Абай көшесі 34/2 үйде", "Абай, 34/2"),
        ("Абай көшесі, 5-үй", "Абай, 5"),
        ("дом 84 по улице Абая", "Абай, 84"),
        ("Абая15 нет воды", "Абай, 15"),
        ("12 мкр дом 5", "12 мкр, 5"),
    ],
)
def test_a_house_stands_first_and_its_street_behind_it(reader, text, house):
    assert places(reader, text)[0] == ("house", house)
    assert places(reader, text)[1][1] == house.split(",")[0]


@pytest.mark.parametrize("text", ["по улице Абая 15 лет нет света", "Абай көшесінде 20 адам", "на Абая 12 машин"])
def test_what_is_counted_is_no_house(reader, text):
    assert "house" not in [kind for kind, _ in places(reader, text)]


@pytest.mark.parametrize(
    "text",
    [
        "угол Толе би и Абая",
        "Толе би-Абая светофор",
        "на пересечении улиц Абая и Толе би",
        "Абай мен Төле би көшелерінің қиылысы",
        "Абай мен Толе би киылысында",
    ],
)
def test_a_corner_is_two_streets(reader, text):
    assert set(places(reader, text)) == {("street", "Абай"), ("street", "Төле би")}


@pytest.mark.parametrize(
    "text", ["возле школы №5", "№5 мектептің жанында", "5-мектепте", "в 5 школе", "школа-лицей №5"]
)
def test_a_school_is_known_by_its_number(reader, text):
    assert [(kind, name.split()[0]) for kind, name in places(reader, text)] == [("landmark", "№5")]


@pytest.mark.parametrize(
    "text",
    ["в районе Сарыарка", "Сарыарқа ауданында", "в Сарыаркинском районе", "saryarqa audanynda", "мусор #Сарыарка"],
)
def test_a_territory_has_its_code(reader, text):
    found = reader.read(text, words(text), NOWHERE)

    assert [(each.kind, each.kato) for each in found] == [(PlaceKind.TERRITORY, "711310000")]


def test_villages_count_in_their_own_territory_alone_and_ordinary_words_need_a_type_word(catalogues):
    district = "103600000"
    village = next(
        each
        for each in catalogues.territories.values()
        if each.code.startswith("1036") and each.name_ru == "с.Сарыарка"
    )
    reader = PlaceReader(Gazetteer(catalogues.territories, district, ()))
    elsewhere = PlaceReader(Gazetteer(catalogues.territories, "790000000", ()))

    text = "Сарыарқа ауылында су жоқ"
    assert [each.kato for each in reader.read(text, words(text), NOWHERE)] == [village.code]
    assert [each.kato for each in elsewhere.read(text, words(text), NOWHERE)] == [None]
    text = "еңбек ақы төленбеді, бірлік керек"
    assert reader.read(text, words(text), NOWHERE) == ()


def test_what_surrounds_a_text_counts_only_where_the_text_names_no_territory(reader):
    around = Surroundings(territory="711210000")

    found = reader.read("ул. Абая темно", words("ул. Абая темно"), around)[-1]
    assert (found.kato, found.words, found.start, found.end) == ("711210000", (), 0, 0)
    assert [each.kato for each in reader.read("район Сарыарка", words("район Сарыарка"), around)] == ["711310000"]


def test_the_title_of_a_chat_tells_more_than_its_territory(reader):
    around = Surroundings(territory=ASTANA, place_title="Район Сарыарка: новости")

    assert [each.kato for each in reader.read("нет света", words("нет света"), around)] == ["711310000"]


def test_offsets_count_code_points_of_the_original(reader):
    text = "😀 Ребята, на улице Абая, 15 нет света"
    house = reader.read(text, words(text), NOWHERE)[0]

    assert text[house.start : house.end] == "улице Абая, 15"
    assert house.words == ("улице", "Абая", "15")


def test_an_editors_entry_is_found_by_its_old_name_and_shown_by_the_new(catalogues):
    entry = NamedPlace(
        "x", PlaceKind.STREET, {"kk": "Ғарышкерлер көшесі", "ru": "улица Космонавтов"}, old=("Заводская",)
    )
    reader = PlaceReader(Gazetteer(catalogues.territories, ASTANA, [entry]))

    assert places(reader, "на улице Заводской яма") == [("street", shown(entry))]
    assert places(reader, "Гарышкерлер кошесинде") == [("street", shown(entry))]


def test_an_ambiguous_name_needs_its_street_word(catalogues):
    entry = NamedPlace("x", PlaceKind.LANDMARK, {"kk": "Арай", "ru": "Арай"}, ambiguous=True)
    plain = NamedPlace("y", PlaceKind.LANDMARK, {"kk": "Қоянсу", "ru": "Коянсу"})
    reader = PlaceReader(Gazetteer(catalogues.territories, ASTANA, [entry, plain]))

    assert places(reader, "Арай келді") == []
    assert places(reader, "Қоянсуда өрт") == [("landmark", "Қоянсу")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Возле Ольховатовки сбили корову", "village"),
        ("Ольховатовкада жарық жоқ", "village"),
        ("Қаратөбеде пошта жоқ", "village"),
        ("Қызылсуатта су тасқыны", "village"),
        ("Жібек жолы ауылында су жоқ", "village"),
        ("Қызыл жар ауылының көпірі қирады", "village"),
        ("жылкытобе ауылында су жок", "village"),
        ("а. Жылкытобе без света", "village"),
        ("На Химиков колодец без крышки", "street"),
        ("По Воинов-Интернационалистов яма", "street"),
        ("По Баумана едет грузовик", "street"),
        ("На Рабочей завалило проезд", "street"),
        ("В Новоольховке школа закрыта", "village"),
        ("Иманбаевой 8 третий день без воды", "house"),
        ("Напротив 64 школы каток", "landmark"),
        ("Возле ТРЦ Самрук грязно", "landmark"),
        ("Кеше Самрук сауда орталығының артында өрт болды", "landmark"),
        ("За автовокзалом свалка", "landmark"),
        ("Около сельской мечети свалка", "landmark"),
    ],
)
def test_a_place_that_no_list_knows_is_told_by_its_form_and_the_words_beside_it(countryside, text, kind):
    assert kind in [found for found, _ in places(countryside, text)]


def test_a_village_that_a_city_took_in_is_a_quarter_of_it(reader):
    assert places(reader, "Живём в Ольховатовке") == [("microdistrict", "Ольховатовка")]


@pytest.mark.parametrize(
    ("text", "streets"),
    [
        ("Осокоревая, Липовская и Ольховская без света", ["Осокоревая", "Липовская", "Ольховская"]),
        ("Липовская угол Дощанова, течёт труба", ["Липовская", "Дощанов"]),
        ("Дощанова от ул. Липовской до Чехова не чищена", ["Дощанов", "Липовская"]),
    ],
)
def test_streets_named_without_a_street_word(countryside, text, streets):
    found = [name for kind, name in places(countryside, text) if kind == "street"]
    assert found[: len(streets)] == streets


@pytest.mark.parametrize(
    "text",
    [
        "Стояли долго, а. Очевидно, зря",
        "Степная дорога кончилась, дальше грязь",
        "На остановке и в столовке грязно",
        "Дозвонился в Красноярске, Новосибирске и Новокузнецке",
        "На Рабочей встрече говорили о снеге",
        "Надеемся на Строителей нашего города",
        "Подошли 5 школ и 2 больницы",
        "парковкада орын жоқ",
        "Ходили в цирк, потом в сельскую школу",
    ],
)
def test_what_only_looks_like_a_place(countryside, text):
    assert places(countryside, text) == []


def test_the_version_changes_with_the_names(catalogues):
    def version(*entries):
        return PlaceReader(Gazetteer(catalogues.territories, ASTANA, entries)).version

    one = NamedPlace("x", PlaceKind.STREET, {"kk": "Арай", "ru": "Арай"})
    assert version(one) == version(one) != version()


@pytest.mark.parametrize(
    "text",
    [
        "\ud800 ул. Абая",
        "ул. " * 30_000,
        "Абай мен " * 20_000,
        "ул. Абая" + "\u0301" * 20_000,
        "1" * 100_000,
        "дом 5 по " * 10_000,
        "«" * 50_000 + " мектеп " * 1_000,
        "😀" * 10_000,
        "A" * 100_000,
    ],
)
def test_no_text_is_too_bad(reader, text):
    found = words(text)
    begun = time.process_time()
    reader.read(text, found, NOWHERE)

    assert time.process_time() - begun < 2.0
