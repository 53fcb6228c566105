// Folded follow-ups are opened for print and folded again after it.

let opened = [];

addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll(".prose details:not([open])")];
  for (const details of opened) details.open = true;
});

addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
});
