// The card form: Stripe's own frame, one button, and what to say when a bank says no.
(function () {
  "use strict";
  var form = document.getElementById("payment");
  var loading = document.getElementById("loading");
  var refusal = document.getElementById("refusal");
  var button = document.getElementById("pay");
  var told = form.dataset;

  if (typeof window.Stripe !== "function") {
    loading.textContent = told.unreachable;
    loading.setAttribute("role", "alert");
    return;
  }

  // The form, and what Stripe says of a card, in the page's language and not the browser's.
  var stripe = window.Stripe(told.key, { locale: document.documentElement.lang });
  var elements = stripe.elements({ clientSecret: told.secret });
  var card = elements.create("payment");
  form.hidden = false;
  card.on("ready", function () { loading.hidden = true; });
  card.mount("#card");

  var words = button.textContent;
  function paying(now) {
    button.disabled = now;
    button.textContent = now ? told.waiting : words;
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (button.disabled) return;
    refusal.textContent = "";
    paying(true);
    elements.submit().then(function (checked) {
      if (checked && checked.error) return checked;
      return stripe.confirmPayment({
        elements: elements,
        clientSecret: told.secret,
        confirmParams: { return_url: told.return }
      });
    }).then(function (result) {
      // A successful payment has left the page by now.
      if (result && result.error) {
        refusal.textContent = result.error.message || told.unreachable;
        paying(false);
      }
    }).catch(function () {
      refusal.textContent = told.unreachable;
      paying(false);
    });
  });
})();
