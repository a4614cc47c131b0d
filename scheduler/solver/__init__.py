"""Problem -> Solution. `search` is the page to read first."""
