// What the page says to the person who asks, in Japanese and English; what respondents read comes from the server.

import * as db from "./db.js";
import { tell } from "./news.js";

const WORDS = {
  title: ["まちの声　街頭", "Machi no Koe, in the street"],
  to_english: ["English", "日本語"],
  // How it stands
  kept: ["端末に保存", "On phone"],
  sent: ["送信済み", "Sent"],
  photos_waiting: ["写真待ち", "Photos"],
  open_list: ["保存した聞き取りを見る", "See the saved interviews"],
  sending: ["送っています…", "Sending…"],
  no_signal: ["圏外でも入力できます。つながったら送ります。", "No signal. Keep going: it is sent when there is one."],
  ready_offline: ["電波がなくても使えます。", "Works without a signal."],
  // Notices
  dusk: ["今日中に送信してください。あと{n}件あります。", "Please send today. {n} to go."],
  dusk_old: [
    "前の日の聞き取りが、まだ{n}件送れていません。長く置くと、ブラウザーが消すことがあります。電波のあるところで送るか、ファイルに保存してください。",
    "{n} from an earlier day have not been sent. A browser may delete what waits too long: send them where there is a signal, or save them as a file.",
  ],
  full: [
    "端末の空きがありません。新しい聞き取りはまだ受け付けられません。送信するか、端末の写真やアプリを減らしてください。",
    "This phone is full. It cannot accept another interview yet. Send what waits, or delete photos or apps.",
  ],
  full_photos: [
    "端末の空きが少ないため、写真は保存できません。ことばだけなら保存できます。",
    "This phone is nearly full. It can keep words, but no photos.",
  ],
  draft_failed: [
    "いまの入力を端末に書き込めません。このページを閉じないで、端末の空きを増やしてください。",
    "What you are typing cannot be written to the phone. Do not close this page; make room on the phone.",
  ],
  restored: ["書きかけの聞き取りを戻しました。", "Your unfinished interview is back."],
  declined: ["新しい招待は使えませんでした。", "The new invitation could not be used."],
  new_invitation: [
    "新しい招待のQRコードかリンクをこの端末で開くと、残っているものもまとめて送ります。",
    "Open the QR code or link of a new invitation on this phone: what waits here is then sent with it.",
  ],
  trying_invitation: ["新しい招待を確かめています。電波のあるところで少しお待ちください。", "Checking the new invitation. It needs a signal."],
  erased: ["ご本人の求めで取り下げられた聞き取りが{n}件ありました。この端末からも消しました。", "{n} withdrawn at the person’s request, and removed from this phone too."],
  other_survey: [
    "別の調査の聞き取りが{n}件残っています。この招待では送れません。ファイルに保存して担当者に渡してください。",
    "{n} belong to another survey and cannot be sent with this invitation. Save them as a file for the organiser.",
  ],
  // Start
  start: ["はじめに、招待を開いてください", "Open your invitation first"],
  start_how: [
    "担当者からもらったQRコードをカメラで読み取るか、リンクを下に貼り付けてください。はじめの一度だけ、電波が要ります。",
    "Scan the QR code you were given with the camera, or paste the link below. Only the first time needs a signal.",
  ],
  paste: ["招待のリンク", "Invitation link"],
  use_link: ["この招待を使う", "Use this invitation"],
  no_link: ["招待のリンクではないようです。もう一度、全部を貼り付けてください。", "This is no invitation link. Please paste all of it again."],
  loading: ["調査を読み込んでいます…", "Loading the survey…"],
  insecure: [
    "このアドレスではカメラと保存が使えません。https で始まるアドレスで開いてください。",
    "Camera and storage need an address that begins with https.",
  ],
  no_storage: [
    "このブラウザーでは端末に保存できません。プライベートブラウズをやめるか、別のブラウザーで開いてください。",
    "This browser cannot store anything. Leave private browsing, or use another browser.",
  ],
  // Two tabs
  blocked: ["別のタブで開いています", "Open in another tab"],
  blocked_how: [
    "入力が二重にならないように、1つのタブだけで使えます。あちらの入力は消えません。",
    "Only one tab can be used at a time, so that nothing is entered twice. What was typed there is kept.",
  ],
  use_here: ["このタブで使う", "Use this tab"],
  // Counts
  counts: ["声をかけた人の数", "How many were approached"],
  approached: ["声かけ", "Approached"],
  declined_people: ["お断り", "Declined"],
  minus: ["{name}を1つ減らす", "One less: {name}"],
  plus: ["{name}を1つ増やす。いま{n}", "One more: {name}. Now {n}"],
  // Form
  form: ["聞き取り", "Interview"],
  correcting: ["聞き取りを直す", "Correct an interview"],
  where: ["場所・回・聞き手", "Place, wave, interviewer"],
  place: ["場所", "Place"],
  wave: ["回（書かなければ月）", "Wave (the month if empty)"],
  interviewer: ["聞き手", "Interviewer"],
  not_set: ["場所を選んでください", "Choose a place"],
  carried: ["次の人にもそのまま残ります。", "Stays for the next person."],
  here: ["いまいる場所を使う", "Use where I am"],
  finding: ["場所を調べています…", "Finding where you are…"],
  not_found: ["場所を調べられませんでした。選ぶか、書き入れてください。", "Could not find where you are. Choose or type the place."],
  how: ["ことばを書くのは", "Words are written"],
  words_now: ["いま", "Now"],
  words_later: ["あとで（写真から）", "Later (from the photo)"],
  board: ["板の番号", "Board number"],
  board_hint: ["例 0123-D", "e.g. 0123-D"],
  board_next: ["次の番号 {number}", "Next number {number}"],
  board_wrong: ["番号と文字が合いません。板をもう一度見てください。", "Number and letter do not match. Look at the board again."],
  board_fits: ["合っています", "Matches"],
  photo: ["写真", "Photo"],
  take_photo: ["写真を撮る", "Take a photo"],
  choose_photo: ["写真を選ぶ", "Choose a photo"],
  photo_face: ["人と板", "Person and board"],
  photo_board: ["板だけ", "Board only"],
  photo_kind: ["写っているもの", "What is on it"],
  photo_edit: ["切り取る・隠す", "Crop or cover"],
  photo_remove: ["写真を消す", "Delete photo"],
  photo_alt: ["撮った写真", "The photo"],
  photo_failed: ["この写真は開けませんでした。撮り直してください。", "This photo cannot be opened. Please take it again."],
  photo_making: ["写真を小さくしています…", "Making the photo smaller…"],
  photo_was_sent: ["送信済みの写真", "Photo sent"],
  photo_board_only: [
    "「板だけ」とのことです。写真を板だけに切り取ってください。",
    "They allow the board only. Crop the photo to the board.",
  ],
  photo_dropped: [
    "写真は「いいえ」とのことです。保存するときに、この写真を消します。",
    "They do not allow a photo. It is deleted when you save.",
  ],
  photo_words_only: [
    "写真は「いいえ」とのことです。ことばを書き写すためだけに使うので、板だけに切り取ってください。",
    "They do not allow a photo. It only serves to copy the words: crop it to the board.",
  ],
  words: ["板のことば", "Words on the board"],
  as_written: ["書かれたとおりに", "As written"],
  for_whom: ["だれにとって？", "For whom?"],
  live: ["住む人", "Residents"],
  visit: ["来る人", "Visitors"],
  both: ["両方", "Both"],
  illegible: ["読めない字がある", "Partly illegible"],
  person: ["話してくれた人", "The person"],
  relation: ["まちとの関わり", "Relation to the town"],
  resident: ["住んでいる", "Lives here"],
  commuter: ["通勤・通学", "Commutes"],
  rooted: ["帰省・ゆかり", "Has roots here"],
  visitor: ["訪れた", "Visiting"],
  age: ["年代", "Age"],
  language: ["聞いたことば", "Language"],
  ja: ["日本語", "Japanese"],
  en: ["英語", "English"],
  zh: ["中国語", "Chinese"],
  ko: ["韓国語", "Korean"],
  other_language: ["ほかのことば", "Another language"],
  together: ["前の人といっしょに聞いた", "Asked together with the person before"],
  more: ["ほかの項目（言語・メモ）", "More (language, note)"],
  more_words: ["ほかの項目（ことば・言語・メモ）", "More (words, language, note)"],
  note: ["メモ（だれにも見せません）", "Note (shown to nobody)"],
  consent: ["同意", "Consent"],
  hand_over: ["本人に渡して聞く", "Hand over and ask"],
  hand_again: ["もう一度本人に聞く", "Ask again"],
  not_asked: ["まだ聞いていません。答えがなければ「いいえ」です。", "Not asked yet. No answer means no."],
  answered: ["{time}に本人が答えました", "Answered by the person at {time}"],
  consent_quote: ["ことば", "Words"],
  consent_committee: ["写真・委員会", "Photo, committee"],
  consent_public: ["写真・公開", "Photo, public"],
  yes: ["はい", "Yes"],
  hall: ["会場と紙だけ", "Hall and paper only"],
  no: ["いいえ", "No"],
  guardian_missing: [
    "{age}歳未満です。おうちの人と決めていないので、ことばも写真も使えません（人数にだけ入ります）。",
    "Under {age}, and no guardian agreed: neither words nor photo can be used (only counted).",
  ],
  guardian_unsaid: [
    "{age}歳以上か、おうちの人と決めたか、本人の答えがありません。このままでは、ことばも写真も使えません（人数にだけ入ります）。",
    "Not answered: {age} or older, or decided with a guardian. As it is, neither words nor photo can be used (only counted).",
  ],
  save_next: ["保存して次へ", "Save and next"],
  save_change: ["直したものを保存", "Save the correction"],
  cancel: ["やめる", "Cancel"],
  discard: ["この入力を消す", "Clear this interview"],
  discard_sure: ["本当に消しますか？", "Really clear it?"],
  discard_yes: ["消す", "Clear"],
  saved: ["保存しました。", "Saved."],
  need_place: ["場所を入れてください。", "Enter the place."],
  need_words: ["ことばか写真を入れてください。", "Enter words or take a photo."],
  need_photo: ["ことばをあとで書くときは、写真を撮ってください。", "Take a photo if the words come later."],
  save_failed: [
    "保存できませんでした。入力はこの画面に残っています。もう一度押してください。",
    "It could not be saved. What you entered is still here: press again.",
  ],
  // Photo editor
  edit: ["写真を直す", "Edit the photo"],
  edit_tool: ["どう直しますか", "What to do"],
  edit_how_crop: ["板だけが残るように、指で囲んでください。", "Draw around the board, so that only it stays."],
  edit_how_cover: ["通りがかりの人を、指で囲んで隠してください。", "Draw over bystanders to cover them."],
  crop: ["板だけに切り取る", "Crop to the board"],
  cover: ["人を隠す", "Cover people"],
  undo: ["元に戻す", "Undo"],
  finish: ["できあがり", "Done"],
  // List
  list: ["保存した聞き取り", "Saved interviews"],
  back: ["聞き取りに戻る", "Back to the interview"],
  send_now: ["いま送る", "Send now"],
  rescue: ["送れていないものをファイルに保存", "Save what is unsent as a file"],
  rescue_how: [
    "電波がどうしても入らないときに。担当者が「取り込み」の画面で読み込めます。",
    "For when there is no signal at all. The organiser can import it.",
  ],
  rescue_made: ["{n}件をファイルに保存しました。担当者に渡してください。", "{n} saved as a file. Give it to the organiser."],
  rescue_none: ["送れていないものはありません。", "Nothing is waiting."],
  nothing_yet: ["まだありません。", "None yet."],
  no_words: ["（ことばはあとで）", "(words later)"],
  state_waiting: ["端末に保存", "On phone"],
  state_photo: ["写真待ち", "Photo to go"],
  state_sent: ["送信済み", "Sent"],
  state_problem: ["直してください", "Needs mending"],
  code: ["控えの番号 {code}", "Reference {code}"],
  retry: ["もう一度送る", "Send again"],
  photo_refused: ["写真を受け付けられませんでした。ファイルに保存して担当者に渡してください。", "The photo was not accepted. Save it as a file for the organiser."],
  invitation: ["招待", "Invitation"],
  invited_as: ["「{label}」　{date}まで", "“{label}”, until {date}"],
};

const KEY = "language";
let language = "ja";

export async function load() {
  language = (await db.get("kept", KEY)) ?? "ja";
  document.documentElement.lang = language;
}

export async function switchLanguage() {
  language = language === "ja" ? "en" : "ja";
  document.documentElement.lang = language;
  await db.put("kept", language, KEY);
  tell("language");
}

export const isEnglish = () => language === "en";

/** The sentence of a name, with its values. */
export function say(name, values = {}) {
  const text = WORDS[name][language === "en" ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
}

/** What the server said, in the language of the page. */
export const told = (problem) => (language === "en" && problem.en ? problem.en : problem.ja);
