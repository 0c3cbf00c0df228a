/* Presenting a huddle: arrow keys beside the links, and a quiet clock. Nothing is kept in the browser. */
(() => {
  "use strict";

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const link = document.querySelector(`[data-huddle-key="${CSS.escape(event.key)}"]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });

  const place = document.querySelector("[data-huddle-timer]");
  if (!place) return;
  const words = place.textContent, began = Date.now();
  const show = () => {
    const passed = Math.floor((Date.now() - began) / 1000);
    const clock = `${Math.floor(passed / 60)}:${String(passed % 60).padStart(2, "0")}`;
    place.textContent = `${clock} of ${words}`;
    place.classList.toggle("tag", passed > Number(place.dataset.seconds));
  };
  setInterval(show, 1000);
})();
