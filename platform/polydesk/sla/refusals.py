"""What service levels refuse, and why, in the reader's words."""

from dataclasses import dataclass

from i18n import lazy
from polydesk.kernel.refusals import BadRequest, Conflict


class Stale(Conflict):
    """Somebody else published first; `by` and `no` name who and what."""

    title = lazy("Somebody else was faster")
    message = lazy(
        "This policy was changed after you opened it. What you entered is still here: compare and try again."
    )


class PolicyInUse(Conflict):
    title = lazy("This policy is still agreed")
    message = lazy("Contracts that have not ended bring this policy. Give them another one first.")


@dataclass(frozen=True)
class Fault:
    """One reason why something is refused; `place` names the field of the form, and is empty for the whole."""

    place: str
    reason: str


class BadPolicy(BadRequest):
    """A policy that cannot be, with every fault that was found."""

    title = lazy("This policy cannot be published yet")

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(" ".join(fault.reason for fault in faults))
        self.faults = faults


class BadContract(BadRequest):
    """A contract that cannot be, with every fault that was found."""

    title = lazy("This contract cannot be saved yet")

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(" ".join(fault.reason for fault in faults))
        self.faults = faults


class ContractOvertaken(Conflict):
    title = lazy("Somebody was faster")
    message = lazy(
        "The contract was changed after this was computed. Nothing is lost: compute it again on top of the new terms."
    )


class ReasonMissing(BadRequest):
    title = lazy("A reason is missing")
    message = lazy("Please say why this is excused: the reason stands in the report and in the audit trail.")


class ReasonTooLong(BadRequest):
    title = lazy("The reason is too long")
    message = lazy("Please say it in at most 1,000 characters.")


class NothingToExcuse(Conflict):
    title = lazy("There is nothing to excuse")
    message = lazy("This promise was not broken.")
