"""What pages say of problems with returns, reports of buyers and their files: a title and what a reader can do."""

from chalicelib.kernel.runtime.wording import Text, said

_LOAD_RETURN = said("problem", "It may have moved on since the page was shown. Load the return again.")

PROBLEMS: dict[str, tuple[Text, *tuple[Text, ...]]] = {
    "appealed-before": (
        said("problem", "You have asked for our decision before"),
        said("problem", "We decide once about the refusal of a return."),
        _LOAD_RETURN,
    ),
    "case-open": (
        said("problem", "A return or report of this device is open already"),
        said("problem", "Go on with that one, or start again once it has ended."),
    ),
    "claim-not-possible": (
        said("problem", "This cannot be reported of the device"),
        said(
            "problem",
            "Damage or a wrong device can be reported once the device was delivered; a missing device once it was "
            "sent, unless you confirmed that you have it.",
        ),
    ),
    "claim-too-late": (
        said("problem", "The time to report this is over"),
        said("problem", "You may still be able to return the device. See what the order's page offers."),
    ),
    "fault-missing": (
        said("problem", "We need to know which part fails"),
        said("problem", "Choose the part and send the form again."),
    ),
    "illegal-claim-step": (
        said("problem", "The report does not allow this now"),
        said("problem", "It may have moved on since the page was shown. Load the report again."),
    ),
    "illegal-return-step": (said("problem", "The return does not allow this now"), _LOAD_RETURN),
    "inspection-needed": (
        said("problem", "The device has not been inspected"),
        said("problem", "It can be sold again only after an inspection found it to be the one that was sold."),
    ),
    "label-refused": (
        said("problem", "The carrier makes no label for this parcel"),
        said("problem", "Send the device with a carrier of your choice and enter the number of the parcel."),
    ),
    "label-unavailable": (
        said("problem", "The carrier gave no label"),
        said("problem", "Try again in a moment; you will get one label only."),
    ),
    "line-refunded": (
        said("problem", "The money for this device went back already"),
        said("problem", "A device that was refunded cannot be returned or reported once more."),
    ),
    "no-right-to-return": (
        said("problem", "The time to return the device for this reason is over"),
        said("problem", "If the device is faulty, choose that as the reason: guarantees last longer."),
    ),
    "not-delivered": (
        said("problem", "The device has not been delivered yet"),
        said("problem", "You can return it once it was. If it does not arrive in time, report that."),
    ),
    "not-the-sold-unit": (
        said("problem", "The serial number is not that of the device that was sold"),
        said("problem", "Another device is not put back into stock, repaired or replaced."),
        said("problem", "If the number was wrong, correct the inspection."),
    ),
    "not-written-off": (
        said("problem", "The returned device was not written off"),
        said("problem", "Only a returned device that was written off can be donated."),
    ),
    "parcel-not-due": (
        said("problem", "The parcel may still arrive in time"),
        said("problem", "You can report it as missing once its promised day is over."),
    ),
    "refusal-not-permitted": (
        said("problem", "The return cannot be refused for this reason now"),
        said("problem", "If the reason is the device's condition, inspect the device first."),
        said("problem", "A return without a reason is refused only for what an inspection finds."),
        said("problem", "None is refused once the device was taken back."),
    ),
    "repair-note-missing": (
        said("problem", "Another part was changed than the one that failed"),
        said("problem", "Say why in the note to the buyer and send the form again."),
    ),
    "repaired-before": (
        said("problem", "This fault was repaired before"),
        said("problem", "The same fault is not repaired a second time. Replace the device or refund it."),
    ),
    "thread-full": (
        said("problem", "There is no room for another message"),
        said("problem", "Your message was not sent. Go on with the steps that the page offers."),
    ),
    "too-many-cases": (
        said("problem", "This device had too many returns and reports"),
        said("problem", "Nothing was opened. Please ask the operators for help."),
    ),
    "too-many-files": (
        said("problem", "There is no room for another file"),
        said("problem", "Nothing was added. The files sent before are kept."),
    ),
    "too-many-uploads": (
        said("problem", "Too many files were sent within a day"),
        said("problem", "Please try again tomorrow."),
    ),
    "upload-not-checked": (
        said("problem", "The file has not been checked yet"),
        said("problem", "Please try again in a few seconds."),
    ),
    "upload-rejected": (
        said("problem", "The file cannot be used"),
        said("problem", "It may be empty, damaged, too large, too old or of a kind we do not take. Send another one."),
    ),
    "upload-taken": (
        said("problem", "The file is used already"),
        said("problem", "Send it once more to use it again."),
    ),
    "wish-not-available": (
        said("problem", "This cannot be chosen for this return"),
        said("problem", "Load the page again and choose from what it offers."),
    ),
}
