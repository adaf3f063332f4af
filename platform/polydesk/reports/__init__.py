"""Reports: figures about the work, each of which opens the tickets behind it."""
