"""Files by which a seller helps to answer a dispute: the form that sends one, and the wait until it was checked.

The browser comes back from S3 without the console's cookie, so a page that knows nobody leads on, as for photos.
"""

from collections.abc import Mapping

from chalicelib.gateways import uploaded_files
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.values.problems import NotFound, Problem
from chalicelib.orders.disputes import dispute_files
from chalicelib.seller_console.pages import page
from chalicelib.uploads.uploads import UploadNotChecked, UploadRejected
from chalicelib.web.console import ConsoleReader
from chalicelib.web.problem_texts import told
from chalicelib.web.rendering import policy_with_file_form, redirect
from chalicelib.web.sent_files import MEGABYTE, sent_upload_id, with_sent

LIST = "/sell/disputes"


def ask(seller: ConsoleReader, dispute_id: str, refusal: Problem | None = None) -> Answer:
    """The form for a file, and those that were sent. Raises: NotFound, DisputeNotAnswerable, DisputeAlreadyAnswered,
    TooManyEvidenceFiles."""
    seller_id, path = seller.principal.id, f"{LIST}/{dispute_id}"
    form = dispute_files.form_for(dispute_id, seller_id, return_path=f"{path}/sent-file")
    return page(
        seller,
        "evidence.html",
        status=200 if refusal is None else refusal.status,
        content_security_policy=policy_with_file_form(uploaded_files.address()),
        form=form,
        is_for_message=True,
        megabytes=form.bytes_max / MEGABYTE,
        files=dispute_files.links_for_seller(dispute_id, seller_id),
        refusal=told(seller.language, refusal),
    )


def sent(reader: ConsoleReader, dispute_id: str, query: Mapping[str, str]) -> Answer:
    """Where S3 sends the browser; the same for every dispute, whether or not there is one. Raises: NotFound."""
    upload_id = sent_upload_id(query)
    if upload_id is None:
        raise NotFound()
    return page(reader, "photo_sent.html", onward=with_sent(f"{LIST}/{dispute_id}/files", upload_id))


def receive(seller: ConsoleReader, dispute_id: str, query: Mapping[str, str]) -> Answer:
    """Attach the file that S3 has once it was checked; until then say that it is, and ask for another if it is none.

    Raises: NotFound, WrongCell, UploadTaken, DisputeNotAnswerable, DisputeAlreadyAnswered, Conflict.
    """
    upload_id, path = sent_upload_id(query), f"{LIST}/{dispute_id}"
    if upload_id is None:
        raise NotFound()
    try:
        dispute_files.attach(dispute_id, seller.principal.id, upload_id)
    except UploadNotChecked:
        return page(seller, "photo_check.html", path=LIST, again=with_sent(f"{path}/files", upload_id))
    except UploadRejected as refusal:
        return ask(seller, dispute_id, refusal)
    return redirect(seller, f"{LIST}#{dispute_id}")
