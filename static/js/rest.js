/* What is added to one that was sent: kept while it is typed, added when its writer says so. */
(() => {
  "use strict";

  const form = document.querySelector("[data-rest]");
  if (!form) return;
  const state = form.querySelector("[data-kept]");
  let timer = 0, dirty = false, busy = false;
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };
  const content = () => {
    form.elements.sequence.value++;
    return new FormData(form);
  };
  async function save() {
    if (busy) return;
    busy = true;
    dirty = false;
    try {
      const answer = await fetch(form.dataset.rest, { method: "POST", body: content(), redirect: "manual" });
      const told = await answer.json();
      if (answer.ok) form.elements.base.value = told.saves;
      state.textContent = answer.ok ? `Kept ${told.saved}, and not added yet.` : told.message;
    } catch {
      dirty = true;
      state.textContent = "Not kept yet. Keep typing; we are trying again.";
    } finally {
      busy = false;
    }
    if (dirty) later(3000);
  }
  form.addEventListener("input", () => {
    dirty = true;
    later(600);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    dirty = false;
  });
  addEventListener("pagehide", () => dirty && navigator.sendBeacon(form.dataset.rest, content()));
})();
