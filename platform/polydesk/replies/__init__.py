"""Canned replies: answers that agents give again and again, written once in every language of the tenant.

`canned.py` holds the verbs, `queries.py` finds what a member may use, `variables.py` names the placeholders,
`filling.py` puts one into what an agent is writing. The pages stand in the desk.
"""
