"""Mail texts: what mails to customers say, in the tenant's own words where it has any, else in ours.

An *occasion* is one mail of the product (`occasions.py`); the slice that sends it declares it and asks `worded()` for
the letter. `versions.py` keeps what tenants wrote, `composing.py` fills it in, `misses.py` remembers when our text went
out instead, `pages.py` is where admins write.
"""
