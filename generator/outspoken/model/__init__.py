"""Values: the whole truth about a status page, frozen, with every instant in UTC."""
