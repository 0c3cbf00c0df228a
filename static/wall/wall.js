/* A screen on a wall keeps itself up to date. Without script the page reloads each minute and does the rest.
   Behaviour hangs on data- attributes; nothing is kept in the browser. */
(() => {
  "use strict";

  const MINUTE = 60_000;
  const EVERY = MINUTE;
  const TURN = 20_000;
  const DRIFT = 10 * MINUTE;
  const MISSES = 2;
  const PATIENCE = 20_000;

  const wall = () => document.getElementById("wall");
  const note = () => document.querySelector("[data-note]");
  const button = document.querySelector("[data-pause]");
  let said = note().textContent;
  let misses = 0;
  let paused = false;
  let asking = false;
  let up = [...document.querySelectorAll(".turn")].findIndex((turn) => turn.classList.contains("is-up"));
  let drift = 0;
  // The server's clock, not that of whatever machine hangs behind the screen.
  let ahead = new Date(wall().dataset.now) - Date.now();

  const tell = () => {
    const stopped = misses >= MISSES;
    wall().classList.toggle("is-stopped", stopped || wall().dataset.was === "stopped");
    let text = stopped ? wall().dataset.stopped : said;
    if (paused) text = `Paused. Press Space to go on. ${text}`;
    if (note().textContent !== text) note().textContent = text;
  };

  const keepStopped = () => {
    if (wall().classList.contains("is-stopped")) wall().dataset.was = "stopped";
  };

  const clock = () => {
    const place = document.querySelector("[data-clock]");
    const form = { timeZone: wall().dataset.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    const text = new Intl.DateTimeFormat("en-GB", form).format(Date.now() + ahead);
    if (place.textContent !== text) place.textContent = text;
  };

  const show = (number) => {
    const turns = [...document.querySelectorAll(".turn")];
    if (!turns.length) return;
    up = ((number % turns.length) + turns.length) % turns.length;
    turns.forEach((turn, place) => turn.classList.toggle("is-up", place === up));
  };

  const take = (text) => {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const next = fresh.getElementById("wall");
    if (!next) throw new Error("This is no screen.");
    document.documentElement.className = fresh.documentElement.className;
    wall().replaceWith(document.adoptNode(next));
    ahead = new Date(next.dataset.now) - Date.now();
    said = note().textContent;
    keepStopped();
    show(up);
    clock();
  };

  const ask = async () => {
    // A slow answer is waited for, not asked for again beside it.
    if (paused || asking) return;
    asking = true;
    try {
      const answer = await fetch(location.href, {
        headers: { "If-None-Match": wall().dataset.etag },
        cache: "no-store",
        credentials: "omit",
        redirect: "error",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout(PATIENCE),
      });
      // The link was taken back: show what whoever opens it sees.
      if (answer.status === 404) return location.reload();
      if (answer.status !== 304) {
        if (!answer.ok) throw new Error(String(answer.status));
        take(await answer.text());
      }
      misses = 0;
    } catch {
      misses += 1;
    } finally {
      asking = false;
    }
    tell();
  };

  const pause = () => {
    paused = !paused;
    document.body.classList.toggle("is-paused", paused);
    button.setAttribute("aria-pressed", String(paused));
    button.textContent = paused ? "Go on" : "Pause";
    tell();
    if (!paused) ask();
  };

  keepStopped();
  button.hidden = false;
  button.addEventListener("click", pause);
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    // On the button, Space presses it anyway.
    if (event.target === button) return;
    event.preventDefault();
    pause();
  });

  setInterval(clock, 1000);
  setInterval(ask, EVERY);
  setInterval(() => !paused && show(up + 1), TURN);
  setInterval(() => {
    if (paused) return;
    document.body.classList.remove(`drift-${drift}`);
    drift = (drift + 1) % 4;
    if (drift) document.body.classList.add(`drift-${drift}`);
  }, DRIFT);
})();
