"""The web: pages, forms, failures, guards, and the middlewares that every request goes through."""

from polydesk.kernel.web.forms import Email, Form, Password, empty, read_form
from polydesk.kernel.web.guards import anyone, declares
from polydesk.kernel.web.moment import moment
from polydesk.kernel.web.pages import Page, Swap, html, redirect, safe_next
from polydesk.kernel.web.rendering import provide, render

__all__ = [
    "Email",
    "Form",
    "Page",
    "Password",
    "Swap",
    "anyone",
    "declares",
    "empty",
    "html",
    "moment",
    "provide",
    "read_form",
    "redirect",
    "render",
    "safe_next",
]
