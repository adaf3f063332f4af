"""The parameters of one call, which remember what was read: what the SDK knows and the twin does not heed is said."""

from collections.abc import Iterator
from typing import Any

from .refusals import Refused


class Asked(dict[str, Any]):
    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__({name: _remembering(value) for name, value in values.items()})
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.read.add(name)
        return super().get(name, default)

    def __iter__(self) -> Iterator[str]:
        self.read.update(self.keys())
        return super().__iter__()

    def items(self) -> Any:
        self.read.update(self.keys())
        return super().items()

    def agree(self, *names: str) -> None:
        """These make no difference here."""
        self.read.update(names)

    def plain(self) -> dict[str, Any]:
        """All of it, to be kept as it is."""
        return {name: value.plain() if isinstance(value, Asked) else value for name, value in self.items()}

    def nothing_left(self) -> None:
        for path in self._left(""):
            raise Refused(f"The twin does not do this yet: {path}", status=501, kind="api_error", param=path)

    def _left(self, path: str) -> Iterator[str]:
        for name in dict.keys(self):
            where = f"{path}[{name}]" if path else name
            value = super().__getitem__(name)
            if name not in self.read:
                yield where
            for inner in value if isinstance(value, list) else [value]:
                if isinstance(inner, Asked):
                    yield from inner._left(where)


def _remembering(value: Any) -> Any:
    if isinstance(value, dict):
        return Asked(value)
    return [_remembering(one) for one in value] if isinstance(value, list) else value
