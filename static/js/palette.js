/* The search over any page: a combobox whose list the server writes. Without script its links lead to its page. */
(() => {
  "use strict";

  const palette = document.getElementById("palette");
  if (!palette?.showModal) return;
  const field = palette.querySelector("input"),
    list = palette.querySelector("[role=listbox]"),
    said = palette.querySelector("[role=status]");
  let timer = 0, asking = null, active = null, shown = null;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const choose = (option) => {
    active?.setAttribute("aria-selected", "false");
    active = option || null;
    if (!active) return field.removeAttribute("aria-activedescendant");
    active.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
  };
  const show = (html, text) => {
    choose(null);
    list.innerHTML = html;
    const found = options();
    field.setAttribute("aria-expanded", String(found.length > 0));
    // The first is ready for Enter once something was typed; before that nothing is asked for yet.
    if (field.value.trim()) choose(found[0]);
    said.textContent = text ?? (found.length ? `${found.length} to choose from` : "Nothing you may open says that.");
  };
  async function ask() {
    const query = field.value.trim();
    if (query === shown) return;
    asking?.abort();
    const mine = (asking = new AbortController());
    try {
      const answer = await fetch(`${palette.dataset.palette}?q=${encodeURIComponent(query)}`, {
        signal: mine.signal, redirect: "error",
      });
      if (!answer.ok) throw new Error(answer.status);
      const html = await answer.text();
      if (mine !== asking) return;
      shown = query;
      show(html);
    } catch {
      if (mine !== asking) return;
      shown = null;
      show("", "That did not reach us. Enter opens the search page.");
    }
  }
  const open = () => {
    if (palette.open) return;
    shown = null;
    show("", "");
    palette.showModal();
    field.focus();
    field.select();
    ask();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-palette-open]");
    if (link && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      open();
    } else if (event.target === palette || event.target.closest("[data-palette-close]")) palette.close();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (palette.open) palette.close();
      else open();
    }
  });
  field.addEventListener("input", () => {
    // What is marked belongs to what was typed before.
    choose(null);
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const all = options(), place = all.indexOf(active);
      const next = place < 0 ? (step > 0 ? 0 : all.length - 1) : place + step;
      choose(all[(next + all.length) % all.length]);
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      active.click();
    }
  });
  // Going on leaves nothing open for whoever comes back.
  list.addEventListener("click", (event) => event.target.closest("a") && !event.ctrlKey && !event.metaKey && palette.close());
  palette.addEventListener("close", () => {
    clearTimeout(timer);
    asking?.abort();
    asking = null;
  });
})();
