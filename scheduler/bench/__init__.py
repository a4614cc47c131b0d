"""Public instances in, solutions in their published form out, and how the engine compares."""
