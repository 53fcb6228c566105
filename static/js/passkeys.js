// A form with data-passkey asks that address for a challenge, lets the browser answer it with a
// passkey, and sends the answer. allauth's copy of webauthn-json translates between the two.

const { create, get } = window.webauthnJSON;

async function answer(form) {
  const response = await fetch(form.dataset.passkey, {
    method: "POST",
    headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
  });
  const options = await response.json();
  return options.publicKey.user ? create(options) : get(options);
}

function prepare(form) {
  const failed = form.querySelector("[data-failed]");
  const button = form.querySelector("button[type=submit]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    button.setAttribute("aria-busy", "true");
    try {
      form.elements.credential.value = JSON.stringify(await answer(form));
      form.submit();
    } catch {
      // The browser was asked and declined, or the page is older than the session.
      failed.textContent = failed.dataset.failed;
      failed.hidden = false;
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

document.querySelectorAll("form[data-passkey]").forEach(prepare);
