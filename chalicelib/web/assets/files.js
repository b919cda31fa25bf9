// Says that a file is too large before it is sent: S3 would refuse it on a page of its own.
(function () {
  "use strict";
  document.querySelectorAll("input[type=file][data-bytes-max]").forEach(function (field) {
    var fault = document.getElementById(field.id + "-fault");
    field.addEventListener("change", function () {
      var file = field.files[0];
      var isTooLarge = Boolean(file) && file.size > Number(field.dataset.bytesMax);
      var words = isTooLarge ? field.dataset.tooLarge : "";
      fault.textContent = words;
      field.setCustomValidity(words);
      if (isTooLarge) {
        field.setAttribute("aria-invalid", "true");
      } else {
        field.removeAttribute("aria-invalid");
      }
    });
  });
}());
