// Comfort at the desk: keys, drafts that survive a reload, a sound when an emergency comes. JavaScript, because the page is complete
// without it.

/** @param {string} selector */
const find = (selector) => /** @type {HTMLElement | null} */ (document.querySelector(selector));
/** @param {string} selector */
const all = (selector) => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);

/** @type {Map<string, boolean>} */
const chosen = new Map();
/** What an agent turned off stays off until they sign out. @param {string} name */
const isOn = (name) => {
  try { return chosen.get(name) ?? localStorage.getItem(name) !== "non"; } catch { return true; }
};
/** @param {string} name @param {boolean} on */
const turn = (name, on) => {
  chosen.set(name, on);
  try { localStorage.setItem(name, on ? "oui" : "non"); } catch { /* refused: as it is, until the page goes */ }
};

// Drafts: what is typed lies in this tab alone, until it is sent, emptied or the conversation is gone from the agent's lists.
const DRAFT = "brouillon:";
/** @param {EventTarget | null} target */
const isDraft = (target) => target instanceof HTMLTextAreaElement && target.closest(".desk-open") !== null && target.id !== "";

/** @param {HTMLTextAreaElement} field */
function keep(field) {
  try {
    if (field.value.trim()) sessionStorage.setItem(DRAFT + field.id, field.value);
    else sessionStorage.removeItem(DRAFT + field.id);
  } catch { /* full or refused: what is typed stays in its field */ }
}

/** Whether a draft stands among what was sent or noted: it is none any more, however it went there. @param {HTMLTextAreaElement} field @param {string} draft */
function isSaid(field, draft) {
  const place = field.closest(".tile, .notes") ?? field.closest(".desk-open")?.querySelector(".thread");
  const plain = (/** @type {string | null} */ text) => (text ?? "").replaceAll("\r", "").trim();
  return [...(place?.querySelectorAll(".message.ours .words, .notes .words") ?? [])].some((words) => plain(words.textContent) === plain(draft));
}

function restore() {
  for (const field of /** @type {HTMLTextAreaElement[]} */ (all(".desk-open textarea"))) {
    try {
      const draft = sessionStorage.getItem(DRAFT + field.id);
      if (!draft || field.value !== "") continue;
      if (isSaid(field, draft)) sessionStorage.removeItem(DRAFT + field.id);
      else field.value = draft;
    } catch { /* refused: nothing was kept */ }
  }
}

/** Drafts of conversations that are not the agent's any more are nobody's. */
function forget() {
  if (!find(".desk")) return;
  const own = new Set(all(".desk-list li[data-mine] a, .tile h3 a").map((link) => new URL(/** @type {HTMLAnchorElement} */ (link).href).searchParams.get("conversation")));
  const open = new URL(location.href).searchParams.get("conversation");
  try {
    for (const key of Object.keys(sessionStorage)) {
      const number = key.startsWith(DRAFT) ? key.split("-").pop() : undefined;
      if (number && number !== open && !own.has(number)) sessionStorage.removeItem(key);
    }
  } catch { /* refused: nothing was kept */ }
}

// An emergency that was not there before is heard.
/** @type {Set<string> | undefined} */
let known;
/** @type {AudioContext | undefined} */
let audio;

// A browser lets a page sound once it was touched.
const wake = () => {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume().catch(() => {});
};
addEventListener("pointerdown", wake, { once: true });
addEventListener("keydown", wake, { once: true });

function beep() {
  wake();
  // Tones that wait would sound together later.
  if (!audio || audio.state === "suspended") return;
  const start = audio.currentTime;
  for (const { at, pitch } of [{ at: 0, pitch: 880 }, { at: 0.22, pitch: 660 }, { at: 0.44, pitch: 880 }]) {
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.2, start + at);
    loudness.gain.exponentialRampToValueAtTime(0.001, start + at + 0.2);
    tone.connect(loudness).connect(audio.destination);
    tone.start(start + at);
    tone.stop(start + at + 0.2);
  }
}

