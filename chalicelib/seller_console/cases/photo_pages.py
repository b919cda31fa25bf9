"""Photos of a case by its seller: what arrived, how it was packed, what an inspection found.

The browser sends the file to S3 itself, which sends it back. A console's cookie does not come along from another site,
so S3 sends it to a page that knows nobody, and a link from there leads on.
"""

from collections.abc import Mapping
from typing import Literal

from chalicelib.aftersales.claims import claim_files
from chalicelib.aftersales.claims import queries as claims
from chalicelib.aftersales.claims.claim import Claim
from chalicelib.aftersales.messages import message_files
from chalicelib.aftersales.messages.message import Belonging
from chalicelib.aftersales.returns import queries as returns
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.enclosures import attached_files
from chalicelib.gateways import uploaded_files
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.values.problems import NotFound, Problem
from chalicelib.seller_console.pages import page
from chalicelib.uploads.upload import PresignedForm
from chalicelib.uploads.uploads import UploadNotChecked, UploadRejected
from chalicelib.web.console import ConsoleReader
from chalicelib.web.problem_texts import told
from chalicelib.web.rendering import policy_with_file_form, redirect
from chalicelib.web.sent_files import MEGABYTE, message_with, sent_upload_id, with_sent

CaseKind = Literal["returns", "claims"]


def ask(
    seller: ConsoleReader, kind: CaseKind, case_id: str, belongs_to: Belonging, *, refusal: Problem | None = None
) -> Answer:
    """The form for a photo of a return or claim, or for a file of a message about it.

    Raises: NotFound, WrongCell, TooManyFiles, the case's IllegalStep.
    """
    path = f"/sell/{kind}/{case_id}"
    form = _form_for(_case(seller, kind, case_id), f"{path}/sent-photo", belongs_to)
    return page(
        seller,
        "photo.html",
        status=200 if refusal is None else refusal.status,
        content_security_policy=policy_with_file_form(uploaded_files.address()),
        form=form,
        megabytes=form.bytes_max // MEGABYTE,
        path=path,
        is_for_message=belongs_to == "MESSAGE",
        refusal=told(seller.language, refusal),
    )


def sent(reader: ConsoleReader, kind: CaseKind, case_id: str, query: Mapping[str, str]) -> Answer:
    """Where S3 sends the browser; the same for every case, whether or not there is one. Raises: NotFound."""
    upload_id = sent_upload_id(query)
    if upload_id is None:
        raise NotFound()
    return page(reader, "photo_sent.html", onward=with_sent(f"/sell/{kind}/{case_id}/photos", upload_id))


def receive(seller: ConsoleReader, kind: CaseKind, case_id: str, query: Mapping[str, str]) -> Answer:
    """Attach the photo that S3 has once it was checked, or lead to the message it goes with; until then say that
    it is checked, and ask for another if it is none.

    Raises: NotFound, WrongCell, UploadTaken, TooManyFiles, Conflict.
    """
    path, upload_id = f"/sell/{kind}/{case_id}", sent_upload_id(query)
    if upload_id is None:
        raise NotFound()
    _case(seller, kind, case_id)
    belongs_to = message_files.belonging_of(case_id, upload_id)
    try:
        if belongs_to == "MESSAGE":
            message_files.require_takeable(case_id, upload_id)
            return redirect(seller, message_with(path, upload_id))
        _attach(kind, case_id, upload_id)
    except UploadNotChecked:
        return page(seller, "photo_check.html", path=path, again=with_sent(f"{path}/photos", upload_id))
    except UploadRejected as refusal:
        return ask(seller, kind, case_id, belongs_to, refusal=refusal)
    return redirect(seller, f"{path}#photos")


def _case(seller: ConsoleReader, kind: CaseKind, case_id: str) -> DeviceReturn | Claim:
    if kind == "returns":
        return returns.of_seller(case_id, seller.principal.id)
    return claims.of_seller(case_id, seller.principal.id)


def _form_for(found: DeviceReturn | Claim, return_path: str, belongs_to: Belonging) -> PresignedForm:
    if isinstance(found, DeviceReturn):
        return attached_files.form_for(found, return_path=return_path, belongs_to=belongs_to)
    return claim_files.form_for(found, return_path=return_path, belongs_to=belongs_to)


def _attach(kind: CaseKind, case_id: str, upload_id: str) -> None:
    if kind == "returns":
        attached_files.attach(case_id, upload_id)
    else:
        claim_files.attach(case_id, upload_id)
