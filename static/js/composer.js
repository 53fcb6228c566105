// Ctrl+Enter or ⌘+Enter posts what is typed; a form that was opened below a comment can be closed.
// What htmx brings says by itself what the person goes on with.

document.addEventListener("htmx:load", ({ target }) => {
  (target.matches("[data-focus]") ? target : target.querySelector("[data-focus]"))?.focus();
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest("[data-composer]");
  if (!form || event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
  const button = form.querySelector("button:not([name])");
  if (!button.disabled) form.requestSubmit(button);
});

document.addEventListener("click", (event) => {
  const article = event.target.closest("[data-close]")?.closest("article");
  if (!article) return;
  event.preventDefault();
  article.querySelector("form").remove();
  article.focus();
});
