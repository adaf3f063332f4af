"""Surveys: the question after a resolution, asked once, answered by people only.

Words: an *invitation* asks one customer about one resolution (a ticket's cycle), a *rating* is the answer, from 1 to 5.
The tap in the mail only preselects; a person confirms on the page. This is the model slice: read it first.
"""
