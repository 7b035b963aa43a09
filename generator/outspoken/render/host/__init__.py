"""Files that a static host and search engines expect."""
