// The card form inside the frame. Card numbers stay here: the shop's page only asks it to confirm.
(function () {
  "use strict";
  var asking = new URLSearchParams(location.search);
  var host = asking.get("host") || "";
  var locale = (asking.get("locale") || "").slice(0, 2);
  var words = cardWords[locale] || {};
  var form = document.getElementById("card");
  var refusal = document.getElementById("refusal");
  var fields = { number: form.elements.number, expiry: form.elements.expiry, cvc: form.elements.cvc };
  var fieldOf = {
    incorrect_number: "number", invalid_number: "number", invalid_expiry_month: "expiry",
    invalid_expiry_year: "expiry", expired_card: "expiry", invalid_cvc: "cvc", incorrect_cvc: "cvc",
  };

  function said(english) {
    return words[english] || english;
  }

  function translate() {
    if (cardWords[locale]) document.documentElement.lang = locale;
    document.title = said(document.title);
    form.querySelectorAll("label").forEach(function (label) { label.textContent = said(label.textContent); });
    fields.expiry.placeholder = said(fields.expiry.placeholder);
  }

  function tell(message) {
    parent.postMessage(Object.assign({ from: "stripe-double" }, message), host);
  }

  function tellHeight() {
    tell({ kind: "height", height: form.scrollHeight + 8 });
  }

  function digits(field) {
    return field.value.replace(/\D/g, "");
  }

  function shown(error) {
    if (error) error.message = said(error.message);
    refusal.textContent = error ? error.message : "";
    var wrong = error && fieldOf[error.code];
    Object.keys(fields).forEach(function (name) {
      fields[name].setAttribute("aria-invalid", name === wrong ? "true" : "false");
    });
    if (wrong) fields[wrong].focus();
    tellHeight();
  }

  function incomplete() {
    var lengths = { number: 12, expiry: 4, cvc: 3 };
    var faults = { number: "Your card number is incomplete.", expiry: "Your card's expiration date is incomplete.", cvc: "Your card's security code is incomplete." };
    var missing = Object.keys(lengths).find(function (name) { return digits(fields[name]).length < lengths[name]; });
    if (!missing) return null;
    fields[missing].focus();
    var code = { number: "incorrect_number", expiry: "invalid_expiry_year", cvc: "invalid_cvc" }[missing];
    return { type: "validation_error", code: code, message: faults[missing] };
  }

  function confirmed(asked) {
    var expiry = digits(fields.expiry);
    var body = new URLSearchParams({
      client_secret: asked.clientSecret,
      use_stripe_sdk: "true",
      "payment_method_data[type]": "card",
      "payment_method_data[card][number]": digits(fields.number),
      "payment_method_data[card][exp_month]": expiry.slice(0, 2),
      "payment_method_data[card][exp_year]": expiry.slice(2),
      "payment_method_data[card][cvc]": digits(fields.cvc),
    });
    if (asked.returnUrl) body.set("return_url", asked.returnUrl);
    if (asked.receiptEmail) body.set("receipt_email", asked.receiptEmail);
    var intent = asked.clientSecret.split("_secret_")[0];
    return fetch("/v1/payment_intents/" + encodeURIComponent(intent) + "/confirm", {
      method: "POST",
      headers: { Authorization: "Bearer " + asked.key },
      body: body,
    }).then(function (response) { return response.json(); }).then(function (answer) {
      return answer.error ? { error: answer.error } : { paymentIntent: answer };
    }, function () {
      return { error: { type: "api_connection_error", message: "The payment could not be sent. Check your connection and try again." } };
    });
  }

  addEventListener("message", function (event) {
    if (event.source !== parent || event.origin !== host || !event.data || event.data.to !== "stripe-double") return;
    var asked = event.data;
    if (asked.kind === "focus") return fields.number.focus();
    if (asked.kind === "clear") return form.reset();
    if (asked.kind !== "validate" && asked.kind !== "confirm") return;
    var error = incomplete();
    var outcome = error || asked.kind === "validate" ? Promise.resolve(error ? { error: error } : {}) : confirmed(asked);
    outcome.then(function (result) {
      shown(result.error);
      tell({ kind: "result", call: asked.call, result: result });
    });
  });

  fields.expiry.addEventListener("input", function (event) {
    var typed = digits(fields.expiry).slice(0, 4);
    if (event.inputType && event.inputType.indexOf("delete") === 0) return;
    fields.expiry.value = typed.length > 2 ? typed.slice(0, 2) + "/" + typed.slice(2) : typed;
  });
  form.addEventListener("input", function () {
    shown(null);
    var complete = digits(fields.number).length >= 12 && digits(fields.expiry).length === 4 && digits(fields.cvc).length >= 3;
    var empty = !fields.number.value && !fields.expiry.value && !fields.cvc.value;
    tell({ kind: "change", complete: complete, empty: empty });
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  translate();
  addEventListener("resize", tellHeight);
  tell({ kind: "ready" });
  tellHeight();
})();
