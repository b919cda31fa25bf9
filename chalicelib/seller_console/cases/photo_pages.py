"""Photos of a case by its seller: what arrived, how it was packed, what an inspection found.

The browser sends the file to S3 itself, which sends it back. A console's cookie does not come along from another site,
so S3 sends it to a page that knows nobody, and a link from there leads on.
"""

from collections.abc import Mapping
from typing import Literal

from chalicelib.aftersales.claims import claim_files
from chalicelib.aftersales.claims import queries as claims
from chalicelib.aftersales.returns import queries as returns
from chalicelib.aftersales.returns.enclosures import attached_files
from chalicelib.gateways import uploaded_files
from chalicelib.kernel.http.answer import Answer
from chalicelib.kernel.values.problems import NotFound, Problem
from chalicelib.seller_console.pages import page
from chalicelib.uploads.upload import PresignedForm
from chalicelib.uploads.uploads import UploadNotChecked, UploadRejected
from chalicelib.web.console import ConsoleReader
from chalicelib.web.problem_texts import told
from chalicelib.web.rendering import policy_with_files, redirect
from chalicelib.web.sent_files import MEGABYTE, sent_upload_id, with_sent

CaseKind = Literal["returns", "claims"]


def ask(seller: ConsoleReader, kind: CaseKind, case_id: str, refusal: Problem | None = None) -> Answer:
    """The form for a photo of a return or claim. Raises: NotFound, WrongCell, TooManyFiles, the case's IllegalStep."""
    path = f"/sell/{kind}/{case_id}"
    form = _form_for(seller, kind, case_id, f"{path}/sent-photo")
    return page(
        seller,
        "photo.html",
        status=200 if refusal is None else refusal.status,
        content_security_policy=policy_with_files(uploaded_files.address()),
        form=form,
        megabytes=form.bytes_max // MEGABYTE,
        path=path,
        refusal=told(seller.language, refusal),
    )


def sent(reader: ConsoleReader, kind: CaseKind, case_id: str, query: Mapping[str, str]) -> Answer:
    """Where S3 sends the browser; the same for every case, whether or not there is one. Raises: NotFound."""
    upload_id = sent_upload_id(query)
    if upload_id is None:
        raise NotFound()
    return page(reader, "photo_sent.html", onward=with_sent(f"/sell/{kind}/{case_id}/photos", upload_id))


def receive(seller: ConsoleReader, kind: CaseKind, case_id: str, query: Mapping[str, str]) -> Answer:
    """Attach the photo that S3 has once it was checked; until then say that it is, and ask for another if it is none.

    Raises: NotFound, WrongCell, UploadTaken, TooManyFiles, Conflict.
    """
    path, upload_id = f"/sell/{kind}/{case_id}", sent_upload_id(query)
    if upload_id is None:
        raise NotFound()
    try:
        _attach(seller, kind, case_id, upload_id)
    except UploadNotChecked:
        return page(seller, "photo_check.html", path=path, again=with_sent(f"{path}/photos", upload_id))
    except UploadRejected as refusal:
        return ask(seller, kind, case_id, refusal)
    return redirect(seller, f"{path}#photos")


def _form_for(seller: ConsoleReader, kind: CaseKind, case_id: str, return_path: str) -> PresignedForm:
    if kind == "returns":
        return attached_files.form_for(returns.of_seller(case_id, seller.principal.id), return_path=return_path)
    return claim_files.form_for(claims.of_seller(case_id, seller.principal.id), return_path=return_path)


def _attach(seller: ConsoleReader, kind: CaseKind, case_id: str, upload_id: str) -> None:
    if kind == "returns":
        returns.of_seller(case_id, seller.principal.id)
        attached_files.attach(case_id, upload_id)
    else:
        claims.of_seller(case_id, seller.principal.id)
        claim_files.attach(case_id, upload_id)
