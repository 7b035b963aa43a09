"""The texts of a generated history, in sentences like those of real ones."""

SERVICES = (
    "Checkout",
    "Search",
    "Sign-in",
    "Public API",
    "Webhooks",
    "Dashboard",
    "Image delivery",
    "Exports",
    "Billing",
    "Mail delivery",
    "Reports",
    "Mobile app",
    "Uploads",
    "Notifications",
    "Partner portal",
    "Data warehouse",
    "Single sign-on",
    "Job queue",
    "Admin console",
    "Edge network",
)
PLACES = ("Frankfurt", "Dublin", "Virginia", "Oregon", "Tokyo", "Sydney", "São Paulo", "Mumbai")
SYMPTOMS = (
    "slow responses",
    "errors when saving",
    "failed sign-ins",
    "missing notifications",
    "delayed exports",
    "time-outs on large requests",
    "wrong totals in reports",
    "images that do not load",
    "rejected webhook deliveries",
    "pages that load without style",
)
OPENINGS = (
    "We are looking into reports from customers that started a few minutes ago.",
    "Our monitoring shows more failures than usual, and we are investigating.",
    "Some of you told us that things are not working as they should; thank you.",
    "A part of our service does not respond as fast as you are used to.",
    "Since the last hour we have seen a growing share of requests fail.",
)
CAUSES = (
    "A change to the `connection-pool` settings left too few connections for the traffic of this hour.",
    "One of two network links to the region lost packets, and the switch to the second took too long.",
    "A certificate was renewed but not loaded by all of the servers behind the load balancer.",
    "A query became slow after an index was rebuilt, which held up everything that waits for it.",
    "The queue grew faster than it was emptied since a worker kept retrying one broken message.",
    "The storage behind the cache filled up, so that every request went to the database.",
)
REMEDIES = (
    "We have rolled the change back and restarted the affected servers one by one.",
    "Traffic goes through the second region until the first has been stable for an hour.",
    "We added capacity, and the backlog should be worked off within the next half hour.",
    "The broken message was set aside, and everything behind it is being delivered in order.",
    "No data was lost; requests that failed can safely be sent again.",
)
PROGRESS = (
    "Most requests succeed again, and we keep watching the error rate before we call this over.",
    "We have narrowed it down to one service and are testing a remedy in a single region first.",
    "There is no change since our last message; the next one comes as soon as we know more.",
    "Response times are back to normal for about four in five customers.",
    "Our provider has confirmed the fault on their side; see [their page](https://status.example.net/).",
)
ACTIONS = (
    "Alert on the age of the oldest message in the queue",
    "Test the fail-over between regions every month",
    "Refuse settings that lower the pool below its measured need",
    "Reload certificates on renewal instead of on deployment",
    "Document how to set a broken message aside",
)
