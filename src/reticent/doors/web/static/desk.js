/* What the desk gains when JavaScript runs: number keys, the scanner, the cover. Everything works without it. */
"use strict";

(() => {
  const SCANNER_GAP = 60;      // ms between the keys of a scanner; no person types twenty keys a second for long
  const SHORTEST_SCAN = 4;
  const ESCAPE_TWICE = 600;
  const COVERED_TOO_LONG = 300_000;

  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const desk = one("form.desk");

  const typing = (element) =>
    element !== null &&
    (element.matches("textarea, select") ||
      (element.matches("input") && !/^(radio|checkbox|button|submit|hidden)$/.test(element.type)));

  /* Keys: a digit chooses what for, a letter answers the question that comes with it, or says who of several it is. */

  // A form that was opened on the card is what the next scan is for.
  const scanField = () => one("details[open] [data-scan]") || one("[data-scan]");
  const chosen = () => one(".key > input:checked");

  function goOn() {
    const key = chosen();
    const unanswered = key && key.parentElement.querySelector(".choice > input");
    const answered = key && key.parentElement.querySelector(".choice > input:checked");
    const name = answered && answered.dataset.then && document.getElementById(answered.dataset.then);
    if (unanswered && !answered) unanswered.focus();
    else if (name && !name.value) name.focus();
    else if (key && key.classList.contains("no-look")) desk.querySelector("[type=submit]").focus();
    else one("#asked").focus();
  }

  function choose(input) {
    input.checked = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    goOn();
  }

  function press(character) {
    const wanted = CSS.escape(character.toLowerCase());
    const quick = one(`[data-quick] [data-digit="${wanted}"], [data-quick] [data-letter="${wanted}"]`);
    if (quick) {
      quick.checked = true;
      quick.focus();
    }
    if (!desk) return Boolean(quick);
    const key = one(`.key > input[data-digit="${wanted}"]`);
    const choice = chosen() && chosen().parentElement.querySelector(`.choice > input[data-letter="${wanted}"]`);
    const hit = key || choice;
    const pick = one(`.picks [data-letter="${wanted}"]`);
    if (hit) choose(hit);
    else if (pick && !chosen()) pick.form.requestSubmit(pick);
    return Boolean(hit);
  }

  /* Scanner: a burst of characters lands in the card field wherever the focus is. */

  let burst = "";
  let last = 0;
  let settling = 0;

  function settle() {
    const text = burst;
    burst = "";
    if (text.length === 1) press(text);
    else if (text.length >= SHORTEST_SCAN) scanned(text, false);
  }

  function scanned(text, entered) {
    const field = scanField();
    if (!field) return;
    field.value = text;
    if (field.form === desk && !chosen()) {
      // Nothing is looked up until somebody says what for.
      const first = one(".key > input");
      if (first) first.focus();
      const hint = one("#what-for");
      if (hint) hint.hidden = false;
    } else if (entered) field.form.requestSubmit();
    else field.focus();
  }

  /* The cover. */

  const cover = one("#cover");
  const after = Number(document.body.dataset.coverAfter || 0) * 1000;
  let idle = 0;
  let leaving = 0;

  function coverUp() {
    if (!cover || cover.open) return;
    cover.dataset.title = document.title;
    document.title = cover.getAttribute("aria-label");
    cover.showModal();
    // Where something may be half written there is no fresh page to go to: it waits under the cover.
    const fresh = document.body.dataset.fresh;
    if (fresh) leaving = setTimeout(() => location.replace(fresh), COVERED_TOO_LONG);
  }

  function lift() {
    clearTimeout(leaving);
    document.title = cover.dataset.title;
    cover.close();
    awake();
  }

  function awake() {
    clearTimeout(idle);
    if (after && cover && !cover.open) idle = setTimeout(coverUp, after);
  }

  if (cover) {
    cover.addEventListener("cancel", (event) => event.preventDefault());
    cover.querySelector("button").addEventListener("click", lift);
    all("[data-cover]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", coverUp);
    });
    ["keydown", "pointerdown", "pointermove", "scroll", "touchstart"].forEach((name) =>
      addEventListener(name, awake, { passive: true, capture: true }),
    );
    awake();
  }

  let escaped = -Infinity;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (cover && cover.open) {
      if (event.key === "Escape") event.preventDefault();
      return;
    }
    if (event.key === "Escape") {
      if (event.timeStamp - escaped < ESCAPE_TWICE) coverUp();
      else if (desk) (chosen() || one(".key > input") || document.body).focus();
      escaped = event.timeStamp;
      return;
    }
    const link = !burst && !typing(document.activeElement) && one(`[data-press="${CSS.escape(event.key)}"]`);
    if (link) return link.click();
    if (!scanField() && !one("[data-quick]")) return;
    if (typing(document.activeElement)) {
      // The focus came to the field in the middle of a scan: what was caught before belongs to its beginning.
      if (burst && document.activeElement === scanField()) document.activeElement.value += burst;
      clearTimeout(settling);
      burst = "";
      return;
    }
    if (event.key === "Enter") {
      clearTimeout(settling);
      const text = burst;
      burst = "";
      if (text.length >= SHORTEST_SCAN) {
        event.preventDefault();
        scanned(text, true);
      }
      return;
    }
    if (!/^[0-9A-Za-z-]$/.test(event.key)) return;
    clearTimeout(settling);
    if (burst && event.timeStamp - last >= SCANNER_GAP) settle();
    if (typing(document.activeElement)) return;
    burst += event.key;
    last = event.timeStamp;
    settling = setTimeout(settle, SCANNER_GAP);
  });

  /* Enter in the name of whoever stands here goes on to the patron's card, as a scanner's Enter does. */

  all("[data-name]").forEach((name) =>
    name.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || one("#asked").value) return;
      event.preventDefault();
      one("#asked").focus();
    }),
  );

  /* What is opened by keyboard is gone on with by keyboard; so is the form that a link on the page leads to. */

  function enter(act) {
    const first = act.querySelector("input:not([type=hidden]), select, textarea, button");
    if (first) setTimeout(() => first.focus());
  }

  all("details.act > summary").forEach((summary) =>
    summary.addEventListener("click", (event) => {
      if (event.detail === 0 && !summary.parentElement.open) enter(summary.parentElement);
    }),
  );
  all("a[href^='#step-']").forEach((link) =>
    link.addEventListener("click", () => {
      const act = document.getElementById(link.hash.slice(1));
      act.open = true;
      enter(act);
    }),
  );

  /* After an answer the focus is on it: on what is wrong, else on the verdict, else where the next scan goes. */

  const answer = one("[data-problems]") || one("[data-ask]") || one("[data-verdict]");
  if (answer && !answer.hasAttribute("autofocus")) answer.focus();   // the browser does the others by itself

  /* One press, one act. */

  all("form").forEach((form) =>
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
    }),
  );
  // A page taken from the browser's memory could show the last person again.
  addEventListener("pageshow", (event) => {
    all("form").forEach((form) => delete form.dataset.sent);
    if (event.persisted && document.body.dataset.fresh) location.replace(document.body.dataset.fresh);
  });

  // A sign in the room says what is true now.
  all("[data-reload]").forEach((sign) => setTimeout(() => location.reload(), Number(sign.dataset.reload) * 1000));

  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
})();