function listen() {
  const urgent = new Set(all(".desk-list li").filter((line) => line.querySelector(".urgent")).map((line) => line.id));
  const isNew = known !== undefined && [...urgent].some((id) => !known?.has(id));
  known = urgent;
  if (isNew && isOn("son")) beep();
}

// Keys. One letter alone does nothing while somebody types, and nothing at all where that is turned off (WCAG 2.1.4).
/** @param {1 | -1} step */
function move(step) {
  const tiles = all(".tile h3 a");
  const links = tiles.length > 0 ? tiles : all(".desk-list a");
  if (links.length === 0) return;
  const now = links.findIndex((link) => link === document.activeElement || link.closest(".tile")?.contains(document.activeElement) || link.getAttribute("aria-current") === "page");
  const next = links[now < 0 ? (step > 0 ? 0 : links.length - 1) : (now + step + links.length) % links.length];
  next?.focus();
  if (tiles.length === 0) next?.click();
}

/** The field of the conversation that is open, or of the tile that one is in. @param {string} kind */
function field(kind) {
  const place = document.activeElement?.closest(".tile") ?? find(".desk-open");
  return /** @type {HTMLElement | null} */ (place?.querySelector(`textarea[id^="${kind}-"]`) ?? null);
}

/** @type {Record<string, () => void>} */
const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  s: () => find("#suivante button")?.click(),
  e: () => find("#ensemble")?.click(),
  r: () => field("texte")?.focus(),
  n: () => {
    const note = field("note");
    const details = note?.closest("details");
    if (details) details.open = true;
    note?.focus();
  },
  "/": () => find("#chercher")?.focus(),
  "?": () => {
    const list = /** @type {HTMLDetailsElement | null} */ (find("#raccourcis"));
    if (list) list.open = !list.open;
    list?.querySelector("summary")?.focus();
  },
};

addEventListener("keydown", (event) => {
  if (!find(".desk") || event.isComposing || event.repeat || event.altKey) return;
  const target = event.target instanceof HTMLElement ? event.target : document.body;
  const typing = target.matches("input:not([type=checkbox]), textarea, select");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && typing) {
    event.preventDefault();
    target.closest("form")?.requestSubmit();
    return;
  }
  const act = KEYS[event.key.toLowerCase()];
  if (!act || typing || event.ctrlKey || event.metaKey || !isOn("touches")) return;
  event.preventDefault();
  act();
});

addEventListener("input", (event) => {
  if (isDraft(event.target)) keep(/** @type {HTMLTextAreaElement} */ (event.target));
});

addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || !box.closest("#confort")) return;
  turn(box.id, box.checked);
  // Heard once, one knows what it is like.
  if (box.id === "son" && box.checked) beep();
});

// Who types goes on in their field, whatever changes around it: tiles change places, and an answer leads to where it was sent.
/** @type {{ id: string, at: number, place: number } | undefined} */
let typing;
const TYPES = 10_000;
for (const name of ["input", "keyup", "pointerup"]) {
  addEventListener(name, (event) => {
    const field = event.target;
    typing = isDraft(field) && field instanceof HTMLTextAreaElement ? { id: field.id, at: event.timeStamp, place: field.selectionEnd } : undefined;
  });
}

function goOn() {
  if (!typing || performance.now() - typing.at > TYPES || document.activeElement?.id === typing.id) return;
  const field = document.getElementById(typing.id);
  if (!(field instanceof HTMLTextAreaElement)) return;
  field.focus({ preventScroll: true });
  field.setSelectionRange(typing.place, typing.place);
}

function attend() {
  const comfort = find("#confort");
  if (!comfort) {
    known = undefined;
    return;
  }
  comfort.hidden = false;
  for (const box of /** @type {HTMLInputElement[]} */ (all("#confort input"))) box.checked = isOn(box.id);
  restore();
  goOn();
  for (const thread of all(".tile .thread")) thread.scrollTop = thread.scrollHeight;
  forget();
  listen();
}

attend();
document.addEventListener("arrived", attend);
