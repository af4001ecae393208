"use strict";
/* The page is complete without this: it switches the theme and filters the comparisons. */
(() => {
  const root = document.documentElement, button = document.querySelector(".theme"), names = ["system", "light", "dark"];
  const recall = () => { try { return localStorage.getItem("adal-theme") || "system"; } catch { return "system"; } };
  const choose = (name) => {
    if (name === "system") delete root.dataset.theme; else root.dataset.theme = name;
    if (button) button.textContent = "Theme: " + name;
    try { localStorage.setItem("adal-theme", name); } catch { /* a page from disk may have no storage */ }
  };
  let theme = recall();
  choose(theme);
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => { theme = names[(names.indexOf(theme) + 1) % names.length]; choose(theme); });
  }

  const form = document.querySelector(".filters");
  if (!form) return;
  form.hidden = false;
  const rows = [...document.querySelectorAll(".group tbody tr")].map((row) => (
    { row, group: row.closest(".group"), words: row.textContent.toLowerCase() }));
  const filter = () => {
    const wanted = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const experiment = form.elements.experiment.value, verdict = form.elements.verdict.value, left = new Set();
    let count = 0;
    for (const { row, group, words } of rows) {
      const fits = (!experiment || group.dataset.experiment === experiment) && (!verdict || row.dataset.verdict === verdict)
        && wanted.every((word) => words.includes(word));
      row.hidden = !fits;
      if (fits) { left.add(group); count += 1; }
    }
    for (const group of document.querySelectorAll(".group")) group.hidden = !left.has(group);
    form.querySelector("output").textContent = count + " of " + rows.length + " shown";
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();
})();
