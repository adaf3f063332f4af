"""The doors: the pages by which people come in, on the platform's host and on a tenant's."""
