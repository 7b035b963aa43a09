"""Turns what somebody means to say into files, and into the git actions that carry them."""
