/* The composer of a thanks: people are found while one types, facts are put in where one writes, a key shares it.
   Without a script it is a plain form. */
(() => {
  "use strict";

  const form = document.querySelector("[data-composer]");
  if (!form) return;
  const who = form.elements.who;
  const words = form.elements.words;
  const place = form.querySelector("[data-who]");
  const list = document.getElementById("who-list");
  const announcer = document.getElementById("announcer");
  const say = (text) => announcer && (announcer.textContent = text);

  /* --- People: a combobox with a list, as the W3C's patterns have it ------------------------------------- */

  let asked = null;
  let active = null;
  who.setAttribute("role", "combobox");
  who.setAttribute("aria-autocomplete", "list");
  who.setAttribute("aria-controls", list.id);
  who.setAttribute("aria-expanded", "false");
  list.setAttribute("role", "listbox");

  const options = () => [...list.querySelectorAll("[data-value]")];
  const point = (option) => {
    active?.setAttribute("aria-selected", "false");
    active = option || null;
    active?.setAttribute("aria-selected", "true");
    active?.scrollIntoView({ block: "nearest" });
    if (active) who.setAttribute("aria-activedescendant", active.id);
    else who.removeAttribute("aria-activedescendant");
  };
  const show = (open) => {
    list.hidden = !open;
    who.setAttribute("aria-expanded", String(open));
    if (!open) point(null);
  };
  async function find() {
    asked?.abort();
    asked = null;
    const text = who.value.trim();
    if (!text) return show(false);
    const mine = (asked = new AbortController());
    try {
      const url = `${who.dataset.search}?${new URLSearchParams({ who: text })}`;
      const answer = await fetch(url, { signal: mine.signal });
      if (!answer.ok) throw new Error(answer.status);
      list.innerHTML = await answer.text();
      // Whoever is chosen already is not offered again.
      for (const option of options()) if (chosen(option.dataset.value)) option.remove();
      show(true);
      point(options()[0]);
      say(`${options().length} found`);
    } catch (error) {
      if (error.name === "AbortError") return;
      show(false);
      say("The list did not reach us. Type the name; it is looked up when you share.");
    } finally {
      if (asked === mine) asked = null;
    }
  }
  const chosen = (value) =>
    [...form.querySelectorAll("input[name=to]")].find((box) => box.value === value);
  const pick = (option) => {
    const label = document.createElement("label");
    label.className = "chosen";
    const box = document.createElement("input");
    Object.assign(box, { type: "checkbox", name: "to", value: option.dataset.value, checked: true });
    const name = document.createElement("span");
    name.textContent = option.querySelector(":scope > span:not(.avatar, .hint)").textContent;
    label.append(box, option.querySelector(".avatar").cloneNode(true), name);
    place.insertBefore(label, who.parentElement);
    who.value = "";
    who.placeholder = "and …";
    show(false);
    words.focus();
    look();
  };
  const look = () => words.dispatchEvent(new Event("look"));

  who.addEventListener("input", () => (waiting = find()));
  let waiting = Promise.resolve();
  who.addEventListener("keydown", async (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return find();
      const all = options();
      const step = event.key === "ArrowDown" ? 1 : -1;
      point(all[(all.indexOf(active) + step + all.length) % all.length]);
    } else if (event.key === "Escape") {
      if (list.hidden) who.value = "";
      show(false);
    } else if (event.key === "Backspace" && !who.value) {
      const last = [...place.querySelectorAll(".chosen")].pop();
      if (last) {
        last.remove();
        look();
      }
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      // Two letters and Enter are quicker than the answer.
      await waiting;
      if (active) pick(active);
      else if (!who.value.trim()) words.focus();
    } else if (event.key === "Tab" && active && !event.shiftKey) {
      event.preventDefault();
      pick(active);
    }
  });
  who.addEventListener("blur", () => setTimeout(() => show(false), 150));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-value]");
    if (option) pick(option);
  });
  place.addEventListener("change", (event) => {
    if (!event.target.matches(".chosen input")) return;
    event.target.closest(".chosen").remove();
    who.focus();
    look();
  });

  /* --- Facts are put in where one writes ------------------------------------------------------------------ */

  const insert = (chip) => {
    const start = words.selectionStart;
    const before = words.value.slice(0, start);
    const gap = before && !/\s$/.test(before) ? " " : "";
    const end = /[^\s.!?…]$/.test(before.trimEnd()) && before.trim() ? "." : "";
    words.focus();
    // As if typed, so that it can be undone like what was typed.
    const text = `${gap ? end : ""}${gap}${chip.dataset.insert}`;
    if (!document.execCommand("insertText", false, text)) {
      words.setRangeText(text, start, words.selectionEnd, "end");
      words.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (!form.elements.fact) {
      // What the thanks rests on is seen, and can be taken off.
      const tag = document.createElement("label");
      tag.className = "tag composer__about";
      const fact = document.createElement("input");
      Object.assign(fact, { type: "checkbox", name: "fact", value: chip.dataset.fact, checked: true });
      tag.append(fact, chip.dataset.label);
      document.getElementById("composer-lines").before(tag);
    }
    chip.remove();
    look();
  };
  form.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-insert]");
    if (!chip) return;
    event.preventDefault();
    insert(chip);
  });
  words.addEventListener("keydown", (event) => {
    const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    const chip = form.querySelector("[data-insert]");
    const atEnd = words.selectionStart === words.value.length && words.value.trim();
    if (event.key !== "Enter" || !plain || !chip || !atEnd) return;
    event.preventDefault();
    insert(chip);
  });

  /* What is ticked is said when it changes, not at every word. */
  let count = form.querySelector("[data-count]").dataset.count;
  document.addEventListener("htmx:afterSettle", () => {
    // Nothing to count where the session has ended, and the sign-in came instead.
    const now = form.querySelector("[data-count]")?.dataset.count ?? count;
    if (now !== count) say(form.querySelector("#composer-note").textContent);
    count = now;
  });

  /* --- Sharing ------------------------------------------------------------------------------------------- */

  const share = form.querySelector("[data-share]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form.contains(event.target)) {
      event.preventDefault();
      form.requestSubmit(share);
    }
  });
  let held = null;
  form.addEventListener(
    "submit",
    (event) => {
      if (navigator.onLine) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      held = event.submitter || share;
      const text = "No line to the server. It goes as soon as there is one; keep this page open.";
      form.querySelector("#composer-note").textContent = text;
      say(text);
    },
    true,
  );
  addEventListener("online", () => {
    const button = held;
    held = null;
    if (button) form.requestSubmit(button);
  });
})();
