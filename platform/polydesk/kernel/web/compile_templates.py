"""`python -m polydesk.kernel.web.compile_templates`: every template into Python, for `compiled.py` to find."""

from polydesk.kernel.web import rendering
from polydesk.kernel.web.compiled import FOLDER, Compiled


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    compiled = Compiled(writes=True)
    environment = rendering.drawing(compiled, auto_reload=False)
    names = environment.list_templates()
    for name in names:
        environment.get_template(name)
    compiled.keep_only(names)


if __name__ == "__main__":
    main()
