"""Badges: images of the state of the site, a component or a group, to embed in other websites."""
