"""The kinds of channel, one module each."""
