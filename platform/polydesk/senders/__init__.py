"""Senders: a company's own address as the sender of its mails, once its domain proves that we may use it.

Words: a *sender* is the address and the key made for its domain; its *records* are what the company publishes in its
DNS. The DKIM record is the proof: only whoever holds the domain can publish the other half of a key that was made here
for this company. SPF and DMARC are shown and watched, and decide nothing. While the proof stands, mails leave signed
from the company's address; before, and after it is gone, from the platform's with the company's name and Reply-To.
"""
