"""A thread as somebody is shown it, whole."""

from chalicelib.aftersales.messages import queries
from chalicelib.aftersales.messages.answers import ShownMessage
from chalicelib.aftersales.messages.message import MESSAGES_MAX
from chalicelib.aftersales.messages.views import message_view


def messages_of(case_id: str, person_id: str) -> list[ShownMessage]:
    """Every message of a case, oldest first."""
    found, _ = queries.page_of_case(case_id, MESSAGES_MAX, None, person_id=person_id)
    return [message_view(each) for each in found]
