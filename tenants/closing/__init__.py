"""Leaving, and coming back: everything of a tenant as open files, the small door of a closed house, and its erasure."""
