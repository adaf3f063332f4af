"""Notices: what a member of the desk should know and did not do themselves, as a bell in the desk and as a mail.

Events of the floors below say that something is due, broken or ending; `reactions` decide when that is told (not at
night, unless it is urgent), `telling` decides whom, at the moment of telling. `words` says it in the reader's language.
"""
