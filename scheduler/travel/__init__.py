"""Places on the ground: coordinate systems, addresses, and the time from door to door."""
