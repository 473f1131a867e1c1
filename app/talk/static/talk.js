"use strict";
// One conversation with the store: sentences out, words back, also spoken where the browser can.
// Everything that comes back is written as text; nothing of it becomes markup.
(() => {
  const byId = (id) => document.getElementById(id);
  const talk = byId("talk"), log = byId("log"), state = byId("state"), choices = byId("choices");
  const words = byId("words"), locale = byId("locale"), listen = byId("listen"), aloud = byId("aloud");
  const account = new URLSearchParams(location.hash.slice(1)).get("account") || "";
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  const voices = window.speechSynthesis;
  let number = 0, waiting = false, hearing = null;

  function tell(text, bad = false) {
    state.textContent = text;
    state.classList.toggle("bad", bad);
  }

  function add(who, text, card) {
    const item = document.createElement("li");
    item.className = who;
    const speaker = document.createElement("span");
    speaker.className = "hidden";
    speaker.textContent = who === "you" ? "You: " : "Store: ";
    const said = document.createElement("p");
    said.append(speaker, text);
    item.append(said);
    if (card) item.append(listOf(card));
    log.append(item);
  }

  // The answers to choose from take their room from the log: what was said last stays in sight.
  const follow = () => log.lastElementChild?.scrollIntoView({ block: "end" });
  new MutationObserver(follow).observe(log, { childList: true });
  new ResizeObserver(follow).observe(talk);

  function listOf(card) {
    const list = document.createElement("ul");
    for (const text of [card.title, ...card.lines]) {
      const line = document.createElement("li");
      line.textContent = text;
      list.append(line);
    }
    if (card.link && /^https?:\/\//.test(card.link)) {
      const link = document.createElement("a");
      link.href = card.link;
      link.rel = "noopener noreferrer";
      link.textContent = card.link;
      list.append(document.createElement("li"));
      list.lastChild.append(link);
    }
    return list;
  }

  function offer(options) {
    choices.replaceChildren(...options.map((option) => {
      const item = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.textContent = option;
      button.addEventListener("click", () => say(option));
      item.append(button);
      return item;
    }));
  }

  function read(text, language) {
    if (!voices || !aloud.checked || !text) return;
    const speech = new SpeechSynthesisUtterance(text);
    speech.lang = language;
    voices.cancel();
    voices.speak(speech);
  }

  async function send(kind, text) {
    const body = { ticket: talk.dataset.ticket, kind, text, number: number++, locale: locale.value, account };
    const answer = await fetch(talk.dataset.turns, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    if (answer.status === 429) throw new Error("That was quick. Wait a moment, then say it again.");
    if (answer.status === 400) throw new Error("This page was opened too long ago. Load it again.");
    if (answer.status === 404) throw new Error("The store has closed this page.");
    if (!answer.ok) throw new Error("The store does not answer just now. Say it again.");
    return answer.json();
  }

  async function turn(kind, text) {
    if (waiting) return false;
    waiting = true;
    offer([]);
    tell("…");
    try {
      const reply = await send(kind, text);
      tell(reply.end ? "The conversation is over. Say something to begin another." : "");
      if (reply.say) add("store", reply.say, reply.card);
      offer(reply.choices);
      read(reply.say, reply.locale);
      return true;
    } catch (error) {
      tell(error instanceof TypeError ? "No connection to the store. Say it again." : error.message, true);
      return false;
    } finally {
      waiting = false;
    }
  }

  async function say(text) {
    if (waiting || !text) return;
    add("you", text);
    words.value = "";
    if (!(await turn("say", text))) words.value = text;
    words.focus();
  }

  function hear() {
    if (hearing) { hearing.stop(); return; }
    if (voices) voices.cancel();
    hearing = new Recognition();
    hearing.lang = locale.value;
    hearing.interimResults = true;
    hearing.onresult = (event) => {
      const best = [...event.results].map((each) => each[0].transcript).join("");
      words.value = best.slice(0, words.maxLength);
    };
    hearing.onerror = (event) => tell(event.error === "not-allowed" ? "The microphone is not allowed. You can type." : "Nothing was heard. Try again, or type.", true);
    hearing.onend = () => {
      hearing = null;
      listen.setAttribute("aria-pressed", "false");
      listen.textContent = "Speak";
      say(words.value.trim());
    };
    listen.setAttribute("aria-pressed", "true");
    listen.textContent = "Stop";
    tell("Listening …");
    hearing.start();
  }

  byId("say").addEventListener("submit", (event) => {
    event.preventDefault();
    say(words.value.trim());
  });
  byId("again").addEventListener("click", () => location.reload());
  if (Recognition) {
    listen.hidden = false;
    byId("privacy").hidden = false;
    listen.addEventListener("click", hear);
  }
  if (voices) byId("aloud-label").hidden = false;
  window.addEventListener("pagehide", () => {
    const left = { ticket: talk.dataset.ticket, kind: "close", number: number++ };
    navigator.sendBeacon(talk.dataset.turns, JSON.stringify(left));
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  turn("open", "");
})();
