"""One module a kind of channel: the last call, and what came of it."""
