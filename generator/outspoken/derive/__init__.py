"""Facts at an instant, as pure functions of a History and `now`."""
