"""Reads the files of a source from a folder, or from another status page over HTTP."""
