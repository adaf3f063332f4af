"""The intake: mail that comes in, by SMTP or LMTP, from mailboxes by IMAP, from a bucket; what becomes of each.

Words: a *raw* mail is the bytes as they came, a row (`mail_in`) before the sender hears that we took it; *reading* it
is a worker's job, under limits; it is then *placed* (which ticket, in which role its sender speaks) and *lands*. What
cannot be read waits in *quarantine* until somebody decides. An *inbox* is an address of ours and what it leads to.
"""
