"""Messages that a seller leaves unanswered: the platform takes the return over, and answers in the seller's place.

A claim needs nothing of it: its own time is as short, and the seller's silence meets the claim.
"""

import msgspec

from chalicelib.aftersales.messages import message_posts, queries
from chalicelib.aftersales.returns import queries as return_queries
from chalicelib.aftersales.returns import return_steps
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.return_lifecycle import FINAL
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.aftersales.returns.takeover import takeover_step
from chalicelib.kernel.deadlines import Deadline
from chalicelib.kernel.runtime import clock


def act_on_silence(deadline: Deadline) -> None:
    """Take over a return whose buyer waits for an answer longer than is allowed; nothing if it was given meanwhile."""
    case_id = deadline.payload["case_id"]
    if return_queries.find(case_id) is not None:
        return_steps.carry_out(case_id, _taken_over)


def _taken_over(found: DeviceReturn) -> Step | None:
    answer_by = queries.thread(found.return_id).answer_by
    if found.state in FINAL or answer_by is None or clock.timestamp() < answer_by:
        return None
    step = takeover_step(found, "NO_ANSWER")
    if step is None:
        return None
    return msgspec.structs.replace(step, acts=(message_posts.unanswered_act(found.return_id, answer_by),))
