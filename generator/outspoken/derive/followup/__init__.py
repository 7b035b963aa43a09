"""Everything that is overdue or due: updates, post-mortems, actions, service credits."""
