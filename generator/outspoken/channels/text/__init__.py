"""How channels treat a text: its length, its mentions and its links."""
