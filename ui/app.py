"""The script that Streamlit runs for every click: finds out who asks, and shows the page they may see."""

from __future__ import annotations

from ui import navigation

if __name__ == "__main__":
    navigation.show()
