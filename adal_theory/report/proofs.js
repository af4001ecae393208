/* What a symbol means, shown where it is pointed at, tapped or (in a list of symbols) focused. Without this script the list
   "Notation" says the same. */
(() => {
  "use strict";
  const box = document.createElement("p");
  box.id = "definition";
  box.hidden = true;
  box.setAttribute("role", "tooltip");
  document.body.append(box);
  document.body.classList.add("with-definitions");

  const LINK = 'a[href^="#s-"]';
  const number = (at) => at.dataset.s || at.getAttribute("href").slice(3);
  const symbol = (event) => (event.target instanceof Element ? event.target.closest(`[data-s], ${LINK}`) : null);

  function show(at) {
    const meaning = document.getElementById(`s-${number(at)}`);
    if (!meaning) return;
    box.replaceChildren(meaning.previousElementSibling.textContent, ": ", ...[...meaning.cloneNode(true).childNodes]);
    box.hidden = false;
    const place = at.getBoundingClientRect();
    const room = document.documentElement.clientWidth - box.offsetWidth - 8;
    const below = place.bottom + box.offsetHeight + 10 < window.innerHeight;
    box.style.left = `${window.scrollX + Math.max(8, Math.min(place.left, room))}px`;
    box.style.top = `${window.scrollY + (below ? place.bottom + 6 : place.top - box.offsetHeight - 6)}px`;
    if (at.matches(LINK)) at.setAttribute("aria-describedby", box.id);
  }
  function hide() {
    box.hidden = true;
  }

  document.addEventListener("pointerover", (event) => {
    const at = symbol(event);
    if (at) show(at);
    else if (event.pointerType === "mouse") hide();
  });
  document.addEventListener("click", (event) => {
    const at = symbol(event);
    if (at) show(at);
    else hide();
  });
  document.addEventListener("focusin", (event) => {
    const at = symbol(event);
    if (at) show(at);
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });

  /* What a link leads to is unfolded, with all that it stands in. */
  function unfold() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const whole = target.querySelector(":scope > details.whole");
    if (whole) whole.open = true;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
  }
  window.addEventListener("hashchange", unfold);
  unfold();
})();
