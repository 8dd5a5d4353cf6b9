"""Pieces that several views show. Residents' words go through st.text and nothing else (reliability.md §4.1)."""
