"""Reads the public data of a hosted status page: its JSON (v2), or its Atom feed."""
