"""`python -m polydesk` is the command line."""

from polydesk.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
