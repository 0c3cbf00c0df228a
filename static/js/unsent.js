/* Words that were typed and not sent. A page has several forms; sending one takes nothing away from the others, and
   a sign-in or a refusal in between nothing from the one that was sent. They wait in this tab, for the person who
   typed them, until their form is open again, and go when that person signs out or somebody else signs in. */
(() => {
  "use strict";

  const PLACE = "unsent";
  /* What customers said and what the pulse was answered are kept in no browser: there it asks before it drops them. */
  const NEVER = /^\/(escalations|kudos\/praise|pulse)\//;
  const person = document.body.dataset.person;
  const announcer = document.getElementById("announcer");

  /* --- Which forms: those for words; one that keeps its words on the server (log, rest) minds itself. --------- */

  const minds = (form) =>
    form?.method === "post" &&
    !form.matches("[data-log], [data-rest]") &&
    (form.dataset.guard !== undefined || form.querySelector("textarea, input.input--serif") !== null);
  const address = (form) => new URL(form.getAttribute("action") || "", location.href).pathname;
  const alike = (form) => [...document.forms].filter((one) => minds(one) && address(one) === address(form));
  const stays = (form) => !NEVER.test(address(form));
  const name = (form) => `${address(form)} ${alike(form).indexOf(form)}`;

  const usual = (field) => {
    if (!field.matches("select")) return field.defaultValue;
    return ([...field.options].find((one) => one.defaultSelected) ?? field.options[0])?.value;
  };
  const words = (form) =>
    [...form.elements]
      .filter((field) => field.matches("textarea, select, input:not([type=hidden], [type=file], [type=password])"))
      .filter((field) => field.name && !field.multiple)
      .map((field) =>
        field.matches("[type=checkbox], [type=radio]")
          ? { name: field.name, value: field.value, was: field.defaultChecked, is: field.checked }
          : { name: field.name, was: usual(field), is: field.value },
      )
      .filter((field) => field.was !== field.is);

  /* --- Where they wait --------------------------------------------------------------------------------------- */

  const waiting = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(PLACE));
      if (kept && (!person || kept.person === person)) return kept;
    } catch {
      // Another's, or none: as if there were none.
    }
    return { person, forms: {}, sent: null };
  };
  const keep = (kept) => {
    try {
      if (kept.sent || Object.keys(kept.forms).length) sessionStorage.setItem(PLACE, JSON.stringify(kept));
      else sessionStorage.removeItem(PLACE);
      return true;
    } catch {
      return changed.size === 0;
    }
  };

  const drop = () => {
    try {
      sessionStorage.removeItem(PLACE);
    } catch {
      // Nothing is kept where nothing can be.
    }
  };

  function back(form, fields) {
    for (const { name: called, value, was, is } of fields) {
      const field = [...form.elements].find(
        (one) => one.name === called && (value === undefined || one.value === value),
      );
      if (!field) continue;
      if (value !== undefined) field.checked = is;
      else if (usual(field) === was || !field.value) field.value = is;
      // Somebody has written there meanwhile: both stay.
      else if (field.matches("textarea") && !field.value.includes(is)) field.value = `${field.value}\n\n${is}`;
      for (let place = field.closest("details"); place; place = place.parentElement.closest("details"))
        place.open = true;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  /* --- Leaving ----------------------------------------------------------------------------------------------- */

  const changed = new Set();
  let going = false;
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!minds(form)) return;
    changed.add(form);
    going = false;
  });

  /* Without a line to the server words stay where they were typed, and go once there is one. A form of its own
     mind (the composer) has stopped the event before. */
  let held = null;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (navigator.onLine || !minds(form) || event.defaultPrevented) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const note = form.querySelector("[data-no-line]") ?? document.createElement("p");
    note.dataset.noLine = "";
    note.className = "hint watch";
    note.textContent = "No line to the server. It goes as soon as there is one; keep this page open.";
    (event.submitter?.closest(".form__actions") ?? form).append(note);
    if (announcer) announcer.textContent = note.textContent;
    held = [form, event.submitter];
  });
  addEventListener("online", () => {
    const [form, button] = held ?? [];
    held = null;
    if (form?.isConnected) form.requestSubmit(button);
  });

  /* At the window, after everybody who may still have stopped it. */
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) {
      // htmx sends it, and the page stays.
      if (form.matches("[hx-post]")) changed.delete(form);
      return;
    }
    if (form.matches("[data-sign-out]")) return drop();
    const kept = waiting();
    kept.sent = null;
    if (minds(form)) {
      if (stays(form)) kept.sent = { form: name(form), fields: words(form) };
      delete kept.forms[name(form)];
      changed.delete(form);
    }
    const others = [...changed].filter((other) => other.isConnected);
    for (const other of others.filter(stays)) kept.forms[name(other)] = words(other);
    going = keep(kept) && others.every(stays);
  });
  addEventListener("beforeunload", (event) => {
    if (going) return;
    for (const form of changed) if (!form.isConnected || !words(form).length) changed.delete(form);
    if (changed.size) event.preventDefault();
  });

  /* --- Coming back ------------------------------------------------------------------------------------------- */

  const cameBack = () => performance.getEntriesByType("navigation")[0]?.type === "back_forward";

  function come() {
    const kept = waiting();
    const { sent } = kept;
    // A sign-in, an error or no answer at all came instead of a page: what was sent has not been taken.
    if (sent && (!person || cameBack())) kept.forms[sent.form] = sent.fields;
    kept.sent = null;
    if (!person) return keep(kept);
    for (const form of document.forms) {
      if (!minds(form)) continue;
      const called = name(form);
      if (!kept.forms[called]) continue;
      back(form, kept.forms[called]);
      delete kept.forms[called];
    }
    keep(kept);
  }
  addEventListener("pageshow", () => (going = false));
  come();
})();
