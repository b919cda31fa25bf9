"""Photos of a case: the form that sends one from a phone's camera or a file, and the wait until it was checked.

The browser sends the file to S3 itself, which sends it back here; without scripts that is all a browser can do.
"""

from collections.abc import Mapping

from chalicelib.aftersales.claims import claim_files
from chalicelib.aftersales.claims import queries as claims
from chalicelib.aftersales.messages import message_files
from chalicelib.aftersales.messages.message import Belonging
from chalicelib.aftersales.returns import queries as returns
from chalicelib.aftersales.returns.enclosures import attached_files
from chalicelib.gateways import uploaded_files
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.values.problems import NotFound, Problem
from chalicelib.orders.order import Order
from chalicelib.storefront.cases import case_places
from chalicelib.storefront.pages import page
from chalicelib.storefront.visitor import Visitor
from chalicelib.uploads.upload import PresignedForm
from chalicelib.uploads.uploads import UploadNotChecked, UploadRejected
from chalicelib.web.problem_texts import told
from chalicelib.web.rendering import policy_with_file_form, redirect
from chalicelib.web.sent_files import MEGABYTE, message_with, sent_upload_id, with_sent


def ask(
    visitor: Visitor, order: Order, case_id: str, belongs_to: Belonging, *, refusal: Problem | None = None
) -> Answer:
    """The form for a photo of a return or claim, or for a file of a message about it.

    Raises: NotFound, WrongCell, TooManyFiles, the case's IllegalStep.
    """
    path = case_places.path_of(order.order_id, case_id)
    form = _form_for(order, case_id, f"{path}/photos", belongs_to)
    return page(
        visitor,
        "photo.html",
        status=200 if refusal is None else refusal.status,
        content_security_policy=policy_with_file_form(uploaded_files.address()),
        form=form,
        megabytes=form.bytes_max // MEGABYTE,
        path=path,
        is_for_message=belongs_to == "MESSAGE",
        refusal=told(visitor.language, refusal),
    )


def receive(visitor: Visitor, order: Order, case_id: str, query: Mapping[str, str]) -> Answer:
    """Attach the photo that S3 has once it was checked, or lead to the message it goes with; until then say that
    it is checked, and ask for another if it is none.

    Raises: NotFound, WrongCell, UploadTaken, TooManyFiles, Conflict.
    """
    path = case_places.path_of(order.order_id, case_id)
    upload_id = sent_upload_id(query)
    if upload_id is None:
        raise NotFound()
    _require_case(order, case_id)
    belongs_to = message_files.belonging_of(case_id, upload_id)
    try:
        if belongs_to == "MESSAGE":
            message_files.require_takeable(case_id, upload_id)
            return redirect(visitor, message_with(path, upload_id))
        _attach(case_id, upload_id)
    except UploadNotChecked:
        return page(visitor, "photo_check.html", path=path, again=with_sent(f"{path}/photos", upload_id))
    except UploadRejected as refusal:
        return ask(visitor, order, case_id, belongs_to, refusal=refusal)
    return redirect(visitor, f"{path}#photos")


def _form_for(order: Order, case_id: str, return_path: str, belongs_to: Belonging) -> PresignedForm:
    if case_places.is_return(case_id):
        found = returns.of_order(order.order_id, case_id)
        return attached_files.form_for(found, return_path=return_path, belongs_to=belongs_to)
    claim = claims.of_order(order.order_id, case_id)
    return claim_files.form_for(claim, return_path=return_path, belongs_to=belongs_to)


def _require_case(order: Order, case_id: str) -> None:
    if case_places.is_return(case_id):
        returns.of_order(order.order_id, case_id)
    else:
        claims.of_order(order.order_id, case_id)


def _attach(case_id: str, upload_id: str) -> None:
    if case_places.is_return(case_id):
        attached_files.attach(case_id, upload_id)
    else:
        claim_files.attach(case_id, upload_id)
