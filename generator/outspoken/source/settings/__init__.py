"""The settings of mkdocs.yml, read and checked."""
