"""The mailroom: what customers hear by mail about their tickets.

Reactions enqueue one job per event in the transaction of the event; the job writes the letter in the reader's language
and posts it. Nobody is told about their own acts, and nobody is told twice about one moment.
"""
