"""What is owed after an incident, and everything that is overdue."""
