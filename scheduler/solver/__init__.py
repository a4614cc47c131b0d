"""Problem -> Solution: the search, the exact reference and the partition that decides and proves."""
