"""The URLs of the label and the files of a return, for buyers and sellers."""

from chalicelib.aftersales.cases.answers import ShownFile, UploadForm
from chalicelib.aftersales.cases.case_files import TooManyFiles
from chalicelib.aftersales.cases.payloads import AttachedFile, FileWish
from chalicelib.aftersales.cases.views import files_view, form_view
from chalicelib.aftersales.returns import queries
from chalicelib.aftersales.returns.enclosures import answers, attached_files, return_labels
from chalicelib.aftersales.returns.return_lifecycle import IllegalReturnStep
from chalicelib.gateways.carriers import LabelRefused, LabelUnavailable
from chalicelib.kernel.http.auth import ORDER_TOKEN, ops, seller
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.values.lists import Items
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders import order_access
from chalicelib.uploads.uploads import TooManyUploads, UploadNotChecked, UploadRejected, UploadTaken

routes = Routes(__name__)
STEP = (IllegalReturnStep, Conflict)
FORM = (TooManyFiles, TooManyUploads, IllegalReturnStep)
ATTACHED = (TooManyFiles, UploadNotChecked, UploadRejected, UploadTaken, *STEP)
OF_BUYER = "/orders/{order_id}/returns/{return_id}"
OF_SELLER = "/seller/returns/{return_id}"


@routes.post(f"{OF_BUYER}/label", ORDER_TOKEN, refuses=(LabelUnavailable, LabelRefused, *STEP))
def print_label(call: Call, order_id: str, return_id: str) -> answers.ShownLabel:
    """The label of an approved return, the same one each time; the buyer pays nothing for it."""
    order = order_access.order_for_token(order_id, call.principal.token)
    printed = return_labels.print_label(order, queries.of_order(order.order_id, return_id))
    return {
        "carrier": printed.parcel.carrier,
        "tracking_number": printed.parcel.tracking_number,
        "document": printed.document,
    }


@routes.post(f"{OF_BUYER}/uploads", ORDER_TOKEN, status=201, refuses=FORM)
def request_upload(call: Call[FileWish], order_id: str, return_id: str) -> UploadForm:
    """A form that sends one photo of the device; attach the file once it was checked, some seconds later."""
    order = order_access.order_for_token(order_id, call.principal.token)
    found = queries.of_order(order.order_id, return_id)
    return form_view(attached_files.form_for(found, call.body.content_type, belongs_to=call.body.belongs_to))


@routes.post(f"{OF_BUYER}/files", ORDER_TOKEN, refuses=ATTACHED)
def attach_file(call: Call[AttachedFile], order_id: str, return_id: str) -> Items[ShownFile]:
    """Attach a photo that was uploaded; the answer has every file of the return."""
    order = order_access.order_for_token(order_id, call.principal.token)
    found = queries.of_order(order.order_id, return_id)
    return files_view(attached_files.links_to(attached_files.attach(found.return_id, call.body.upload_id)))


@routes.get(f"{OF_BUYER}/files", ORDER_TOKEN)
def list_files(call: Call, order_id: str, return_id: str) -> Items[ShownFile]:
    """The files of a return, each with a link that shows it for five minutes."""
    order = order_access.order_for_token(order_id, call.principal.token)
    return files_view(attached_files.links_to(queries.of_order(order.order_id, return_id)))


@routes.get(f"{OF_SELLER}/files", seller("returns:read"))
def list_seller_files(call: Call, return_id: str) -> Items[ShownFile]:
    """The files of a return, each with a link that shows it for five minutes."""
    return files_view(attached_files.links_to(queries.of_seller(return_id, call.principal.id)))


@routes.post(f"{OF_SELLER}/uploads", seller("returns:write"), status=201, refuses=FORM)
def request_seller_upload(call: Call[FileWish], return_id: str) -> UploadForm:
    """A form that sends one photo of the inspection."""
    found = queries.of_seller(return_id, call.principal.id)
    return form_view(attached_files.form_for(found, call.body.content_type, belongs_to=call.body.belongs_to))


@routes.post(f"{OF_SELLER}/files", seller("returns:write"), refuses=ATTACHED)
def attach_seller_file(call: Call[AttachedFile], return_id: str) -> Items[ShownFile]:
    """Attach a photo of the inspection that was uploaded; the answer has every file of the return."""
    found = queries.of_seller(return_id, call.principal.id)
    return files_view(attached_files.links_to(attached_files.attach(found.return_id, call.body.upload_id)))


@routes.get("/ops/returns/{return_id}/files", ops("returns:read"))
def list_operators_files(_: Call, return_id: str) -> Items[ShownFile]:
    """The files of a return, each with a link that shows it for five minutes."""
    return files_view(attached_files.links_to(queries.device_return(return_id)))
