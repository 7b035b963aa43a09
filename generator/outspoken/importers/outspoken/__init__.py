"""Imports what `outspoken export` wrote."""
