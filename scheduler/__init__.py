"""Family-doctor and home-care scheduling: rosters, routes, reasons."""
