"""The records of a status page: immutable values, with every time in UTC."""
