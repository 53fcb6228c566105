// A formula that is wider than its column scrolls; then the keyboard must be able to reach it.

const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

export function watchScrolling(root) {
  for (const formula of root.querySelectorAll("math[display=block]")) observer.observe(formula);
}

watchScrolling(document);
