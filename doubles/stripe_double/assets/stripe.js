// A small part of Stripe.js's interface, served by the double: a card form in a frame, and confirming.
(function () {
  "use strict";
  var base = new URL(document.currentScript.src).origin;
  var calls = 0;

  function Element(type, locale) {
    this.type = type;
    this.locale = locale;
    this.frame = null;
    this.listeners = {};
    this.waiting = {};
    this.ready = false;
    this.heard = this.hear.bind(this);
  }

  Element.prototype.mount = function (place) {
    var node = typeof place === "string" ? document.querySelector(place) : place;
    if (!node) throw new Error("No element matches " + place);
    var frame = document.createElement("iframe");
    frame.title = "Secure card payment input frame";
    frame.src = base + "/elements/card?" + new URLSearchParams({ host: location.origin, locale: this.locale });
    frame.allow = "payment *";
    frame.style.border = "0";
    frame.style.width = "100%";
    frame.style.height = "170px";
    this.frame = frame;
    addEventListener("message", this.heard);
    node.replaceChildren(frame);
    return this;
  };

  Element.prototype.unmount = function () {
    removeEventListener("message", this.heard);
    if (this.frame) this.frame.remove();
    this.frame = null;
    this.ready = false;
  };
  Element.prototype.destroy = Element.prototype.unmount;

  Element.prototype.on = function (name, listener) {
    (this.listeners[name] = this.listeners[name] || []).push(listener);
    return this;
  };

  Element.prototype.focus = function () { this.tell({ kind: "focus" }); };
  Element.prototype.clear = function () { this.tell({ kind: "clear" }); };
  Element.prototype.update = function () { return this; };

  Element.prototype.hear = function (event) {
    var told = event.data;
    if (!this.frame || event.source !== this.frame.contentWindow || event.origin !== base) return;
    if (!told || told.from !== "stripe-double") return;
    if (told.kind === "height") this.frame.style.height = told.height + "px";
    if (told.kind === "result" && this.waiting[told.call]) {
      this.waiting[told.call](told.result);
      delete this.waiting[told.call];
    }
    if (told.kind === "ready") this.ready = true;
    if (told.kind === "ready" || told.kind === "change") {
      var news = { elementType: this.type, complete: !!told.complete, empty: told.empty !== false };
      (this.listeners[told.kind] || []).forEach(function (listener) { listener(news); });
    }
  };

  Element.prototype.tell = function (message) {
    this.frame.contentWindow.postMessage(Object.assign({ to: "stripe-double" }, message), base);
  };

  Element.prototype.ask = function (message) {
    var element = this;
    if (!this.frame || !this.ready) return Promise.reject(new Error("The card form is not ready yet."));
    return new Promise(function (answered) {
      var call = ++calls;
      element.waiting[call] = answered;
      element.tell(Object.assign({ call: call }, message));
    });
  };

  function Elements(options, locale) {
    this.options = options || {};
    this.locale = this.options.locale || locale;
    this.made = {};
  }

  Elements.prototype.create = function (type) {
    if (type !== "payment" && type !== "card") throw new Error("This double draws card and payment elements only.");
    this.made[type] = new Element(type, this.locale);
    return this.made[type];
  };
  Elements.prototype.getElement = function (type) { return this.made[type] || null; };
  Elements.prototype.only = function () { return this.made.payment || this.made.card; };
  Elements.prototype.submit = function () { return this.only().ask({ kind: "validate" }); };

  function comeBack(returnUrl, intent, status) {
    var address = new URL(returnUrl, location.href);
    address.searchParams.set("payment_intent", intent.id);
    address.searchParams.set("payment_intent_client_secret", intent.client_secret);
    address.searchParams.set("redirect_status", status);
    location.assign(address);
    return new Promise(function () {});
  }

  // Leaves for the bank's page when the payment needs it; the buyer comes back to return_url.
  function followed(result) {
    var action = result.paymentIntent && result.paymentIntent.next_action;
    if (!action) return result;
    location.assign(action.type === "redirect_to_url" ? action.redirect_to_url.url : action.use_stripe_sdk.stripe_js);
    return new Promise(function () {});
  }

  function Instance(key, options) {
    this.key = key;
    this.locale = (options && options.locale) || "auto";
    if (this.locale === "auto") this.locale = navigator.language || "en";
  }

  Instance.prototype.elements = function (options) { return new Elements(options, this.locale); };

  Instance.prototype.confirmPayment = function (options) {
    var given = options.confirmParams || {};
    return options.elements.only().ask({
      kind: "confirm",
      key: this.key,
      clientSecret: options.clientSecret || options.elements.options.clientSecret,
      returnUrl: given.return_url || location.href,
      receiptEmail: given.receipt_email,
    }).then(followed).then(function (result) {
      if (result.error || options.redirect === "if_required") return result;
      return comeBack(given.return_url, result.paymentIntent, "succeeded");
    });
  };

  Instance.prototype.confirmCardPayment = function (clientSecret, options) {
    var given = options || {};
    return given.payment_method.card.ask({
      kind: "confirm",
      key: this.key,
      clientSecret: clientSecret,
      returnUrl: given.return_url || location.href,
      receiptEmail: given.receipt_email,
    }).then(followed);
  };

  Instance.prototype.retrievePaymentIntent = function (clientSecret) {
    var address = base + "/v1/payment_intents/" + encodeURIComponent(clientSecret.split("_secret_")[0]) +
      "?client_secret=" + encodeURIComponent(clientSecret);
    return fetch(address, { headers: { Authorization: "Bearer " + this.key } })
      .then(function (response) { return response.json(); })
      .then(function (answer) { return answer.error ? { error: answer.error } : { paymentIntent: answer }; });
  };

  Instance.prototype.handleNextAction = function (options) {
    return this.retrievePaymentIntent(options.clientSecret).then(followed);
  };

  window.Stripe = function (key, options) {
    if (!/^pk_/.test(key)) throw new Error("Stripe() takes a publishable key.");
    return new Instance(key, options);
  };
})();
