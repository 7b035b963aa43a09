"""Commands that build, serve and announce."""
