"use strict";
(() => {
  const root = document.documentElement, body = document.body;
  root.classList.add("scripted");
  const get = async (url, options) => {
    const answer = await fetch(url, { credentials: "same-origin", ...options });
    return { ok: answer.ok, text: await answer.text() };
  };

  // What the server has escaped and filled in may be put into the page as it is.
  const put = (place, html) => {
    place.replaceChildren(document.createRange().createContextualFragment(html));
  };

  // Another program, or another tab, changed the files: the page is loaded again, unless something is being written in it.
  const outside = document.getElementById("outside");
  const writing = () => document.querySelector("form[data-touched]");
  let signedOut = false;
  const watch = async () => {
    if (document.hidden || !body.dataset.url) return;
    try {
      const answer = await fetch(`${body.dataset.url}/version`, { credentials: "same-origin" });
      signedOut ||= answer.status === 401;
      if (signedOut && answer.ok) {
        outside.hidden = true;
        signedOut = false;
      }
      if (signedOut) {
        outside.textContent = "You are signed out. Sign in in another tab; what you have written here is kept.";
        outside.hidden = false;
        return;
      }
      const { version } = await answer.json();
      if (!version || version === body.dataset.version) return;
      if (writing()) {
        outside.textContent = "The case was changed elsewhere. What you have written here is kept; save it, or load the page again.";
        outside.hidden = false;
        body.dataset.version = version;
      } else location.reload();
    } catch {
      outside.textContent = "breakranks does not answer. Is it still running?";
      outside.hidden = false;
    }
  };
  if (body.dataset.url) setInterval(watch, 900);
  for (const form of document.querySelectorAll("form.row, form:has(textarea)")) {
    form.addEventListener("input", () => { form.dataset.touched = ""; });
  }

  // A form is sent once, however often its button is pressed before the answer comes.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if ("sent" in form.dataset) event.preventDefault();
    form.dataset.sent = "";
    // Whoever stopped the loading can send it again.
    setTimeout(() => { delete form.dataset.sent; }, 10000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });

  // The slider: every step shows the board of its day; steps that were seen before come from memory.
  const slider = document.querySelector("form.slider"), board = document.getElementById("board");
  if (slider && board) {
    const range = slider.querySelector("input[type=range]"), shown = slider.querySelector("output");
    const since = new URLSearchParams(location.search).get("since");
    const first = Date.parse(`${slider.dataset.first}T00:00:00Z`);
    const dayOf = (n) => new Date(first + n * 864e5).toISOString().slice(0, 10);
    const words = (day) => new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" });
    const kept = new Map();
    let wanted = "", waiting;
    const show = async () => {
      const day = dayOf(Number(range.value));
      wanted = day;
      shown.textContent = words(day);
      range.setAttribute("aria-valuetext", words(day));
      if (!kept.has(day)) {
        const query = new URLSearchParams(since ? { day, since } : { day });
        const answer = await get(`${slider.dataset.board}?${query}`);
        if (!answer.ok) return;
        kept.set(day, answer.text);
      }
      if (wanted !== day) return;
      put(board, kept.get(day));
      const here = new URL(location.href);
      here.searchParams.set("day", day);
      here.searchParams.delete("done");
      history.replaceState(null, "", here);
      for (const link of document.querySelectorAll(".views a")) {
        const to = new URL(link.href);
        to.searchParams.set("day", day);
        link.href = to;
      }
    };
    const soon = () => { clearTimeout(waiting); waiting = setTimeout(show, kept.has(dayOf(Number(range.value))) ? 0 : 60); };
    range.addEventListener("input", soon);
    for (const step of slider.querySelectorAll("[data-step]")) {
      step.addEventListener("click", (event) => {
        event.preventDefault();
        range.value = Number(range.value) + Number(step.dataset.step);
        soon();
      });
    }
    const play = slider.querySelector(".play");
    let playing;
    const stop = () => { clearInterval(playing); playing = undefined; play.textContent = "Play"; play.setAttribute("aria-pressed", "false"); };
    play.hidden = false;
    play.addEventListener("click", () => {
      if (playing) return stop();
      play.textContent = "Stop";
      play.setAttribute("aria-pressed", "true");
      if (range.value === range.max) range.value = 0;
      playing = setInterval(() => {
        if (dayOf(Number(range.value)) !== wanted && wanted) return;
        range.value = Number(range.value) + 1;
        show();
        if (range.value === range.max) stop();
      }, 500);
    });
    for (const choice of slider.querySelectorAll("select")) choice.addEventListener("change", () => slider.submit());
  }

  // The form for a row: what a value means, and what saving would change.
  const form = document.getElementById("row-form");
  if (form) {
    const meanings = (input) => {
      const list = document.getElementById(`l-${input.name.slice(5)}`), told = document.getElementById(`m-${input.name.slice(5)}`);
      if (!list || !told) return;
      const values = "several" in input.dataset ? input.value.split(/\s+/) : [input.value];
      const all = [...list.options];
      told.textContent = values.map((value) => all.find((o) => o.value.split(" ").pop() === value)?.textContent).filter(Boolean).join("; ");
      if (!("several" in input.dataset)) return;
      // Completion goes on after the names that stand there already.
      const before = input.value.includes(" ") ? input.value.slice(0, input.value.lastIndexOf(" ") + 1) : "";
      for (const option of all) option.value = before + option.value.split(" ").pop();
    };
    for (const input of form.querySelectorAll("input[list]")) {
      input.addEventListener("input", () => meanings(input));
      meanings(input);
    }
    for (const button of form.querySelectorAll("[data-set]")) {
      button.addEventListener("click", () => {
        const input = form.elements[`cell.${button.dataset.set}`];
        input.value = button.dataset.value;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        input.focus();
      });
    }
    // A note that was made of its kind begins with the name of the kind, also when another kind is chosen.
    const kind = form.elements["cell.kind"], note = form.elements["cell.note"];
    const begins = () => [...(kind?.list?.options || [])].find((o) => o.value === kind.value)?.dataset.note;
    let begun = begins();
    if (begun && note) {
      kind.addEventListener("input", () => {
        const now = begins();
        if (!now) return;
        if (note.value.startsWith(begun)) note.value = now + note.value.slice(begun.length);
        begun = now;
      });
    }
    const shown = document.getElementById("effect-shown");
    let asked = 0, waiting;
    const effect = async () => {
      const number = ++asked;
      shown.setAttribute("aria-busy", "true");
      const answer = await get(form.dataset.effect, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (number !== asked) return;
      shown.removeAttribute("aria-busy");
      if (answer.ok) put(shown, answer.text);
      else shown.textContent = "The effect cannot be shown.";
    };
    if (shown) form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(effect, 250); });
    if (shown && "now" in shown.dataset) effect();
    const back = form.querySelector("[name=source\\.name]");
    if (back) back.addEventListener("input", () => { const cell = form.elements["cell.source"]; if (back.value && document.activeElement === back) cell.value = ""; });
  }

  // A file that is too large is refused before it is sent.
  for (const file of document.querySelectorAll("input[type=file]")) {
    file.addEventListener("change", () => {
      const most = Number(file.dataset.most), much = file.files[0]?.size > most;
      file.setCustomValidity(much ? `This file has more than ${most / 1e6} MB. Save the article alone.` : "");
      file.reportValidity();
    });
  }

  // The line that a problem is about.
  const text = document.querySelector("textarea[data-line]");
  if (text) {
    const lines = text.value.split("\n"), at = Number(text.dataset.line) - 1;
    const start = lines.slice(0, at).join("\n").length + (at ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[at] || "").length);
    text.scrollTop = Math.max(0, (at - 5) * 20);
  }

  // What takes seconds is a page of its own, opened when it is ready.
  const load = document.querySelector("[data-load]");
  if (load) location.replace(load.dataset.load);

  addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=range]), textarea, select");
    if (event.ctrlKey && event.key.toLowerCase() === "z" && !typing) {
      const button = document.querySelector(`form[action$="/${event.shiftKey ? "redo" : "undo"}"] button:not(:disabled)`);
      if (button) { event.preventDefault(); button.click(); }
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.tagName === "A" || target.tagName === "BUTTON") target.click();
    else target.focus();
  });
})();
