"""The texts of announcements."""
