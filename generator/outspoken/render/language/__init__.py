"""Translations, dates and numbers in the site's language."""
