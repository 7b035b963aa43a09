"""Measures of communication with customers: per incident, and over many."""
