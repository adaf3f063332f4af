"""Customers come in: by a link or a code in a mail, or by a password they chose (SC-06).

Asking gives one answer for every address. A person comes into being only when the mail is used, and using it confirms
the address, so that tickets sent earlier from it show.
"""
