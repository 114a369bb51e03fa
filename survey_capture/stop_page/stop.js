// The number comes with the QR code behind the #, as survey.0123D, and is sent in the body alone: it stands in no log.

const API = "/street/api/stop";
const TITLES = { ja: "やめたいとき - まちの声", en: "Taking your answers back - まちの声" };
const WORDS = {
  ja: {
    other: "English",
    offline: "送れませんでした。電波のよいところで、もう一度押してください。紙の連絡先でもかまいません。",
    often: (seconds) => `こみ合っています。${seconds}秒ほど待って、もう一度押してください。`,
    failed: "いま受け取れません。少し待って、もう一度押してください。紙の連絡先でもかまいません。",
  },
  en: {
    other: "日本語",
    offline: "It could not be sent. Please try again where the signal is good, or use the contact on your slip.",
    often: (seconds) => `Many people are sending. Please wait about ${seconds} seconds and try again.`,
    failed: "We cannot take it right now. Please try again in a moment, or use the contact on your slip.",
  },
};
const USUAL_WAIT = 60;

const at = (id) => document.getElementById(id);
let wrong = null;

function speak(language) {
  document.documentElement.lang = language;
  document.title = TITLES[language];
  const other = language === "ja" ? "en" : "ja";
  at("other").lang = other;
  at("other").textContent = WORDS[language].other;
  showWrong();
}

function showWrong() {
  const language = document.documentElement.lang;
  at("wrong").hidden = wrong === null;
  at("wrong").textContent = wrong === null ? "" : wrong[language];
  at("number").setAttribute("aria-invalid", String(wrong !== null));
}

function tell(message) {
  wrong = message;
  showWrong();
}

/** What the QR code or the typed address says: the survey, and the number where it is there. */
function fragment() {
  let told;
  try {
    told = decodeURIComponent(location.hash.slice(1));
  } catch {
    told = "";
  }
  const found = /^(.*)\.(\d{4})([A-Za-z])$/.exec(told);
  return found ? { survey: found[1], number: `${found[2]}-${found[3].toUpperCase()}` } : { survey: told, number: "" };
}

async function send(event) {
  event.preventDefault();
  at("send").disabled = true;
  const number = at("number").value;
  try {
    const answer = await fetch(API, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      credentials: "omit",
      body: JSON.stringify({ survey: fragment().survey, number }),
    });
    if (answer.ok) done(number);
    else tell(await said(answer));
  } catch {
    tell({ ja: WORDS.ja.offline, en: WORDS.en.offline });
  } finally {
    at("send").disabled = false;
  }
}

async function said(answer) {
  if (answer.status === 422) {
    const told = await answer.json();
    return { ja: told.message, en: told.message_en };
  }
  if (answer.status === 429) {
    const seconds = answer.headers.get("Retry-After") ?? USUAL_WAIT;
    return { ja: WORDS.ja.often(seconds), en: WORDS.en.often(seconds) };
  }
  return { ja: WORDS.ja.failed, en: WORDS.en.failed };
}

function done(number) {
  tell(null);
  at("sent").textContent = number.toUpperCase();
  at("asking").hidden = true;
  at("done").hidden = false;
  at("done").focus();
}

function begin() {
  at("done").hidden = true;
  at("asking").hidden = false;
  at("number").value = fragment().number;
  tell(null);
}

at("asking").addEventListener("submit", send);
at("again").addEventListener("click", () => {
  begin();
  at("number").value = "";
  at("number").focus();
});
at("other").addEventListener("click", () => speak(document.documentElement.lang === "ja" ? "en" : "ja"));
window.addEventListener("hashchange", begin);
speak(navigator.language.startsWith("ja") ? "ja" : "en");
begin();
