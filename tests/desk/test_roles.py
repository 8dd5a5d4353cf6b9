"""Who may do what and where: every action in every role, as DOMAIN.md has it, and what a scope cuts off."""

from pathlib import Path

import pytest

from desk.errors import NotAllowed
from desk.roles import ALLOWED, THE_DESK, Action, Role, Scope, Subject, operator

DOC = Path(__file__).parents[2] / "docs" / "roles.md"

WHO = """
see-posts          | press-office coordinator deputy-akim head assistant controller
see-incidents      | press-office coordinator head-of-department executor outside-executor deputy-akim head assistant controller
see-counts         | press-office coordinator head-of-department executor outside-executor deputy-akim head assistant controller analyst observer
sort               | press-office coordinator
tag                | press-office coordinator head-of-department executor deputy-akim head assistant controller
note               | press-office coordinator head-of-department executor outside-executor deputy-akim head assistant controller
put-out            | press-office
watch              | press-office coordinator controller
see-author         | press-office coordinator head-of-department executor deputy-akim head assistant controller
see-personal       | press-office coordinator
export             | press-office coordinator deputy-akim head assistant controller
export-authors     | press-office head
ask-extension      | head-of-department executor outside-executor
grant-extension    | coordinator deputy-akim head assistant
own-control        | head assistant
register-appeal    | press-office coordinator
co-execute         | coordinator head-of-department executor outside-executor
import             | press-office coordinator
manage-sources     | administrator press-office coordinator
manage-places      | administrator
manage-users       | administrator
manage-catalogues  | administrator coordinator
see-dead-letters   | press-office coordinator
see-journal        | head controller coordinator
"""  # noqa: E501
"""Written down a second time, from DOMAIN.md's table of roles."""

EXPECTED = {
    Action(action.strip()): set(roles.split())
    for action, roles in (line.split("|") for line in WHO.strip().splitlines())
}
TEXTS = frozenset({Action.SEE_POSTS, Action.SEE_INCIDENTS, Action.SEE_AUTHOR, Action.EXPORT, Action.EXPORT_AUTHORS})
HERE = Subject("750000000", frozenset({"roads"}), "roads")


@pytest.mark.parametrize("action", Action)
def test_an_action_is_allowed_in_its_roles_and_in_no_other(action, person):
    for role in Role:
        assert person(role).may(action) == (role.value in EXPECTED[action])
        assert person(role).may(action, HERE) == (role.value in EXPECTED[action])


def test_every_action_names_its_roles():
    assert set(ALLOWED) == set(Action) == set(EXPECTED)


def test_who_may_not_is_told_so_with_the_action(person):
    with pytest.raises(NotAllowed, match="sort"):
        person(Role.EXECUTOR).must(Action.SORT, HERE)


def test_an_administrator_and_an_analyst_see_no_texts(person):
    for role in (Role.ADMINISTRATOR, Role.ANALYST, Role.OBSERVER):
        assert not any(person(role).may(action) for action in TEXTS)


def test_a_village_clerk_holds_all_roles_and_an_outsider_none(person):
    assert all(person(*Role).may(action, HERE) for action in Action)
    assert not any(person().may(action) for action in Action)
    assert person().scope(Action.SEE_POSTS).is_empty


@pytest.mark.parametrize(
    ("territory", "reached"),
    [("000000000", True), ("750000000", True), ("751000000", False), ("710000000", False)],
    ids=["country", "the-same", "part-of-it", "elsewhere"],
)
def test_a_right_reaches_the_own_territory_and_what_lies_in_it(territory, reached, person):
    assert person(Role.PRESS_OFFICE, territory=territory).may(Action.SEE_POSTS, HERE) is reached


@pytest.mark.parametrize(
    ("departments", "assignee", "reached"),
    [({"roads"}, None, True), ({"housing"}, None, False), ({"housing"}, "aigul", True), (set(), "aigul", True)],
    ids=["my-department", "another", "mine-in-another", "mine-without-a-department"],
)
def test_an_executor_reaches_what_stands_with_the_department_or_with_them(departments, assignee, reached, person):
    subject = Subject("750000000", frozenset({"roads"}), "roads", assignee=assignee)
    assert person(Role.EXECUTOR, departments=departments).may(Action.SEE_INCIDENTS, subject) is reached


@pytest.mark.parametrize("role", Role)
def test_a_restricted_topic_is_seen_by_named_roles_only(role, person):
    secret = Subject("750000000", frozenset(), "corruption", restricted=True)
    may = person(role).may(Action.SEE_COUNTS, secret)
    assert may == (role in (Role.COORDINATOR, Role.HEAD, Role.ASSISTANT, Role.CONTROLLER))
    named = person(role, topics=frozenset({"corruption"}))
    assert named.may(Action.SEE_COUNTS, secret) == (role is not Role.ADMINISTRATOR)


def test_a_scope_says_the_same_as_the_right(person):
    actor = person(Role.EXECUTOR, departments={"roads"})
    (area,) = actor.scope(Action.SEE_INCIDENTS).areas
    assert (area.departments, area.assignee, area.restricted) == (frozenset({"roads"}), "aigul", False)
    assert Scope.everything().areas[0].restricted


def test_the_operator_holds_every_role_under_a_name_no_user_can_have():
    root = operator("root")
    assert root.roles() == frozenset(Role)
    assert root.is_console
    assert root.login == "console:root"
    assert not THE_DESK.roles()


def test_an_assistant_acts_for_a_named_head(act):
    assert act(Role.ASSISTANT, acts_for="akim").entry("note", "incident", "2026-000001", {}).for_whom == "akim"


def test_the_page_of_roles_is_true():
    page = DOC.read_text("utf-8")
    for role in Role:
        assert f"| `{role}` |" in page, f"docs/roles.md does not explain {role}"
    for action, roles in ALLOWED.items():
        row = f"| `{action}` | {', '.join(f'`{role}`' for role in Role if role in roles)} |"
        assert row in page, f"docs/roles.md lacks: {row}"
    assert page.count("\n| `") == len(Role) + len(Action)
