/* Writing an escalation down: it saves as one goes, keys pick, a lost line loses nothing.
   It is in the page and on the server alone. Without a script it is a plain form. */
(() => {
  "use strict";

  const form = document.querySelector("[data-log]");
  if (!form) return;
  const field = (name) => form.elements[name];
  const one = (selector) => form.querySelector(selector);
  const about = field("about");
  const send = one("[data-send]");
  const state = document.querySelector("[data-saved]");
  const opened = Date.now();
  const idle = 600, settles = 3000;

  let dirty = false, busy = false, failing = false, stuck = false, sent = false;
  let timer = 0, waiting = null, last = "", typed = opened;

  const clock = document.querySelector("[data-timer]");
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  clock.hidden = false;
  setInterval(() => {
    const seconds = (Date.now() - opened) / 1000;
    clock.lastElementChild.textContent = `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  }, 1000);

  /* Saving */
  const urgent = () => Boolean(one("[data-urgent]:checked") && about.value.trim());
  const settled = () => document.activeElement !== about || Date.now() - typed >= settles - 100;
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };
  const content = () => {
    const body = new FormData(form);
    body.set("sequence", ++field("sequence").value);
    if (urgent() && settled()) body.set("settled", "1");
    return body;
  };
  const failed = () => {
    failing = true;
    state.textContent = waiting
      ? "No line to the server. It goes as soon as there is one; keep this page open."
      : `${last ? `Not saved since ${last}` : "Not saved yet"}. Keep typing; we are trying again.`;
    later(settles);
  };
  const kept = (answer) => {
    failing = false;
    last = answer.saved;
    field("base").value = answer.saves;
    if (!field("draft").value) {
      field("draft").value = answer.draft;
      form.action = answer.url;
      history.replaceState(null, "", answer.url);
    }
    state.textContent = sent ? "What you add is kept" : answer.sent || `Draft saved ${last}`;
    if (answer.sent && !sent) {
      sent = true;
      form.classList.add("is-sent");
      one("[data-sent]").hidden = false;
      one("[data-sent-words]").textContent = `${answer.sent}.`;
      send.querySelector("span").textContent = "Add what I wrote";
      document.getElementById("announcer").textContent = answer.sent;
    }
  };
  async function save() {
    clearTimeout(timer);
    if (busy || stuck) return;
    busy = true;
    dirty = false;
    let refused = false;
    try {
      const answer = await fetch(form.dataset.log, { method: "POST", body: content(), redirect: "manual" });
      refused = answer.status === 409 || answer.status === 400;
      if (answer.status === 409) {
        stuck = true;
        state.textContent = "Not saved: changed on another page";
        one("[data-conflict]").hidden = false;
      } else if (refused) {
        state.textContent = (await answer.json()).message;
      } else if (!answer.ok) throw new Error(answer.status);
      else kept(await answer.json());
    } catch {
      dirty = true;
      failed();
    } finally {
      busy = false;
    }
    if (failing) return;
    // What was typed meanwhile goes first; what the server refuses, its page explains.
    if (waiting) dirty && !refused ? save() : go();
    else if (urgent() && !sent && !stuck) later(settles);
  }
  const go = () => {
    const button = waiting;
    waiting = null;
    dirty = false;
    form.requestSubmit(button);
  };

  form.addEventListener("input", () => {
    dirty = true;
    typed = Date.now();
    if (!failing) later(idle);
  });
  about.addEventListener("change", () => urgent() && save());
  addEventListener("online", save);
  addEventListener("pagehide", () => dirty && !stuck && navigator.sendBeacon(form.dataset.log, content()));
  addEventListener("beforeunload", (event) => {
    if (dirty && failing && !waiting) event.preventDefault();
  });

  /* Nothing is sent before the server has it. */
  form.addEventListener("submit", (event) => {
    const button = event.submitter || send;
    if (button.dataset.plain !== undefined) return;
    if (button.value === "save") {
      event.preventDefault();
      save();
    } else if (waiting || dirty || busy || failing) {
      event.preventDefault();
      waiting = button;
      save();
    } else field("sequence").value++;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(send);
    }
  });

  /* Tiles: a key or a finger picks and moves on, arrows only select. */
  const next = (group) => document.getElementById(group.dataset.tiles);
  const pick = (group, tile) => {
    if (!tile.checked) tile.click();
    (next(group) || tile).focus();
  };
  for (const group of form.querySelectorAll("[data-tiles]")) {
    group.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const tile = group.querySelector(`[data-pick="${CSS.escape(event.key.toLowerCase())}"]`);
      if (!tile) return;
      event.preventDefault();
      pick(group, tile);
    });
    group.addEventListener("click", (event) => {
      if (event.detail && event.target.matches("input")) next(group)?.focus();
    });
  }

  /* The time that is proposed is counted from when it is asked for, until somebody chooses one. */
  form.addEventListener("change", (event) => {
    if (event.target.name !== "need") return;
    const by = field("answer_by"), proposed = field("answer_default");
    if (by.value !== proposed.value) return;
    const minute = (+form.dataset.minute + +form.dataset.within + (Date.now() - opened) / 60000) % 1440;
    by.value = proposed.value = `${two(minute / 60)}:${two(minute % 60)}`;
  });
})();
