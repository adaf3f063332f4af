"""Tickets as customers see them: the form, the receipt, their list, one ticket by login or by a guest's link."""
