"""Facts become Outputs: pages, feeds, calendars. Nothing here touches a disk or a clock."""
