"""The format of incidents and settings: text to values, values to text."""
