"""Rules of the views that are read from their source: words are translated, residents' text is never Markdown."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VIEWS = sorted([*(ROOT / "ui/views").glob("*.py"), *(ROOT / "ui/components").rglob("*.py"), ROOT / "ui/navigation.py"])
NAMED = [pytest.param(path, id=path.name) for path in VIEWS]

SPOKEN = frozenset({"label", "body", "title", "placeholder", "help", "text", "caption"})
"""Keyword arguments of Streamlit that a person reads."""
SILENT = frozenset(
    {
        "container",
        "form",
        "columns",
        "fragment",
        "switch_page",
        "stop",
        "rerun",
        "progress",
        "Page",
        "navigation",
        "set_page_config",
    }
)
"""Calls whose first argument nobody reads."""
TRANSLATING = frozenset({"_", "gettext", "ngettext", "name"})
OURS_IN_MARKDOWN = frozenset({"number", "count", "when", "size"})
"""Fields that may be filled into a sentence that is shown as Markdown: numbers and times, made by us."""


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = node.func.value
        if isinstance(owner, ast.Attribute) and isinstance(owner.value, ast.Name) and owner.value.id == "st":
            continue  # st.session_state.get and the like
        if isinstance(owner, ast.Name) and owner.id == "st":
            yield node.func.attr, node


def spoken(name: str, call: ast.Call) -> Iterator[ast.expr]:
    if name in SILENT:
        return
    if call.args:
        yield call.args[0]
    yield from (keyword.value for keyword in call.keywords if keyword.arg in SPOKEN)


def literals(node: ast.expr) -> Iterator[str]:
    """The words written in an expression outside of a translating call."""
    if isinstance(node, ast.Call):
        function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if function in TRANSLATING | {"fill", "get", "Page"}:
            return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and any(each.isalpha() for each in node.value):
        yield node.value
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr | ast.FormattedValue | ast.keyword):
            yield from literals(child.value if isinstance(child, ast.keyword) else child)


def is_translated(node: ast.expr) -> bool:
    """Is the expression one of our own sentences, with nothing but numbers and times filled in?"""
    if isinstance(node, ast.IfExp):
        return is_translated(node.body) and is_translated(node.orelse)
    if not isinstance(node, ast.Call):
        return False
    function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if function == "format" and isinstance(node.func, ast.Attribute):
        return is_translated(node.func.value) and {each.arg for each in node.keywords} <= OURS_IN_MARKDOWN
    if function in {"_", "gettext"}:
        return is_marked(node.args[0])
    return function in TRANSLATING | {"_heading"}


def is_marked(node: ast.expr) -> bool:
    """Is it a sentence in the source, or one of our tables of marked sentences?"""
    if isinstance(node, ast.Attribute):
        return node.attr == "title" and isinstance(node.value, ast.Name) and node.value.id == "view"
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id in {"label", "message"})


@pytest.mark.parametrize("path", NAMED)
def test_no_word_reaches_a_person_untranslated(path):
    found = [
        (name, word)
        for name, call in calls(path)
        for argument in spoken(name, call)
        for word in literals(argument)
        if not word.startswith(("<", "20"))  # markup of our own, and the pattern of a date
    ]

    assert found == []


@pytest.mark.parametrize("path", NAMED)
def test_only_our_own_sentences_are_ever_markdown(path):
    wrong = []
    for name, call in calls(path):
        if name in SILENT | {"html"}:
            continue
        read = [
            keyword.value
            for keyword in call.keywords
            if keyword.arg in {"label", "help", "title", "caption", "placeholder"}
        ]
        first = [] if name in {"text", "code", "dataframe"} else call.args[:1]
        wrong += [(name, ast.unparse(each)) for each in [*first, *read] if not is_translated(each)]

    assert wrong == []


@pytest.mark.parametrize("path", NAMED)
def test_our_own_html_holds_no_data(path):
    for name, call in calls(path):
        if name == "html":
            filled = [each for each in ast.walk(call.args[0]) if isinstance(each, ast.FormattedValue)]
            assert all(is_translated(each.value) for each in filled)


@pytest.mark.parametrize("path", NAMED)
def test_nothing_draws_what_could_fetch_or_run(path):
    forbidden = {
        "image",
        "video",
        "audio",
        "iframe",
        "components",
        "write",
        "markdown",
        "map",
        "pydeck_chart",
        "exception",
    }
    text = path.read_text("utf-8")

    assert [name for name, _ in calls(path) if name in forbidden] == []
    assert "unsafe_allow" not in text
    assert "ImageColumn" not in text
    assert "LinkColumn" not in text


def test_our_scripts_set_words_as_text_only():
    scripts = sorted((ROOT / "ui/theme").rglob("*.js"))
    makers = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "eval(", "new Function")

    assert scripts
    assert [(path.name, maker) for path in scripts for maker in makers if maker in path.read_text("utf-8")] == []
