"use strict";
const cards = [...document.querySelectorAll(".card")];
document.getElementById("filter").addEventListener("input", (event) => {
  const wanted = event.target.value.toLowerCase();
  for (const card of cards) card.hidden = !card.textContent.toLowerCase().includes(wanted);
  for (const section of document.querySelectorAll("section")) {
    section.hidden = !section.querySelector(".card:not([hidden])");
  }
});
const fold = (open) => () => cards.forEach((card) => { card.open = open; });
document.getElementById("open").addEventListener("click", fold(true));
document.getElementById("close").addEventListener("click", fold(false));
for (const button of document.querySelectorAll(".copy")) {
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.text);
      button.textContent = "Copied";
    } catch {
      // A file opened from disk may not reach the clipboard: select the text instead.
      const shown = document.createElement("textarea");
      shown.value = button.dataset.text;
      button.replaceWith(shown);
      shown.select();
    }
  });
}
