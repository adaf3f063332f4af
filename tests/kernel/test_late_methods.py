"""Dataclasses do all that they did, however late their methods are made."""

import dataclasses
from dataclasses import FrozenInstanceError, dataclass

import pytest

from polydesk.kernel import late_methods


@pytest.fixture(autouse=True)
def _late() -> None:
    late_methods.arrange()


@dataclass(frozen=True, order=True)
class Lamp:
    name: str
    watts: int = 5


@dataclass(frozen=True, slots=True)
class Kettle:
    litres: float


def test_it_is_printed_compared_ordered_and_hashed() -> None:
    assert repr(Lamp("Aurora")) == "Lamp(name='Aurora', watts=5)"
    assert Lamp("Aurora") == Lamp("Aurora") != Lamp("Borea")
    other: object = Kettle(1.5)
    assert Lamp("Aurora") != other
    assert min([Lamp("Borea"), Lamp("Aurora")]).name == "Aurora"
    assert {Lamp("Aurora"): 1}[Lamp("Aurora")] == 1


@pytest.mark.parametrize(("thing", "field"), [(Lamp("Aurora"), "name"), (Kettle(1.5), "litres")])
def test_what_is_frozen_stays_so(thing: object, field: str) -> None:
    for _again in range(2):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, field, "Borea")
        with pytest.raises(FrozenInstanceError):
            delattr(thing, field)


def test_a_method_is_made_once_for_a_class_and_its_heirs() -> None:
    @dataclass
    class Thing:
        name: str

    class Heir(Thing):
        pass

    before = vars(Thing)["__eq__"]
    assert Heir("x") == Heir("x")
    after = vars(Thing)["__eq__"]
    assert (before.__qualname__, before.__name__) == (after.__qualname__, after.__name__)
    assert after is not before or not hasattr(dataclasses, "_create_fn")
    assert Heir("x") == Heir("x")
    assert vars(Thing)["__eq__"] is after


def test_an_heir_that_asks_its_parent_is_answered() -> None:
    class Named(Lamp):
        def __eq__(self, other: object) -> bool:
            return super().__eq__(other)

        def __hash__(self) -> int:
            return super().__hash__()

    assert Named("Aurora") == Named("Aurora")
    assert hash(Named("Aurora")) == hash(Named("Aurora"))


def test_to_arrange_it_twice_is_to_arrange_it_once() -> None:
    before = getattr(dataclasses, "_create_fn", None)
    late_methods.arrange()
    assert getattr(dataclasses, "_create_fn", None) is before
