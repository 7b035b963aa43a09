"""How channels read a text: its length, its mentions and its links."""
