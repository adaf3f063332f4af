"""Announcements: what a company says on its portal to everybody: information, known issues, outages, and that they are over."""
