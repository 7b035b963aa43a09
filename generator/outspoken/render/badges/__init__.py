"""Badges: the state of the site, a component or a group, for other people's pages."""
