// A formula that is wider than its column scrolls; then the keyboard must be able to reach it.

const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

for (const formula of document.querySelectorAll("math[display=block]")) observer.observe(formula);
