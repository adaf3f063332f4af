"""The desk: the agents' pages. Nothing is decided here; pages find, ask the tickets' verbs, and show.

Words: the *pulse* is what the frame of every page knows (views with counts, colleagues with their load), the *dossier*
what stands beside one conversation, *rows* are tickets as ready texts for a list.
"""
