"""Streamlit's own English words with ours for them, and the words of the keys: what the page's script says.

Streamlit has no translations of its chrome; these literals stand in its scripts. `ui/theme/nazar.js` puts ours in their
place wherever Streamlit alone writes, never where residents' words stand. `{0}` is whatever stands there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

import orjson

from desk.errors import N_
from ui.texts import LANGUAGES, Texts

WORDS: Mapping[str, str] = {
    # The frame
    "Skip to main content": N_("To the content of the page"),
    "Sidebar": N_("Side panel"),
    "Collapse sidebar": N_("Fold the side panel"),
    "Expand sidebar": N_("Open the side panel"),
    "App pages": N_("Pages of the desk"),
    "View less": N_("Show less"),
    "View {0} more": N_("{0} more"),
    "Scroll tabs left": N_("Tabs to the left"),
    "Scroll tabs right": N_("Tabs to the right"),
    "Running...": N_("At work …"),
    "Stop": N_("Stop"),
    "Stop script": N_("Stop"),
    "Stopping...": N_("Stopping …"),
    "Connecting": N_("Connecting …"),
    "Error": N_("No connection"),
    "Please wait...": N_("A moment, please …"),
    "Loading...": N_("Loading …"),
    "Close": N_("Close"),
    "Dismiss": N_("Close"),
    "Notifications": N_("Messages"),
    "Connection error": N_("No connection"),
    "Page not found": N_("There is no such page"),
    "The page that you have requested does not seem to exist. Running the app's main page.": N_(
        "There is no page at this address. The first page is shown instead."
    ),
    "You have requested page {0}, but no corresponding file was found in the app's pages/ directory. "
    "Running the app's main page.": N_("There is no page at this address. The first page is shown instead."),
    # Choices
    "Choose an option": N_("Choose"),
    "Choose options": N_("Choose"),
    "Select...": N_("Choose"),
    "No results": N_("Nothing found"),
    "No options to select.": N_("There is nothing to choose from"),
    "No options to select": N_("There is nothing to choose from"),
    "Open": N_("Open the list"),
    "Clear value": N_("Clear"),
    "Clear all": N_("Clear"),
    "Clear entry": N_("Clear"),
    "Select all": N_("Choose all"),
    "Select {0} matches": N_("Choose the {0} found"),
    "Selected values": N_("What is chosen"),
    "Remove {0}": N_("Take away: {0}"),
    "Add: {0}": N_("Add: {0}"),
    "You can only select up to {0} option. Remove an option first.": N_("No more than {0} can be chosen."),
    "You can only select up to {0} options. Remove an option first.": N_("No more than {0} can be chosen."),
    "Suggestions": N_("What can be chosen"),
    "{0} option available.": N_("To choose from: {0}"),
    "{0} options available.": N_("To choose from: {0}"),
    "{0}, selected": N_("{0}, chosen"),
    # Lines and numbers to type
    "Press Enter to apply": N_("Enter takes it over"),
    "Press Enter to submit form": N_("Enter sends it"),
    "Press Ctrl+Enter to apply": N_("Ctrl+Enter takes it over"),
    "Press Ctrl+Enter to submit form": N_("Ctrl+Enter sends it"),
    "Press ⌘+Enter to apply": N_("⌘+Enter takes it over"),
    "Press ⌘+Enter to submit form": N_("⌘+Enter sends it"),
    "Show password": N_("Show the password"),
    "Hide password": N_("Hide the password"),
    "Increment": N_("More"),
    "Decrement": N_("Less"),
    "Number is below the allowed range.": N_("The number is too small."),
    "Number is above the allowed range.": N_("The number is too large."),
    "Number is below the allowed range. Please enter a value greater than or equal to {0}.": N_(
        "The number must be at least {0}."
    ),
    "Number is above the allowed range. Please enter a value less than or equal to {0}.": N_(
        "The number must be at most {0}."
    ),
    "Invalid input.": N_("This cannot be read."),
    # Pages, tables, texts
    "Pagination": N_("Pages of the list"),
    "Previous page": N_("Previous page"),
    "Next page": N_("Next page"),
    "Page {0}": N_("Page {0}"),
    "Copy to clipboard": N_("Copy"),
    "Copied": N_("Copied"),
    "Link to heading": N_("Link to this heading"),
    "Fullscreen": N_("Whole screen"),
    "Close fullscreen": N_("Leave the whole screen"),
    "Download as CSV": N_("Download as CSV"),
    "Search": N_("Search"),
    "Close Search": N_("Close the search"),
    "Previous Result": N_("Previous place"),
    "Next Result": N_("Next place"),
    "Show/hide columns": N_("Show or hide columns"),
    "Clear selection": N_("Choose none"),
    "Help": N_("Help"),
    "Help for {0}": N_("Help: {0}"),
    # Files
    "Upload": N_("Choose a file"),
    "Add files": N_("Choose more files"),
    "Drag and drop a file here": N_("Drop a file here"),
    "Drag and drop files here": N_("Drop files here"),
    "{0} per file": N_("up to {0} a file"),
}
"""What Streamlit writes and what we say instead."""
LOST = N_("The connection to the desk is lost. What stands here stays; it goes on by itself when the desk answers.")
KEYS = {
    "?": N_("this help"),
    "j ↓": N_("next post or incident"),
    "k ↑": N_("previous post or incident"),
    "x": N_("choose the post"),
    "Enter": N_("open it"),
    "a": N_("take into an incident, assign"),
    "e": N_("answered at once"),
    "s": N_("set aside"),
    "t": N_("tag"),
    "c": N_("correct what was read"),
    "w": N_("why it was read so"),
    "/": N_("into the search line"),
    "g q": N_("go to the queue"),
    "g i": N_("go to the incidents"),
    "g s": N_("go to the search"),
    "Esc": N_("leave the line, close the window"),
}
"""Keys by their place on a Latin keyboard, and what they do."""
KINDS = {
    "take": N_("New incident"),
    "at-once": N_("Answered at once"),
    "set-aside": N_("Set aside"),
    "tag": N_("Tag"),
}
"""The choices of the panel beside a list (ui.components.sorting.KINDS) that keys press."""


@cache
def table(language: str) -> bytes:
    """All that the script says in one language, as JSON."""
    return orjson.dumps(_table(language))


@cache
def version() -> str:
    """A name of the tables' content."""
    return hashlib.sha256(b"".join(map(table, LANGUAGES))).hexdigest()[:12]


def address() -> str:
    """Where the script asks for a table: it writes the language in."""
    return f"/nazar-words.json?lang=&v={version()}"


def _table(language: str) -> dict[str, Any]:
    _ = Texts(language).gettext
    return {
        "words": {**{theirs: _(ours) for theirs, ours in WORDS.items()}, "nazar:lost": _(LOST)},
        "keys": {
            "title": _("Keys"),
            "close": _("Close"),
            "rows": [[keys, _(meaning)] for keys, meaning in KEYS.items()],
            "kinds": {kind: _(label) for kind, label in KINDS.items()},
        },
    }
