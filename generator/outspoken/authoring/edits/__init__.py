"""Changes of files that exist: withdrawals, duplicates, new names."""
