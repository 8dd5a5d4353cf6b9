"""The tree of who answers for what."""

import pytest

from desk.departments import OURS, Department, DepartmentKind, Departments, subordinate_offices
from desk.errors import ConfigError
from desk.territories import COUNTRY, Level, Territories, with_parents


def department(id, parent=None, **more):
    return Department(id, DepartmentKind.DEPARTMENT, {"kk": id, "ru": f"отдел {id}"}, parent, **more)


@pytest.fixture
def tree():
    return Departments(
        [
            department("akimat", overseen_by="akim"),
            department("housing", "akimat", overseen_by="deputy"),
            department("water", "housing"),
            department("roads", "akimat"),
            department("police"),
        ]
    )


def test_within_a_department_is_it_and_everything_below(tree):
    assert tree.within("akimat") == {"akimat", "housing", "water", "roads"}
    assert tree.within("water") == {"water"}
    assert tree.within("nobody") == frozenset()


def test_a_path_leads_from_the_root(tree):
    assert [each.id for each in tree.path("water")] == ["akimat", "housing", "water"]


def test_children_stand_in_the_order_of_the_file(tree):
    assert [each.id for each in tree.children_of("akimat")] == ["housing", "roads"]
    assert [each.id for each in tree.children_of(None)] == ["akimat", "police"]


def test_a_deputy_oversees_whole_subtrees(tree):
    assert tree.overseen_by("deputy") == {"housing", "water"}
    assert tree.overseen_by("nobody") == frozenset()


@pytest.mark.parametrize("pairs", [{"a": "b"}, {"a": "a"}, {"a": "b", "b": "c", "c": "a"}])
def test_a_tree_that_does_not_hang_together_is_refused(pairs):
    with pytest.raises(ConfigError, match="cannot stand below"):
        Departments(department(id, parent) for id, parent in pairs.items())


def test_every_kind_is_ours_or_not_and_the_police_is_not():
    assert set(DepartmentKind) - OURS == {DepartmentKind.STATE_BODY, DepartmentKind.OUTSIDE_EXECUTOR}


def test_a_missing_name_is_russian(tree):
    assert tree["water"].name("kk") == "water"
    assert tree["water"].name("en") == "отдел water"


KATO = Territories(
    with_parents(
        [
            ("100000000", Level.REGION, "Абай облысы", "область Абай"),
            ("101000000", Level.DISTRICT, "Семей Қ.Ә.", "Семей Г.А."),
            ("101010000", Level.RURAL_DISTRICT, "Семей қ.", "г.Семей"),
            ("101030000", Level.RURAL_DISTRICT, "Абыралы а.о.", "Абралинский с.о."),
            ("103200000", Level.DISTRICT, "Абай ауданы", "Абайский район"),
            ("103230000", Level.RURAL_DISTRICT, "Қараауыл а.о.", "Карааульский с.о."),
            ("103230100", Level.SETTLEMENT, "Қараауыл а.", "с.Карааул"),
        ]
    )
)


def test_offices_of_the_akims_below_are_made_from_kato_each_under_the_one_above():
    offices = subordinate_offices(KATO, "100000000", root="akimat")

    assert {each.id: each.parent for each in offices} == {
        "akim-101000000": "akimat",
        "akim-103200000": "akimat",
        "akim-101030000": "akim-101000000",
        "akim-103230000": "akim-103200000",
    }
    assert {each.kind for each in offices} == {DepartmentKind.SUBORDINATE_OFFICE}
    assert Departments([department("akimat"), *offices]).within("akim-103200000") == {
        "akim-103200000",
        "akim-103230000",
    }


@pytest.mark.parametrize("code", [COUNTRY, "990000000", "103230000"])
def test_no_offices_for_the_country_an_unknown_code_or_a_village(code):
    assert subordinate_offices(KATO, code) == ()
