// On the page of a refusal: copy or download the texts as they stand in their fields now.

const form = document.querySelector("form[data-returned]");
const texts = () => [...form.querySelectorAll("textarea")].map((area) => area.value).join("\n\n");

function reveal(selector, action) {
  const button = form?.querySelector(selector);
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => action(button));
  }
}

reveal("[data-copy-returned]", async (button) => {
  await navigator.clipboard.writeText(texts());
  button.append(" ✓");
});

reveal("[data-download-returned]", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([texts()], { type: "text/plain" }));
  link.download = "not-saved.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
