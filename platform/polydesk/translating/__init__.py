"""Translating: all texts of a tenant in all its languages, what is missing or wrong in them, and the way out and in."""
