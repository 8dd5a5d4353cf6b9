"""A browser's tab without the browser: signs in by the form, opens Streamlit's websocket, and acts on its widgets.

It says and remembers what Streamlit's own page does, as far as the desk can tell: the address, the page, the state of
the widgets, and which large messages it has kept.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import URL
from streamlit.components.v2.bidi_component.constants import EVENT_DELIM
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

RUN_SECONDS = 30.0
"""A page that has not come by then will not come."""
KEPT_RUNS = 2
"""For how many runs the browser keeps a large message that it has not seen again."""
_OWN_KEY = re.compile(r"\$\$ID-[0-9a-f]+-(.+)", re.DOTALL)


class PageFailed(Exception):
    """The desk answered, but not with the page that was asked for."""


@dataclass(frozen=True)
class Run:
    """One run of the script: from the message that asked for it to the one that said it was done."""

    seconds: float
    bytes: int
    """What went through the socket."""
    plain_bytes: int
    """The same before the websocket compressed it."""
    messages: int


class Counting(ClientConnection):
    """A connection that counts what comes through its socket."""

    received = 0

    def data_received(self, data: bytes) -> None:
        """Some bytes of the network."""
        self.received += len(data)
        super().data_received(data)


@dataclass
class Screen:
    """One tab. Open it with `open_screen`; every method that acts gives the run it caused."""

    socket: ClientConnection
    address: str
    page: str = ""
    query: str = ""
    script: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    elements: dict[tuple[int, ...], Any] = field(default_factory=dict)
    states: dict[str, WidgetState] = field(default_factory=dict)
    kept: dict[str, tuple[ForwardMsg, int]] = field(default_factory=dict)
    runs: int = 0

    async def close(self) -> None:
        """Leave."""
        await self.socket.close()

    async def go(self, page: str, **query: str) -> Run:
        """Open a page by its path, as a link does."""
        self.page, self.query, self.script = page, urlencode(query), self.pages.get(page, "")
        return await self.run()

    async def press(self, key: str) -> Run:
        """Press the button with this key."""
        return await self.run(WidgetState(id=self.widget(key).id, trigger_value=True))

    async def fill(self, key: str, value: str) -> Run:
        """Type into the line with this key, or choose in its list what is shown so."""
        id = self.widget(key).id
        self.states[id] = WidgetState(id=id, string_value=value)
        return await self.run()

    async def choose(self, key: str, value: str) -> Run:
        """Choose one of the pills with this key."""
        self.states[self.widget(key).id] = state = WidgetState(id=self.widget(key).id)
        state.string_array_value.data.append(value)
        return await self.run()

    async def pick(self, key: str, ids: list[str]) -> Run:
        """Pick posts in the list with this key."""
        widget = self.widget(key)
        turn = int(json.loads(widget.json).get("turn", 0)) + 1
        said = json.dumps({"picked": {"turn": turn, "ids": ids}})
        self.states[widget.id] = WidgetState(id=widget.id, json_value=said)
        return await self.run()

    async def tell(self, key: str, event: str, value: str) -> Run:
        """Let the list with this key say that something was clicked in it."""
        id = f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{self.widget(key).id}{EVENT_DELIM}events"
        return await self.run(WidgetState(id=id, json_trigger_value=json.dumps([{"event": event, "value": value}])))

    def items(self, key: str) -> list[dict[str, Any]]:
        """What stands in the list with this key; nothing where there is no such list."""
        return list(json.loads(self.widget(key).json)["items"]) if self.has(key) else []

    def has(self, key: str) -> bool:
        """Is a widget with this key on the page?"""
        return key in self._widgets()

    def widget(self, key: str) -> Any:
        """The widget with this key. Raises PageFailed."""
        try:
            return self._widgets()[key]
        except KeyError:
            raise PageFailed(f"no {key} on {self.page or 'the page'}, but {', '.join(self._widgets())}") from None

    def asked(self, name: str) -> str:
        """The parameter of the page's address."""
        return dict(parse_qsl(self.query)).get(name, "")

    async def run(self, *triggers: WidgetState) -> Run:
        """Let the script run once more, as things stand on the page. Raises PageFailed, TimeoutError."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash, asked.page_name = self.query, self.script, self.page
        asked.widget_states.widgets.extend([*self.states.values(), *triggers])
        asked.cached_message_hashes.extend(self.kept)
        asked.context_info.timezone, asked.context_info.locale = "Asia/Almaty", "ru-RU"
        asked.context_info.url = f"{self.address}/{self.page}"
        return await self._heard(message)

    async def _heard(self, message: BackMsg) -> Run:
        count, plain, before = 0, 0, getattr(self.socket, "received", 0)
        begun = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            left = RUN_SECONDS - (time.perf_counter() - begun)
            data = await _received(self.socket, left)
            count, plain = count + 1, plain + len(data)
            if self._take(ForwardMsg.FromString(data)):
                break
        seconds = time.perf_counter() - begun
        self._tidy()
        return Run(seconds, getattr(self.socket, "received", 0) - before, plain, count)

    def _take(self, message: ForwardMsg) -> bool:
        """Take in one message; true when it was the last one of the run."""
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            path = list(message.metadata.delta_path)
            message = self.kept[message.ref_hash][0]
            message.metadata.delta_path[:] = path
            kind = "delta"
        if message.metadata.cacheable:
            self.kept[message.hash] = (message, self.runs)
        if kind == "new_session":
            self.elements.clear()
            self.script = message.new_session.page_script_hash
        elif kind == "navigation":
            self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            self.script = message.navigation.page_script_hash
            self.page = next((path for path, script in self.pages.items() if script == self.script), self.page)
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self.elements[tuple(message.metadata.delta_path)] = message.delta.new_element
        elif kind == "page_not_found":
            raise PageFailed(f"there is no page {self.page}")
        elif kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise PageFailed("the script cannot run")
            return message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        return False

    def _tidy(self) -> None:
        """Forget what is no longer on the page, and what the desk itself has set since."""
        self.runs += 1
        self.kept = {name: each for name, each in self.kept.items() if self.runs - each[1] <= KEPT_RUNS}
        there = {widget.id: widget for widget in self._widgets().values()}
        self.states = {
            id: state for id, state in self.states.items() if id in there and not getattr(there[id], "set_value", False)
        }
        failed = [each.exception.type for each in self.elements.values() if each.WhichOneof("type") == "exception"]
        if failed:
            raise PageFailed(f"the page says {failed[0]}")

    def _widgets(self) -> dict[str, Any]:
        found = {}
        for element in self.elements.values():
            widget = getattr(element, element.WhichOneof("type") or "", None)
            own = _OWN_KEY.fullmatch(getattr(widget, "id", ""))
            if own:
                found[own[1]] = widget
        return found


async def open_screen(address: str, cookie: str, page: str = "") -> tuple[Screen, Run]:
    """Open a tab on a page and wait for what it first shows. `cookie` is the one of `sign_in`."""
    where = URL(address).replace(scheme="ws")
    socket = await connect(
        f"{where}/_stcore/stream",
        origin=Origin(address),
        subprotocols=[Subprotocol("streamlit")],
        additional_headers={"Cookie": cookie},
        create_connection=Counting,
        max_size=None,
    )
    screen = Screen(socket, address)
    try:
        return screen, await screen.go(page)
    except BaseException:
        await socket.close()
        raise


async def _received(socket: ClientConnection, seconds: float) -> bytes:
    data = await asyncio.wait_for(socket.recv(), max(seconds, 0.001))
    return data if isinstance(data, bytes) else data.encode()
