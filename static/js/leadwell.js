/* What the pages do better with a script; without it they do all the same things.
   Behaviour hangs on data- attributes. No state is kept in the browser. */
(() => {
  "use strict";

  const all = (selector, root = document) => root.querySelectorAll(selector);
  const say = (text) => {
    const place = document.getElementById("announcer");
    if (place) {
      place.textContent = "";
      // An emptied region that is filled a moment later is read even when the words are the same.
      setTimeout(() => (place.textContent = text), 50);
    }
  };

  /* A form was refused: its summary takes the focus. On a whole page the browser sees to it (autofocus). */
  const focusSummary = (root) => root.querySelector("[data-focus]")?.focus();

  /* Menus and pop-overs close on Escape and on a click elsewhere. */
  const popovers = "details[data-menu][open], details.define[open]";
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const open of all(popovers)) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const open of all(popovers)) if (!open.contains(event.target)) open.open = false;
  });

  /* The theme changes at once; the server keeps the choice. */
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-themes]");
    const theme = form && event.submitter?.value;
    if (!theme) return;
    event.preventDefault();
    const body = new FormData(form);
    body.set("theme", theme);
    fetch(form.action, { method: "POST", body, redirect: "manual" })
      .then((answer) => {
        if (!answer.ok && answer.type !== "opaqueredirect") throw new Error(answer.status);
        if (theme === "system") delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = theme;
        for (const button of all("[data-themes] button"))
          button.setAttribute("aria-pressed", String(button.value === theme));
      })
      .catch(() => say("The theme was not saved. Try again."));
  });

  /* One key opens a page or presses a button: data-key="n", and data-key-url where it opens another. Where the field that page begins with stands here
     already (data-key-field), the key goes there. Never while typing, never with a modifier, not for whoever has switched it off. */
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.documentElement.dataset.keys === "off") return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const key = CSS.escape(event.key.toLowerCase());
    const field = document.querySelector(`[data-key-field="${key}"]`);
    const target = field || document.querySelector(`[data-key="${key}"]`);
    if (target) {
      event.preventDefault();
      if (field) field.focus();
      else if (target.dataset.keyUrl) location.assign(target.dataset.keyUrl);
      else target.click();
    }
  });

  /* A file is chosen by dropping it anywhere on its field. */
  const drop = (place) => {
    const input = place.querySelector("input[type=file]");
    const name = place.querySelector("[data-drop-name]");
    const tell = () => {
      const file = input.files[0];
      if (name) name.textContent = file ? `${file.name}, ${size(file.size)}` : "";
    };
    const over = (is) => (event) => {
      event.preventDefault();
      place.classList.toggle("is-over", is);
    };
    place.addEventListener("dragover", over(true));
    place.addEventListener("dragleave", over(false));
    place.addEventListener("drop", (event) => {
      over(false)(event);
      if (event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
    input.addEventListener("change", tell);
    tell();
  };
  const size = (bytes) =>
    bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

  /* Text areas grow with their text where the style sheet cannot do it. */
  if (!CSS.supports("field-sizing", "content")) {
    document.addEventListener("input", (event) => {
      const area = event.target;
      if (area.matches("textarea[data-grow]")) area.rows = Math.max(3, area.value.split("\n").length + 1);
    });
  }

  /* A button that was pressed is not pressed twice, and says that it works. */
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || event.defaultPrevented || event.target.method !== "post") return;
    if (event.target.dataset.sent) return event.preventDefault();
    event.target.dataset.sent = "yes";
    button.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => {
    for (const form of all("form[data-sent]")) delete form.dataset.sent;
    for (const button of all("[aria-busy]")) button.removeAttribute("aria-busy");
  });

  /* The browser's own print. */
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-print]")) return;
    event.preventDefault();
    print();
  });

  /* Messages can be put away. */
  const dismissable = (toast) => {
    if (toast.querySelector("[data-dismiss]")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn--small btn--quiet";
    button.dataset.dismiss = "";
    button.textContent = "Dismiss";
    button.addEventListener("click", () => toast.remove());
    toast.append(button);
  };

  const improve = (root) => {
    for (const toast of all("[data-toast]", root)) dismissable(toast);
    for (const place of all("[data-drop]", root)) drop(place);
  };

  /* htmx: a swap keeps the focus where it was; if that is gone, the new heading takes it. The result is
     said once, in one place: data-announce on what was swapped in. */
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.elt;
    improve(target);
    focusSummary(target);
    const spoken = target.matches("[data-announce]") ? target : target.querySelector("[data-announce]");
    if (spoken) say(spoken.dataset.announce);
    if (document.activeElement && document.activeElement !== document.body) return;
    const heading = target.querySelector("h1, h2, h3");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus();
    }
  });
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
    document.addEventListener(failure, () => say("That did not reach us. Try again in a moment."));
  document.addEventListener("htmx:beforeRequest", (event) => {
    // What only refreshes by itself waits until someone is looking.
    if (document.hidden && event.detail.elt.hasAttribute("data-poll")) event.preventDefault();
  });

  improve(document);
})();
