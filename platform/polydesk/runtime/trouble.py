"""What a person can mend: the command line shows it as one clear line, without a traceback."""


class Trouble(Exception):
    """Its text is the line that is shown; it says what is wrong and what to do."""
